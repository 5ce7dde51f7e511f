import { z } from 'zod';
import { mostEntries, textLimits } from '../../../core/kernel/textLimits';
import { rows, text, type Field, type Fields } from '../../shared/field';
import { dateFilters, numberFilter } from '../build/list';
import type { RecordKind } from '../build/recordKind';
import { clientId, onlyClient, paymentTypeId, rowLocator } from '../fields/references';
import { amount, customValues, date, decimal, hashedId, line, note } from '../fields/values';
import { computedStatuses } from '../fields/words';

const shareOf = (what: string, resource: string): Fields => ({
	id: { ...rowLocator(what, resource), schema: rowLocator(what, resource).schema.pipe(hashedId) },
	amount: { ...amount('Amount'), schema: decimal.pipe(z.number().min(0, 'must not be below 0')) },
});

/** How much of a payment is for which row. */
export const shares = (
	displayName: string,
	what: string,
	resource: string,
	description: string,
): Field<z.ZodType<Share[]>> =>
	rows(displayName, { row: what, fields: shareOf(what, resource), most: mostEntries, description }) as unknown as Field<
		z.ZodType<Share[]>
	>;

export interface Share {
	readonly id: string;
	readonly amount: number;
}

export const invoiceShares = shares('Invoices', 'Invoice', 'invoice', 'Which invoices the payment is for');
export const creditShares = shares('Credits', 'Credit', 'credit', 'Which credits pay with it');

const asBody = (field: Field<z.ZodType<Share[]>>, name: string): Field => ({
	...field,
	schema: field.schema.transform((given) =>
		given.length === 0 ? undefined : given.map((one) => ({ [name]: one.id, amount: one.amount })),
	),
});

/** What a payment is about. */
export const whatIsPaid = {
	amount: amount('Amount', {
		description:
			'In the currency of the client. The sum of the invoices if it is left out; more than that stays unapplied.',
	}),
	invoices: asBody(invoiceShares, 'invoice_id'),
} as const satisfies Fields;

/** What is said of a payment less often. */
export const ofPayment = {
	credits: asBody(creditShares, 'credit_id'),
	date: date('Date'),
	typeId: paymentTypeId,
	transactionReference: line('Transaction Reference'),
	number: line('Number'),
	idempotencyKey: text('Idempotency Key', z.string().trim().max(textLimits.token), {
		typeOptions: { password: true },
		description: 'Invoice Ninja takes a key once. One is made up if it is left out.',
	}),
	exchangeRate: amount('Exchange Rate', { default: 1 }),
	privateNotes: note('Private Notes'),
	...customValues,
} as const satisfies Fields;

export const paymentKind: RecordKind<'payment'> = {
	entity: 'payment',
	resource: 'payment',
	label: 'Payment',
	one: 'payment',
	many: 'payments',
	required: { clientId },
	optional: { ...whatIsPaid, ...ofPayment },
	keys: ['idempotency_key', 'number'],
	amounts: ['amount'],
	filters: { clientId: onlyClient, ...numberFilter, ...dateFilters },
	computedStatuses: computedStatuses.payment,
	sorts: ['number', 'amount', 'date', 'updated_at', 'created_at'],
	bulk: { email: 'Email' },
	without: ['upsert'],
	shownBy: ['number', 'date', 'amount'],
};
