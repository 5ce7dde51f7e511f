import { z } from 'zod';
import { ExternalError, InputError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import type { Ninja } from '../ninja';
import { minorOf, sentAmount } from './amounts';
import { oncePerSecond } from './oncePerSecond';
import { recordResult, type RecordResult } from './recordResult';

const share = z.object({ invoiceId: z.string(), amountMinor: z.number().int() });
const refundIntent = z.object({
	paymentId: z.string(),
	amountMinor: z.number().int(),
	currency: z.string(),
	date: z.string(),
	invoices: z.array(share),
	gatewayRefund: z.boolean(),
	sendEmail: z.boolean(),
	/** What was given back before: the refund is there when so much more has been given back. */
	refundedBeforeMinor: z.number().int(),
});
type RefundIntent = Readonly<z.infer<typeof refundIntent>>;

export interface RefundInput {
	readonly paymentId: string;
	/** A decimal number. All of what can be given back when it is left out. */
	readonly amount?: number | string;
	readonly date: string;
	readonly invoices: ReadonlyArray<{ readonly invoiceId: string; readonly amount: number | string }>;
	readonly gatewayRefund: boolean;
	readonly sendEmail: boolean;
}

/** A payment as far as a refund needs it, in the pack's words. */
const paid = z.looseObject({
	id: z.string(),
	currency: z.string(),
	status: z.string().nullable(),
	amountMinor: z.number(),
	refundedMinor: z.number().nullable().default(0),
	isDeleted: z.boolean().default(false),
	paymentables: z
		.array(
			z.looseObject({ invoiceId: z.string().nullish(), amountMinor: z.number(), refundedMinor: z.number().nullish() }),
		)
		.default([]),
});

/**
 * Gives money of a payment back. Nothing names a refund at Invoice Ninja, so it is found again by what the payment says
 * was given back: as much as before the refund, or as much more as the refund is. Anything else is for a person.
 */
export function paymentRefund(ninja: Ninja): SideEffect<RefundInput, RefundIntent, RecordResult> {
	const paymentOf = async (id: string) => {
		const row = await ninja.get('payment', id);
		if (row) return paid.parse(await ninja.translated('payment', row));
		throw new ExternalError('not_found', `No payment of this company has the ID ${id}`, 'Check the ID of the payment.');
	};
	return {
		name: 'invoiceNinja.payment.refund',
		intent: refundIntent,
		result: recordResult,
		async plan({ paymentId, amount, date, invoices, gatewayRefund, sendEmail }) {
			const payment = await paymentOf(paymentId);
			const shares = invoices.map((one, index) => ({
				invoiceId: one.invoiceId,
				amountMinor: minorOf(`invoices.${index}.amount`, one.amount, payment.currency),
			}));
			const before = payment.refundedMinor ?? 0;
			const given = amount === undefined ? undefined : minorOf('amount', amount, payment.currency);
			const wanted = given ?? (shares.length > 0 ? sum(shares) : payment.amountMinor - before);
			check(payment, wanted, shares);
			return {
				intent: {
					paymentId,
					amountMinor: wanted,
					currency: payment.currency,
					date,
					invoices: shares.length > 0 ? shares : sharesOf(payment, wanted),
					gatewayRefund,
					sendEmail,
					refundedBeforeMinor: before,
				},
			};
		},
		async apply({ paymentId, amountMinor, currency, date, invoices, gatewayRefund, sendEmail }) {
			const body = {
				id: paymentId,
				amount: sentAmount(amountMinor, currency),
				date,
				invoices: invoices.map((one) => ({
					invoice_id: one.invoiceId,
					amount: sentAmount(one.amountMinor, currency),
				})),
				gateway_refund: gatewayRefund,
				send_email: sendEmail,
			};
			await oncePerSecond(
				async () => await ninja.call({ method: 'POST', path: '/payments/refund', body, changes: true }),
			);
			return await paymentOf(paymentId);
		},
		async readBack({ paymentId, amountMinor, refundedBeforeMinor }) {
			const payment = await paymentOf(paymentId);
			const now = payment.refundedMinor ?? 0;
			if (now === refundedBeforeMinor) return { state: 'absent' };
			if (now === refundedBeforeMinor + amountMinor) return { state: 'ours', result: payment };
			return {
				state: 'foreign',
				evidence: `Payment ${paymentId} says that ${now} ${payment.currency} minor units were given back, and not ${refundedBeforeMinor + amountMinor}: somebody else gave money back meanwhile`,
			};
		},
	};
}

const sum = (shares: ReadonlyArray<z.infer<typeof share>>) =>
	shares.reduce((total, { amountMinor }) => total + amountMinor, 0);

function check(payment: z.infer<typeof paid>, wanted: number, shares: ReadonlyArray<z.infer<typeof share>>): void {
	if (payment.isDeleted) throw new InputError('payment', 'is deleted', 'Restore the payment first.', 'conflict');
	const left = payment.amountMinor - (payment.refundedMinor ?? 0);
	if (wanted <= 0)
		throw new InputError('amount', 'must be more than 0', 'Nothing is left, or nothing was given.', 'conflict');
	if (wanted > left) {
		const words = `is ${wanted} ${payment.currency} minor units, and only ${left} can be given back`;
		throw new InputError('amount', words, 'Give back at most what is left of the payment.', 'conflict');
	}
	if (shares.length > 0 && sum(shares) > wanted) {
		throw new InputError('invoices', 'add up to more than the amount', 'Correct the amounts of the invoices.');
	}
}

/** A payment of one invoice gives it back to that invoice. Of several, a person says to which. */
function sharesOf(payment: z.infer<typeof paid>, wanted: number): Array<z.infer<typeof share>> {
	const invoices = payment.paymentables.flatMap(({ invoiceId, amountMinor, refundedMinor }) =>
		invoiceId ? [{ invoiceId, amountMinor: amountMinor - (refundedMinor ?? 0) }] : [],
	);
	const [only] = invoices;
	if (!only) return [];
	if (invoices.length === 1) return [{ invoiceId: only.invoiceId, amountMinor: Math.min(wanted, only.amountMinor) }];
	if (sum(invoices) === wanted) return invoices.filter(({ amountMinor }) => amountMinor > 0);
	throw new InputError(
		'invoices',
		'is empty, and the payment is of several invoices',
		`Say how much goes back to which of them: ${invoices.map(({ invoiceId }) => invoiceId).join(', ')}.`,
	);
}
