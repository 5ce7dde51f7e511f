import type { Writable } from 'node:stream';
import { fieldsOfRole, type RecordKind, type SheetField } from '../invoiceSheets';
import { languages, type Language } from '../kernel/languages';
import { writerOf } from '../messages';
import { writeWorkbook, type ColumnKind, type SheetToWrite } from '../spreadsheet';

/** What an empty workbook is called, in the language of its reader. */
export const templateName = (language: Language): string =>
	`${writerOf(language).words.importPage.kinds.invoices.toLowerCase()}.xlsx`;

/**
 * Writes an empty workbook with a tab for invoices, one for payments and one for customers. Its headers are those that the
 * import knows; where only a few words are possible, a list offers them.
 *
 * @param currency ISO 4217: the first of the list.
 */
export async function writeTemplate(out: Writable, language: Language, currency = 'EUR'): Promise<void> {
	await writeWorkbook(
		out,
		(Object.keys(fieldsOfRole) as RecordKind[]).map((role) => tabOf(role, language, currency)),
		{},
	);
}

function tabOf(role: RecordKind, language: Language, currency: string): SheetToWrite {
	const { words } = writerOf(language);
	const fields: readonly SheetField[] = fieldsOfRole[role].filter((field) => !leftOut.includes(field));
	return {
		name: words.importRoles[role],
		columns: fields.map((field) => ({
			header: words.importFields[field],
			kind: kinds[field] ?? 'text',
			...choicesOf(field, language, currency),
		})),
		rows: [],
	};
}

/** Lines have a tab of their own shape: an office that has them exports them. */
const leftOut: readonly SheetField[] = ['lineDescription', 'lineQuantity', 'lineUnitPrice', 'lineTotal'];

const kinds: Readonly<Partial<Record<SheetField, ColumnKind>>> = {
	issuedOn: 'date',
	dueOn: 'date',
	paidOn: 'date',
	net: 'amount',
	tax: 'amount',
	total: 'amount',
	paid: 'amount',
	balance: 'amount',
	amount: 'amount',
	taxRate: 'percent',
};

function choicesOf(field: SheetField, language: Language, currency: string): { choices?: readonly string[] } {
	if (field === 'currency') return { choices: [...new Set([currency, 'EUR', 'USD', 'GBP', 'CHF'])] };
	if (field === 'language') return { choices: languages };
	if (field === 'status') return { choices: statusWords[language] };
	return {};
}

/** Words that the import reads in each language. */
const statusWords: Readonly<Record<Language, readonly string[]>> = {
	en: ['open', 'partial', 'paid', 'void', 'draft'],
	fr: ['impayé', 'partiel', 'payé', 'annulé', 'brouillon'],
	nl: ['open', 'deels betaald', 'betaald', 'geannuleerd', 'concept'],
};
