import { createHash } from 'node:crypto';
import { allocate } from '../../kernel/money';
import { names, type PaymentEvent, type PaymentPart, type PaymentSnapshot } from '../../payments';
import { externalIdOf } from './change';
import { isGatewayId, recordedReference } from './recorded';
import type { InvoiceRow, PaymentRow } from './rows';

export interface ReadFrom {
	readonly companyCode: string;
	/** When the row was read, ISO 8601 in UTC. */
	readonly readAt: string;
	/** The row as it was read, to be kept with the event. */
	readonly raw: Readonly<Record<string, unknown>>;
}

/** The name of a payment of Invoice Ninja, and of what it pays of one invoice. */
export const paymentName = (companyCode: string, paymentId: string) => `ninja:${companyCode}:${paymentId}`;
export const partName = (payment: string, invoice: string) => `${payment}:${invoice.slice(invoice.indexOf(':') + 1)}`;

/**
 * What a payment of Invoice Ninja says of its money, as one event: a state of the whole payment. Invoice Ninja has no IDs of
 * events, so the ID follows from what is said: the same state is the same event, however often it is read.
 */
export function paymentEventOf(row: PaymentRow, { companyCode, readAt, raw }: ReadFrom): PaymentEvent {
	const reference = paymentName(companyCode, row.id);
	const snapshot: PaymentSnapshot = { ...moneyOf(row, companyCode), state: stateOf(row), readAt };
	const changedAt = row.updatedAt ?? row.createdAt ?? readAt;
	const kinds = { completed: 'payment_succeeded', pending: 'payment_pending' } as const;
	const { state } = snapshot;
	return {
		provider: 'invoiceninja',
		eventId: `${companyCode}:${row.id}:${digest([changedAt, { ...snapshot, readAt: '' }, row.amountMinor, row.currency])}`,
		type: `payment.${row.isDeleted ? 'deleted' : row.status}`,
		kind: state === 'completed' || state === 'pending' ? kinds[state] : 'payment_failed',
		paymentReference: reference,
		names: names(
			reference,
			gatewayReference(row) ?? recordedReference(row),
			...snapshot.parts.map(({ invoice }) => partName(reference, invoice)),
		),
		object: { type: 'ninja_payment', id: externalIdOf(companyCode, row.id) },
		amountMinor: row.amountMinor,
		priceMinor: null,
		currency: row.currency,
		references: {},
		detail: { snapshot },
		payer: {},
		occurredAt: changedAt,
		live: null,
		account: null,
		raw: { ...raw },
	};
}

/**
 * An invoice of nothing is paid without a payment: its service waits for nothing. Once it has a price, or is cancelled, that
 * is `over`.
 */
export function nothingOwedEventOf(
	row: InvoiceRow,
	{ companyCode, readAt, raw }: ReadFrom,
	state: 'holds' | 'over',
): PaymentEvent {
	const changedAt = row.updatedAt ?? readAt;
	const invoice = externalIdOf(companyCode, row.id);
	const reference = `ninja:${companyCode}:nothing:${row.id}`;
	const part = { invoice, amountMinor: 0, priceMinor: 0, refundedMinor: 0 };
	return {
		provider: 'invoiceninja',
		eventId: `${companyCode}:nothing:${row.id}:${digest([changedAt, state])}`,
		type: state === 'holds' ? 'invoice.paid' : 'invoice.changed',
		kind: state === 'holds' ? 'payment_succeeded' : 'payment_failed',
		paymentReference: reference,
		names: [reference, partName(reference, invoice)],
		object: { type: 'ninja_payment', id: `${companyCode}:nothing:${row.id}` },
		amountMinor: 0,
		priceMinor: null,
		currency: row.currency,
		references: {},
		detail: {
			nothingAsked: true,
			snapshot: {
				...{ state: state === 'holds' ? 'completed' : 'cancelled', parts: [part] },
				...{ unappliedMinor: 0, refundedMinor: 0, readAt },
			},
		},
		payer: {},
		occurredAt: changedAt,
		live: null,
		account: null,
		raw: { ...raw },
	};
}

function stateOf({ status, isDeleted }: PaymentRow): PaymentSnapshot['state'] {
	if (isDeleted) return 'deleted';
	return status === 'partially_refunded' || status === 'refunded' ? 'completed' : status;
}

/**
 * What came in money for each invoice, and what pays no invoice. A part of a payment pays its invoice together with the
 * credits that were applied with it: the money is what the credits do not pay.
 */
function moneyOf(
	{ paymentables, amountMinor, refundedMinor, currency }: PaymentRow,
	companyCode: string,
): Pick<PaymentSnapshot, 'parts' | 'unappliedMinor' | 'refundedMinor'> {
	const paid = new Map<string, { priceMinor: number; backMinor: number }>();
	let creditMinor = 0;
	for (const part of paymentables) {
		if (!part.invoiceId) {
			creditMinor += part.creditId ? part.amountMinor : 0;
			continue;
		}
		const known = paid.get(part.invoiceId) ?? { priceMinor: 0, backMinor: 0 };
		const backMinor = known.backMinor + part.refundedMinor;
		paid.set(part.invoiceId, { priceMinor: known.priceMinor + part.amountMinor, backMinor });
	}
	const invoices = [...paid]
		.filter(([, { priceMinor }]) => priceMinor > 0)
		.sort(([one], [other]) => (one < other ? -1 : 1));
	const prices = invoices.map(([, { priceMinor }]) => priceMinor);
	const priceMinor = sum(prices);
	const cameMinor = Math.max(amountMinor, 0);
	const appliedMinor = Math.min(Math.max(priceMinor - creditMinor, 0), cameMinor);
	const came = shared(appliedMinor, prices, currency);
	// A refund gives back the credits first, and counts as refunded of the payment only the money.
	const backMinor = Math.min(Math.max(refundedMinor, 0), cameMinor);
	const back = shared(
		Math.min(backMinor, appliedMinor),
		invoices.map(([, part], index) => Math.min(part.backMinor, came[index] ?? 0)),
		currency,
	);
	const parts: PaymentPart[] = invoices.map(([invoice, part], index) => {
		const partMinor = came[index] ?? 0;
		const whole = part.backMinor >= part.priceMinor;
		return {
			invoice: externalIdOf(companyCode, invoice),
			amountMinor: partMinor,
			priceMinor: whole && partMinor === 0 ? 0 : part.priceMinor,
			refundedMinor: whole ? partMinor : Math.min(back[index] ?? 0, partMinor),
		};
	});
	return { parts, unappliedMinor: cameMinor - appliedMinor, refundedMinor: backMinor };
}

/** Splits an amount by weights; nothing where all of them are nothing. No part gets more than its weight. */
function shared(amountMinor: number, weights: readonly number[], currency: string): number[] {
	const total = sum(weights);
	if (total <= 0) return weights.map(() => 0);
	const parts = allocate({ amountMinor: Math.min(amountMinor, total), currency }, weights);
	return parts.map((part) => part.amountMinor);
}

/**
 * The gateway's ID of the charge. Payments that somebody entered by hand all have the same words there, and those of some
 * gateways have what the client wrote: only what a gateway made counts, and only in the form of an ID of Stripe or PayPal.
 */
export function gatewayReference({
	transactionReference,
	isManual,
	companyGatewayId,
}: Pick<PaymentRow, 'transactionReference' | 'isManual' | 'companyGatewayId'>): string | undefined {
	if (isManual || companyGatewayId === '') return undefined;
	return isGatewayId(transactionReference) ? transactionReference : undefined;
}

const digest = (held: unknown) => createHash('sha256').update(JSON.stringify(held)).digest('hex').slice(0, 32);
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
