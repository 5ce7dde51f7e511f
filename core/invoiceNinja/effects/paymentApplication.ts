import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import type { Ninja } from '../ninja';
import { minorOf, sentAmount } from './amounts';
import { recordResult, type RecordResult } from './recordResult';

const share = z.object({ id: z.string(), amountMinor: z.number().int() });
const applicationIntent = z.object({
	paymentId: z.string(),
	currency: z.string(),
	invoices: z.array(share),
	credits: z.array(share),
	appliedBeforeMinor: z.number().int(),
});

export interface Share {
	readonly id: string;
	readonly amount: number | string;
}

export interface ApplicationInput {
	readonly paymentId: string;
	readonly invoices: readonly Share[];
	readonly credits: readonly Share[];
}

const applied = z.looseObject({ id: z.string(), currency: z.string(), appliedMinor: z.number().nullable().default(0) });

/** Uses what is left of a payment for invoices. What the payment says is applied tells whether it was done. */
export function paymentApplication(
	ninja: Ninja,
): SideEffect<ApplicationInput, Readonly<z.infer<typeof applicationIntent>>, RecordResult> {
	const paymentOf = async (id: string) => {
		const row = await ninja.get('payment', id);
		if (row) return applied.parse(await ninja.translated('payment', row));
		throw new ExternalError('not_found', `No payment of this company has the ID ${id}`, 'Check the ID of the payment.');
	};
	return {
		name: 'invoiceNinja.payment.apply',
		intent: applicationIntent,
		result: recordResult,
		async plan({ paymentId, invoices, credits }) {
			const { currency, appliedMinor } = await paymentOf(paymentId);
			const each = (list: readonly Share[], field: string) =>
				list.map(({ id, amount }, index) => ({
					id,
					amountMinor: minorOf(`${field}.${index}.amount`, amount, currency),
				}));
			return {
				intent: {
					paymentId,
					currency,
					invoices: each(invoices, 'invoices'),
					credits: each(credits, 'credits'),
					appliedBeforeMinor: appliedMinor ?? 0,
				},
			};
		},
		async apply({ paymentId, currency, invoices, credits }) {
			const body = {
				invoices: invoices.map(({ id, amountMinor }) => ({
					invoice_id: id,
					amount: sentAmount(amountMinor, currency),
				})),
				credits: credits.map(({ id, amountMinor }) => ({ credit_id: id, amount: sentAmount(amountMinor, currency) })),
			};
			await ninja.update('payment', paymentId, body);
			return await paymentOf(paymentId);
		},
		async readBack({ paymentId, invoices, appliedBeforeMinor }) {
			const payment = await paymentOf(paymentId);
			const more = (payment.appliedMinor ?? 0) - appliedBeforeMinor;
			const wanted = invoices.reduce((total, { amountMinor }) => total + amountMinor, 0);
			if (more === 0 && wanted !== 0) return { state: 'absent' };
			if (more === wanted) return { state: 'ours', result: payment };
			const evidence = `Payment ${paymentId} has ${more} ${payment.currency} minor units more applied, and not ${wanted}`;
			return { state: 'foreign', evidence };
		},
	};
}
