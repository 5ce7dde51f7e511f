import { z } from 'zod';
import { sheetStatuses } from '../../../core/invoiceSheets';
import { languages } from '../../../core/kernel/languages';

const day = z.iso.date();
const minor = z.int();
const currency = z.string().regex(/^[A-Z]{3}$/);
const decimal = z.string().regex(/^-?\d+(?:\.\d+)?$/);
const clues = {
	customerCode: z
		.string()
		.regex(/^[a-z0-9][a-z0-9-]{1,39}$/)
		.nullable(),
	customerName: z.string().min(1).max(256).nullable(),
	customerEmail: z.string().includes('@').max(254).nullable(),
	vatNumber: z
		.string()
		.regex(/^[A-Z]{2}[0-9A-Z+*]+$/)
		.nullable(),
};

/**
 * What a record is. Rows are checked cell by cell, by hand: this costs 5 µs a row, nearly as much as reading it. So it
 * is held against all that the tests read instead.
 */
export const schemas = {
	invoices: z
		.strictObject({
			...clues,
			number: z.string().min(1).max(127),
			issuedOn: day,
			dueOn: day.nullable(),
			currency,
			netMinor: minor.nullable(),
			taxRate: decimal.nullable(),
			taxMinor: minor.nullable(),
			totalMinor: minor.min(0).nullable(),
			paidMinor: minor.nullable(),
			balanceMinor: minor.nullable(),
			status: z.enum(sheetStatuses).nullable(),
			orderReference: z.string().max(127).nullable(),
			notes: z.string().max(10_000).nullable(),
			line: z
				.strictObject({
					description: z.string(),
					quantity: decimal,
					unitPriceMinor: minor.nullable(),
					totalMinor: minor,
				})
				.nullable(),
		})
		.refine(({ totalMinor, line }) => totalMinor !== null || line !== null)
		.refine((values) =>
			[values.customerCode, values.customerName, values.customerEmail, values.vatNumber].some((clue) => clue !== null),
		),
	payments: z.strictObject({
		number: z.string().min(1).max(127),
		paidOn: day,
		amountMinor: minor,
		currency: currency.nullable(),
		method: z.string().nullable(),
		reference: z.string().nullable(),
		customerCode: clues.customerCode,
		customerName: clues.customerName,
	}),
	customers: z.strictObject({ ...clues, language: z.enum(languages).nullable(), currency: currency.nullable() }),
} as const;
