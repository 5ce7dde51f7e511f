import { z } from 'zod';
import {
	dateOrders,
	decimalSigns,
	fieldsOfRole,
	sheetRoles,
	type SheetCorrection,
	type SheetField,
	type SheetUnderstanding,
	type WorkbookUnderstanding,
} from '../../invoiceSheets';
import { textLimits } from '../../kernel/textLimits';

/** The names of the controls of the page that shows what was understood, for the page and for its post alike. */
export const controlNames = {
	role: (sheet: number) => `role.${sheet}`,
	field: (sheet: number, column: number) => `field.${sheet}.${column}`,
	dateOrder: (sheet: number) => `dateOrder.${sheet}`,
	decimalSign: (sheet: number) => `decimalSign.${sheet}`,
	currency: (sheet: number) => `currency.${sheet}`,
} as const;

/** Stands in a select for "not read", since an empty value stands for "as found out". */
export const notRead = '-';

/** So many columns of a tab are shown: nobody chooses among more on a page. */
export const mostColumns = 60;

export type Corrections = Readonly<Record<number, SheetCorrection>>;

const posted = z.record(z.string(), z.union([z.string().max(textLimits.name), z.array(z.string())]));

/**
 * What a person has corrected, as the post of the page says: what is not as the page showed it, on top of what was corrected
 * before. A value that the page does not offer is passed over.
 */
export function correctionsIn(
	body: unknown,
	{ sheets }: WorkbookUnderstanding,
	before: Corrections,
): Record<number, SheetCorrection> {
	const values = posted.safeParse(body).data ?? {};
	const said = (name: string) => [values[name] ?? []].flat()[0]?.trim();
	return Object.fromEntries(
		sheets.flatMap((sheet) => {
			const corrected = { ...before[sheet.sheet], ...correctionOfSheet(sheet, said, before[sheet.sheet]) };
			return Object.keys(corrected).length === 0 ? [] : [[sheet.sheet, corrected] as const];
		}),
	);
}

type Said = (name: string) => string | undefined;

function correctionOfSheet(sheet: SheetUnderstanding, said: Said, before: SheetCorrection = {}): SheetCorrection {
	const role = z.enum(sheetRoles).safeParse(said(controlNames.role(sheet.sheet))).data;
	const dateOrder = z.enum(dateOrders).safeParse(said(controlNames.dateOrder(sheet.sheet))).data;
	const decimalSign = z.enum(decimalSigns).safeParse(said(controlNames.decimalSign(sheet.sheet))).data;
	const currency = z
		.string()
		.toUpperCase()
		.regex(/^[A-Z]{3}$/)
		.safeParse(said(controlNames.currency(sheet.sheet))).data;
	// Fields of another role are not chosen by anybody: the page offered those of the role that it showed.
	const fields = role !== undefined && role !== sheet.role ? {} : fieldsChosen(sheet, said);
	return {
		...(role !== undefined && role !== sheet.role && { role }),
		...(dateOrder && { dateOrder }),
		...(decimalSign && { decimalSign }),
		...(currency && { currency }),
		...(Object.keys(fields).length > 0 && { fields: { ...before.fields, ...fields } }),
	};
}

function fieldsChosen(sheet: SheetUnderstanding, said: Said): Record<number, SheetField | null> {
	if (sheet.role === 'other') return {};
	const offered: readonly string[] = fieldsOfRole[sheet.role];
	const isOffered = (word: string): word is SheetField => offered.includes(word);
	const chosen: Record<number, SheetField | null> = {};
	for (const { column, field } of shownColumns(sheet)) {
		const word = said(controlNames.field(sheet.sheet, column));
		if (word === undefined || (word !== notRead && !isOffered(word))) continue;
		const wanted = word === notRead ? null : word;
		if (wanted !== field) chosen[column] = wanted;
	}
	return chosen;
}

/** The columns that the page shows. */
export function shownColumns({ columns }: SheetUnderstanding): SheetUnderstanding['columns'] {
	return columns.filter(({ header, samples }) => header !== '' || samples.length > 0).slice(0, mostColumns);
}
