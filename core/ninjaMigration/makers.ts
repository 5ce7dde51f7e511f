import type { NinjaEntity, NinjaRow } from '../invoiceNinja';
import { InputError } from '../kernel/errors';
import { decimalText, equal, fromDouble, readDecimal, zero, type Decimal } from '../sprout';
import { textOf } from './conflicts';
import type { MigrationOffice } from './preview';
import { sproutKey, type PlanOptions, type RowKind } from './planned';
import type { MigrationRow, RowChange } from './rows';

/** What the making of rows knows beside the rows themselves. */
export interface MakingContext extends Pick<MigrationOffice, 'ninja'> {
	readonly keyField: PlanOptions['keyField'];
	/** The IDs at Invoice Ninja of clients and invoices, by their source keys. */
	readonly idOf: (kind: 'client' | 'invoice', sourceKey: string | undefined) => string;
	/** The payments of a client at Invoice Ninja, asked for once for some rows. */
	readonly paymentsOf: (clientId: string) => Promise<readonly NinjaRow[]>;
	/** How often a payment was made and undone before. */
	readonly timesUndone: (sourceKey: string) => number;
}

/** How rows of a kind are found by their unique key, made, and compared. */
interface Maker {
	readonly entity: NinjaEntity;
	find(context: MakingContext, row: MigrationRow): Promise<NinjaRow | undefined>;
	make(context: MakingContext, row: MigrationRow): Promise<NinjaRow>;
	judge(row: MigrationRow, made: NinjaRow): Pick<RowChange, 'state' | 'ninjaAmount' | 'words'>;
}

export const makers: Readonly<Record<Exclude<RowKind, 'closing'>, Maker>> = {
	client: {
		entity: 'client',
		find: async ({ ninja }, row) => {
			const idNumber = sproutKey(row.sourceKey);
			const found = await ninja.list('client', { filters: { id_number: idNumber }, states: everyState, limit: 5 });
			const same = found.filter((client) => textOf(client, 'id_number') === idNumber);
			return same.find(isThere) ?? same[0];
		},
		make: async ({ ninja }, row) => await ninja.create('client', row.plan.body),
		judge: () => ({ state: 'done', words: null }),
	},
	invoice: {
		entity: 'invoice',
		find: async ({ ninja, keyField }, row) => {
			const number = textIn(row.plan.body.number);
			const found = await ninja.list('invoice', { filters: { number }, states: ['active', 'archived'], limit: 5 });
			const same = found.find((invoice) => textOf(invoice, 'number') === number);
			if (!same || textOf(same, `custom_value${keyField}`) === sproutKey(row.sourceKey)) return same;
			throw new InputError(
				'number',
				`is taken: another invoice at Invoice Ninja has ${number}`,
				'Give that invoice another number, and run the failed rows again.',
				'conflict',
			);
		},
		make: async ({ ninja, idOf }, { plan }) => {
			const body = { ...plan.body, client_id: idOf('client', plan.clientKey) };
			return await ninja.create('invoice', body, plan.sent ? { mark_sent: true } : {});
		},
		judge: ({ plan }, made) => compared(made, 'amount', plan.sproutTotal, plan.expectedTotal),
	},
	payment: {
		entity: 'payment',
		find: async ({ paymentsOf, idOf, keyField }, row) => {
			const key = sproutKey(row.sourceKey);
			const payments = await paymentsOf(idOf('client', row.plan.clientKey));
			return payments.find((payment) => textOf(payment, `custom_value${keyField}`) === key);
		},
		make: async ({ ninja, idOf, timesUndone }, { plan, sourceKey }) => {
			const applied = readDecimal(plan.applied ?? '') ?? zero;
			const again = timesUndone(sourceKey);
			const body = {
				...plan.body,
				client_id: idOf('client', plan.clientKey),
				// A deleted payment keeps its key for ever.
				idempotency_key: `${sproutKey(sourceKey)}${again === 0 ? '' : `.${again + 1}`}`,
				invoices: equal(applied, zero)
					? []
					: [{ invoice_id: idOf('invoice', plan.invoiceKey), amount: Number(decimalText(applied)) }],
			};
			return await ninja.create('payment', body, { email_receipt: false });
		},
		judge: ({ plan }, made) => {
			const amount = compared(made, 'amount', plan.expectedTotal, plan.expectedTotal);
			return amount.state === 'done'
				? { ...compared(made, 'applied', plan.applied, plan.applied), ninjaAmount: amount.ninjaAmount }
				: amount;
		},
	},
};

const everyState = ['active', 'archived', 'deleted'] as const;
export const isThere = (row: NinjaRow): boolean => row.is_deleted !== true;
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Whether an amount of Invoice Ninja is what the source has, to the last decimal. */
function compared(
	made: NinjaRow,
	field: string,
	wanted: string | undefined,
	expected: string | undefined,
): Pick<RowChange, 'state' | 'ninjaAmount' | 'words'> {
	const has = amountOf(made[field]);
	if (!has) return { state: 'differs', words: `Invoice Ninja tells no ${field}.` };
	const ninjaAmount = decimalText(has, 2);
	if (wanted === undefined || equal(has, readDecimal(wanted) ?? zero))
		return { state: 'done', ninjaAmount, words: null };
	const foreseen = expected !== undefined && equal(has, readDecimal(expected) ?? zero);
	const words = `Sprout Invoices has ${wanted}, and Invoice Ninja has ${ninjaAmount} as ${field}${foreseen ? ', as the preview said' : ', which the preview did not foresee'}.`;
	return { state: 'differs', ninjaAmount, words };
}

/** True when a difference is one that the preview told. */
export const isForeseen = ({ plan, ninjaAmount }: Pick<MigrationRow, 'plan' | 'ninjaAmount'>): boolean =>
	ninjaAmount !== null && plan.expectedTotal !== undefined && ninjaAmount === plan.expectedTotal;

function amountOf(value: unknown): Decimal | undefined {
	return typeof value === 'number' ? fromDouble(value) : typeof value === 'string' ? readDecimal(value) : undefined;
}
