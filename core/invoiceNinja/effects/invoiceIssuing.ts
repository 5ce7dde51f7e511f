import { z } from 'zod';
import { InputError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import { rowStates } from '../listing';
import type { Ninja } from '../ninja';
import type { NinjaRow } from '../rows';
import { sentAmount } from './amounts';
import { rowsWithKey } from './recordKeys';
import { recordResult, bodySchema, type RecordResult } from './recordResult';

/** An invoice that the back office has prepared. */
export interface InvoiceToIssue {
	readonly clientId: string;
	/** What marks it as this one, for good: it becomes the PO number. */
	readonly mark: string;
	/** ISO 4217. */
	readonly currency: string;
	/** YYYY-MM-DD. */
	readonly dueOn: string;
	readonly lines: ReadonlyArray<{
		/** The key of a product of Invoice Ninja, whose taxes the line gets. */
		readonly productKey: string;
		readonly description: string;
		readonly domain: string;
		/** Below zero for what is taken off. */
		readonly amountMinor: number;
	}>;
}

const issueIntent = z.object({ clientId: z.string(), mark: z.string(), body: bodySchema });
type IssueIntent = Readonly<z.infer<typeof issueIntent>>;

const markSent = { mark_sent: 'true' };

/**
 * Makes an invoice at Invoice Ninja and marks it as sent, once for its mark: one that is there with the mark is taken, also
 * when it was made long ago, and whatever became of it since. The taxes of a line are those of its product there. Of several
 * with the mark, as after somebody cloned it, the oldest is the one.
 *
 * @throws InputError when the client pays in another currency.
 */
export function invoiceIssuing(ninja: Ninja): SideEffect<InvoiceToIssue, IssueIntent, RecordResult> {
	const issued = async ({ mark, clientId }: Pick<IssueIntent, 'mark' | 'clientId'>): Promise<NinjaRow | undefined> => {
		const key = { field: 'po_number', value: mark, among: { client_id: clientId } } as const;
		const found = await rowsWithKey(ninja, 'invoice', key, rowStates);
		return found.toSorted((one, other) => Number(one.created_at) - Number(other.created_at))[0];
	};
	/** What was made and not sent yet is sent; what became of it otherwise stays. */
	const sent = async (row: NinjaRow): Promise<NinjaRow> =>
		String(row.status_id) === '1' && row.is_deleted !== true
			? await ninja.update('invoice', row.id, {}, markSent)
			: row;

	return {
		name: 'invoiceNinja.invoice.issue',
		intent: issueIntent,
		result: recordResult,
		async plan(input) {
			const { clientId, mark, currency, dueOn, lines } = input;
			const pays = await ninja.currencyOf('invoice', { id: 'new', client_id: clientId });
			if (pays !== currency) {
				throw new InputError(
					'renewal',
					`is in ${currency}, and the client ${clientId} of Invoice Ninja pays in ${pays}`,
					'Give the client the currency of its services, or sell the services in the currency of the client.',
					'conflict',
				);
			}
			const taxes = await taxesOf(ninja, [...new Set(lines.map(({ productKey }) => productKey))]);
			const body = {
				client_id: clientId,
				po_number: mark,
				due_date: dueOn,
				line_items: lines.map(({ productKey, description, domain, amountMinor }) => ({
					product_key: productKey,
					notes: description,
					custom_value1: domain,
					cost: sentAmount(amountMinor, currency),
					quantity: 1,
					...taxes.get(productKey),
				})),
			};
			return { intent: { clientId, mark, body } };
		},
		async apply(intent) {
			const there = await issued(intent);
			const row = there ? await sent(there) : await ninja.create('invoice', intent.body, markSent);
			return await ninja.translated('invoice', row);
		},
		async readBack(intent) {
			const row = await issued(intent);
			if (!row) return { state: 'absent' };
			return { state: 'ours', result: await ninja.translated('invoice', await sent(row)) };
		},
		// The recorded lines are what is asked for; after a certain refusal, such as of a tax, they are made up anew.
		startsAnew: async () => await Promise.resolve(true),
	};
}

const taxNames = ['tax_name1', 'tax_rate1', 'tax_name2', 'tax_rate2', 'tax_name3', 'tax_rate3', 'tax_id'] as const;

/** The taxes of products, as Invoice Ninja's own editor takes them over into a line. */
async function taxesOf(ninja: Ninja, productKeys: readonly string[]): Promise<Map<string, Record<string, unknown>>> {
	const taxes = new Map<string, Record<string, unknown>>();
	for (const value of productKeys.filter((key) => key !== '')) {
		const [product] = await rowsWithKey(ninja, 'product', { field: 'product_key', value }, ['active']);
		if (!product) continue;
		const known = taxNames.filter((name) => product[name] !== undefined && product[name] !== null);
		taxes.set(value, Object.fromEntries(known.map((name) => [name, product[name]])));
	}
	return taxes;
}
