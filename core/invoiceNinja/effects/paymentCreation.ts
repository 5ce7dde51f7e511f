import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { ReadBack, SideEffect } from '../../tasks';
import { RefusedFields } from '../errors';
import { rowStates } from '../listing';
import type { Ninja } from '../ninja';
import type { NinjaRow } from '../rows';
import { oncePerSecond } from './oncePerSecond';
import { plainText } from './plainText';
import { bodySchema, recordResult, type RecordResult } from './recordResult';

const paymentIntent = z.object({
	body: bodySchema,
	flags: z.record(z.string(), z.string()),
	clientId: z.string(),
	key: z.string(),
	/** Unix seconds: nothing older than this is the payment, whatever clocks say. */
	since: z.number().int(),
});
type PaymentIntent = Readonly<z.infer<typeof paymentIntent>>;

export interface PaymentInput {
	/** In the names of Invoice Ninja, with a `client_id`. */
	readonly body: Readonly<Record<string, unknown>>;
	readonly flags?: Readonly<Record<string, string>>;
}

/** The most that a clock of a server is taken to be wrong. */
const clockSlackSeconds = 3_600;

/**
 * Records a payment, once for its idempotency key. Invoice Ninja takes a key once and refuses it from then on, also for a
 * deleted payment; but versions up to 5.12 do not tell the key of a payment. So a lost answer is made good in two steps: the
 * same call again, which either makes the payment or says that the key is used; and then the one payment of the client that
 * has everything that was sent. If several have, a person must look.
 */
export function paymentCreation(ninja: Ninja): SideEffect<PaymentInput, PaymentIntent, RecordResult> {
	let used = false;

	const candidates = async ({ clientId, since }: PaymentIntent): Promise<NinjaRow[]> => {
		const rows: NinjaRow[] = [];
		const filters = { client_id: clientId, created_at: since };
		for await (const page of ninja.pages('payment', { states: rowStates, filters })) rows.push(...page);
		return rows;
	};

	// Money that somebody took out of the books again is not recorded, whatever its key says.
	const oursUnlessDeleted = async (row: NinjaRow): Promise<ReadBack<RecordResult>> =>
		row.is_deleted === true
			? { state: 'foreign', evidence: `Payment ${row.id} has the idempotency key, and is deleted` }
			: { state: 'ours', result: await ninja.translated('payment', row) };

	return {
		name: 'invoiceNinja.payment.create',
		intent: paymentIntent,
		result: recordResult,
		plan: async ({ body, flags = {} }) => {
			const key = plainText(body.idempotency_key) || `msp-${randomUUID()}`;
			const since = Math.floor(Date.now() / 1000) - clockSlackSeconds;
			const intent = {
				body: { ...body, idempotency_key: key },
				flags,
				clientId: plainText(body.client_id),
				key,
				since,
			};
			return await Promise.resolve({ intent });
		},
		async apply({ body, flags }) {
			try {
				const row = await oncePerSecond(async () => await ninja.create('payment', body, flags));
				return await ninja.translated('payment', row);
			} catch (error) {
				if (!(error instanceof RefusedFields) || !error.fields.some(({ field }) => field === 'idempotency_key'))
					throw error;
				used = true;
				throw new ExternalError('exists', error.vendorMessage, 'Give another key for another payment.');
			}
		},
		async readBack(intent) {
			const rows = await candidates(intent);
			const named = rows.find((row) => row.idempotency_key === intent.key);
			if (named) return await oursUnlessDeleted(named);
			// Without the key in the rows only a second call can tell, which the key makes harmless.
			if (!used) return { state: 'absent' };
			const [only, ...others] = rows.filter((row) => isAlike(row, intent.body));
			if (only && others.length === 0) return await oursUnlessDeleted(only);
			const evidence = only
				? `Invoice Ninja has ${others.length + 1} payments that are alike, and one of them has the idempotency key`
				: 'Invoice Ninja has another payment with the idempotency key';
			return { state: 'foreign', evidence };
		},
		undo: async (_, { id }) => {
			const row = await ninja.get('payment', id);
			if (row && row.is_deleted !== true) await ninja.remove('payment', id);
		},
	};
}

/** Whether a payment has all that was sent; what was left out is Invoice Ninja's choice. */
function isAlike(row: NinjaRow, body: Readonly<Record<string, unknown>>): boolean {
	if (plainText(row.idempotency_key) !== '') return false;
	const same = ['date', 'transaction_reference', 'number', 'type_id', 'private_notes'].every(
		(field) => body[field] === undefined || plainText(row[field]) === plainText(body[field]),
	);
	const [invoices, credits] = [linksOf(body.invoices, 'invoice_id'), linksOf(body.credits, 'credit_id')];
	const asked = typeof body.amount === 'number' && body.amount !== 0 ? body.amount : sum(invoices) - sum(credits);
	const paid = linksOf(row.paymentables, 'invoice_id');
	const covers = invoices.every(([id, amount]) => paid.some(([other, given]) => other === id && near(given, amount)));
	return same && covers && near(Number(row.amount), asked);
}

const near = (one: number, other: number) => Math.abs(one - other) < 1e-6;
const sum = (links: ReadonlyArray<readonly [string, number]>) => links.reduce((total, [, amount]) => total + amount, 0);

function linksOf(value: unknown, name: string): Array<readonly [string, number]> {
	const links = z.array(z.record(z.string(), z.unknown())).safeParse(value).data ?? [];
	return links.flatMap((link) => {
		const id = plainText(link[name]);
		return id === '' ? [] : [[id, Number(link.amount)] as const];
	});
}
