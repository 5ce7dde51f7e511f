import { z } from 'zod';
import { ExternalError, InputError } from '../../kernel/errors';
import type { ReadBack, SideEffect } from '../../tasks';
import { readAmount } from '../decimals';
import { RefusedFields } from '../errors';
import { rowStates } from '../listing';
import { recordedNote } from '../money/recorded';
import type { Ninja } from '../ninja';
import type { NinjaRow } from '../rows';
import { sentAmount } from './amounts';
import { oncePerSecond } from './oncePerSecond';
import { plainText } from './plainText';
import { recordResult, type RecordResult } from './recordResult';

const share = z.object({ invoiceId: z.string().min(1), amountMinor: z.number().int().positive() });
const moneyIntent = z.object({
	clientId: z.string().min(1),
	/** The gateway's ID of the money, such as `pi_…`. */
	reference: z.string().min(1),
	/** Invoice Ninja takes it once. */
	key: z.string(),
	currency: z.string(),
	amountMinor: z.number().int().positive(),
	/** YYYY-MM-DD. */
	date: z.string(),
	typeId: z.string().nullable(),
	shares: z.array(share),
});
type MoneyIntent = Readonly<z.infer<typeof moneyIntent>>;
type Share = Readonly<z.infer<typeof share>>;

/** Money that a gateway of the pack's own took, and what of it is meant for which invoice of one client. */
export type MoneyInput = Omit<MoneyIntent, 'key'>;

/** Invoice Ninja keeps 64 characters. */
const keyOf = (reference: string) => `msp-${reference}`.slice(0, 64);

/**
 * Records money that the pack took at a gateway, once for its ID there. The payment carries a mark, by which the back office
 * knows that it and the gateway's money are one. What an invoice does not owe any more is left unapplied on the client: the
 * money came all the same, and a person decides.
 *
 * @throws ExternalError `exists` when the payment was recorded before and somebody has deleted it.
 */
export function moneyRecording(ninja: Ninja): SideEffect<MoneyInput, MoneyIntent, RecordResult> {
	return {
		name: 'invoiceNinja.payment.recordMoney',
		intent: moneyIntent,
		result: recordResult,
		async plan(input) {
			const currency = await ninja.currencyOf('payment', { id: 'new', client_id: input.clientId });
			if (currency !== input.currency) {
				throw new InputError(
					'currency',
					`is ${input.currency}, and the client ${input.clientId} of Invoice Ninja pays in ${currency}`,
					'Record this money by hand, in the currency of the client.',
					'conflict',
				);
			}
			return { intent: { ...input, key: keyOf(input.reference) } };
		},
		apply: async (intent) =>
			await ninja.translated('payment', await recordAs(ninja, intent, await payable(ninja, intent))),
		readBack: async (intent) => await recordedBefore(ninja, intent),
		// A certain refusal has left nothing: what the invoices owe now is looked up anew.
		startsAnew: async () => await Promise.resolve(true),
	};
}

/** What of each share its invoice owes at this moment. */
async function payable(ninja: Ninja, { shares, clientId, currency }: MoneyIntent): Promise<Share[]> {
	const owed: Share[] = [];
	for (const { invoiceId, amountMinor } of shares) {
		const row = await ninja.get('invoice', invoiceId);
		const openMinor = row && row.is_deleted !== true && row.client_id === clientId ? openOf(row, currency) : 0;
		const paysMinor = Math.min(amountMinor, openMinor);
		if (paysMinor > 0) owed.push({ invoiceId, amountMinor: paysMinor });
	}
	return owed;
}

/** A draft is sent by being paid, so that all of it is owed; 2 is sent, 3 paid in part. */
function openOf(row: NinjaRow, currency: string): number {
	const status = plainText(row.status_id);
	const amount = status === '1' ? row.amount : status === '2' || status === '3' ? row.balance : 0;
	return Math.max(readAmount(plainText(amount) || 0, currency).minor, 0);
}

async function recordAs(ninja: Ninja, intent: MoneyIntent, shares: readonly Share[]): Promise<NinjaRow> {
	try {
		return await oncePerSecond(
			async () => await ninja.create('payment', bodyOf(intent, shares), { email_receipt: 'false' }),
		);
	} catch (error) {
		if (!(error instanceof RefusedFields)) throw error;
		const complains = (about: RegExp) => error.fields.some(({ field }) => about.test(field));
		if (complains(/^idempotency_key$/)) throw new ExternalError('exists', error.vendorMessage, error.remedy);
		// Somebody paid or cancelled an invoice in this second: the money is recorded, and pays what is owed now.
		if (shares.length === 0 || !complains(/^(invoices|amount)/)) throw error;
		const now = await payable(ninja, intent);
		return await recordAs(ninja, intent, JSON.stringify(now) === JSON.stringify(shares) ? [] : now);
	}
}

function bodyOf(intent: MoneyIntent, shares: readonly Share[]): object {
	const { clientId, reference, key, currency, amountMinor, date, typeId } = intent;
	return {
		client_id: clientId,
		amount: sentAmount(amountMinor, currency),
		date,
		transaction_reference: reference,
		private_notes: recordedNote(reference),
		idempotency_key: key,
		...(typeId !== null && { type_id: typeId }),
		...(shares.length > 0 && {
			invoices: shares.map((one) => ({
				invoice_id: one.invoiceId,
				amount: sentAmount(one.amountMinor, currency),
			})),
		}),
	};
}

/** The payment with the mark of this money, whoever of the pack recorded it and however its shares were then. */
async function recordedBefore(ninja: Ninja, { clientId, reference }: MoneyIntent): Promise<ReadBack<RecordResult>> {
	const found: NinjaRow[] = [];
	for await (const page of ninja.pages('payment', { states: rowStates, filters: { client_id: clientId } })) {
		found.push(...page.filter((row) => isMarked(row, reference)));
	}
	const living = found.find((row) => row.is_deleted !== true);
	if (living) return { state: 'ours', result: await ninja.translated('payment', living) };
	const [deleted] = found;
	if (!deleted) return { state: 'absent' };
	return {
		state: 'foreign',
		evidence: `Payment ${deleted.id} of ${reference} was recorded, and somebody has deleted it`,
	};
}

const isMarked = (row: NinjaRow, reference: string) =>
	plainText(row.transaction_reference) === reference &&
	plainText(row.private_notes).split(/\r?\n/).includes(recordedNote(reference));
