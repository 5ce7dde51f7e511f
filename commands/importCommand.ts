import { z } from 'zod';
import { lookAlikeRules, unknownCustomerRules } from '../core/imports';
import type { ImportWishes } from '../core/importDesk';
import {
	customerFields,
	dateOrders,
	decimalSigns,
	invoiceFields,
	paymentFields,
	type SheetField,
} from '../core/invoiceSheets';
import { helpOf, UsageError } from '../core/kernel/commandWords';
import { language, type Language } from '../core/kernel/languages';
import { connectionFlags, connectionUsage } from '../database/connection';

export const usage = `Usage: npx --no -- msp-import <file> [options], in ~/.n8n/nodes
       npx --no -- msp-import --undo <batch ID>

Imports the invoices, payments and customers of a spreadsheet (.xlsx, .xls, .ods, .csv, .tsv) into the back office. The
same file again changes nothing. Rows with a mistake are left out, and written to <file>.rejected.xlsx with the reasons.

  --inspect               only tell what is understood, and what would happen
  --yes                   import without asking
  --company <code>        the company of the back office; main if it is not given
  --column <field>=<header>
                          which header a field has, such as --column number="Doc nr"; several times
  --date-order <order>    how 03/04/2026 is read: dmy, mdy or ymd
  --decimal-sign <sign>   , or .
  --currency <code>       of rows that name none, such as EUR
  --unknown-customers <what>    create or reject; create if it is not given
  --look-alikes <what>    ask (their rows are rejected), same or different; ask if it is not given
  --all-or-nothing        import nothing if a row has a mistake
  --due-days <days>       when an invoice without a due date is due; 30 if it is not given
  --hidden-tabs           read hidden tabs as well
  --language <code>       of the reasons: en, fr or nl
  --rejected <path>       where the workbook of rejected rows goes

${connectionUsage('msp_app')}

Exit codes: 0 everything was imported, 1 it failed, 2 wrong usage, 3 rows were rejected.`;

export const flags = {
	inspect: { type: 'boolean' },
	yes: { type: 'boolean', short: 'y' },
	company: { type: 'string' },
	column: { type: 'string', multiple: true },
	'date-order': { type: 'string' },
	'decimal-sign': { type: 'string' },
	currency: { type: 'string' },
	'unknown-customers': { type: 'string' },
	'look-alikes': { type: 'string' },
	'all-or-nothing': { type: 'boolean' },
	'due-days': { type: 'string' },
	'hidden-tabs': { type: 'boolean' },
	language: { type: 'string' },
	rejected: { type: 'string' },
	undo: { type: 'string' },
	...connectionFlags,
	help: { type: 'boolean', short: 'h' },
} as const;

const fields = [...new Set<SheetField>([...invoiceFields, ...paymentFields, ...customerFields])];

const given = z.object({
	company: z.string().default('main'),
	'date-order': z.enum(dateOrders, { error: 'must be dmy, mdy or ymd' }).optional(),
	'decimal-sign': z.enum(decimalSigns, { error: "must be ',' or '.'" }).optional(),
	currency: z
		.string()
		.toUpperCase()
		.regex(/^[A-Z]{3}$/, 'must be a code such as EUR')
		.optional(),
	'unknown-customers': z.enum(unknownCustomerRules, { error: 'must be create or reject' }).optional(),
	'look-alikes': z.enum(lookAlikeRules, { error: 'must be ask, same or different' }).optional(),
	'all-or-nothing': z.boolean().default(false),
	'due-days': z.coerce.number('must be a number of days').int().min(0).max(365, 'must be 365 at the most').optional(),
	'hidden-tabs': z.boolean().default(false),
	language: language.default('en'),
	column: z.array(z.string()).default([]),
});

/** What a command line asks for. */
export interface Order {
	readonly wishes: ImportWishes;
	readonly language: Language;
}

/**
 * Reads the flags of a command line.
 *
 * @throws UsageError that names the flag.
 */
export function orderOf(values: object): Order {
	const read = given.safeParse(values);
	if (!read.success) {
		const [issue] = read.error.issues;
		throw new UsageError(`--${String(issue?.path[0] ?? '')} ${issue?.message ?? 'is wrong'}`, helpOf('msp-import'));
	}
	const flag = read.data;
	return {
		language: flag.language,
		wishes: {
			companyCode: flag.company,
			headers: headersOf(flag.column),
			everySheet: {
				...(flag['date-order'] && { dateOrder: flag['date-order'] }),
				...(flag['decimal-sign'] && { decimalSign: flag['decimal-sign'] }),
				...(flag.currency && { currency: flag.currency }),
			},
			hiddenTabs: flag['hidden-tabs'],
			rules: {
				...(flag['unknown-customers'] && { unknownCustomers: flag['unknown-customers'] }),
				...(flag['look-alikes'] && { lookAlikes: flag['look-alikes'] }),
				...(flag['all-or-nothing'] && { onProblem: 'import_nothing' as const }),
				...(flag['due-days'] !== undefined && { missingDueDays: flag['due-days'] }),
			},
		},
	};
}

function headersOf(columns: readonly string[]): ImportWishes['headers'] {
	const headers: Partial<Record<SheetField, string[]>> = {};
	for (const column of columns) {
		const [, name = '', header = ''] = /^([^=]+)=(.+)$/.exec(column) ?? [];
		const field = fields.find((one) => one === name.trim());
		if (!field || header.trim() === '') {
			throw new UsageError(
				`--column is not <field>=<header>: '${column.slice(0, 60)}'`,
				`The fields are ${fields.join(', ')}.`,
			);
		}
		(headers[field] ??= []).push(header.trim());
	}
	return headers;
}
