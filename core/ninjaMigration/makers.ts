import type { NinjaEntity, NinjaRow } from '../invoiceNinja';
import { InputError } from '../kernel/errors';
import { decimalText, equal, fromDouble, readDecimal, zero, type Decimal } from '../sprout';
import { textOf } from './conflicts';
import type { MigrationOffice } from './preview';
import { keyAtNinja, sourceNames, type MigrationSource, type PlanOptions, type RowKind } from './planned';
import type { MigrationRow, RowChange } from './rows';

/** Who is a client of Invoice Ninja already. */
export interface ClientLinks {
	/** The client to which a customer is linked; null when it is to none. */
	of(customerId: string): Promise<string | null>;
	/** Whether a client is another customer's, by a link or by its ID number. */
	isOthers(client: NinjaRow, customerId: string): Promise<boolean>;
}

/** What the making of rows knows beside the rows themselves. */
export interface MakingContext extends Pick<MigrationOffice, 'ninja'> {
	readonly source: MigrationSource;
	readonly keyField: PlanOptions['keyField'];
	/** Who is a client already, as the back office knows it. */
	readonly links: ClientLinks;
	/** Whether the batch made the invoice itself. */
	readonly madeInvoice: (sourceKey: string | undefined) => boolean;
	/** The IDs at Invoice Ninja of clients and invoices, by their source keys. */
	readonly idOf: (kind: 'client' | 'invoice', sourceKey: string | undefined) => string;
	/** The payments of a client at Invoice Ninja, asked for once for some rows. */
	readonly paymentsOf: (clientId: string) => Promise<readonly NinjaRow[]>;
	/** How often a payment was made and undone before. */
	readonly timesUndone: (sourceKey: string) => number;
}

/** How rows of a kind are found by their unique key, made, and compared. */
export interface Maker {
	readonly entity: NinjaEntity;
	find(context: MakingContext, row: MigrationRow): Promise<NinjaRow | undefined>;
	make(context: MakingContext, row: MigrationRow): Promise<NinjaRow>;
	judge(context: MakingContext, row: MigrationRow, made: NinjaRow): Pick<RowChange, 'state' | 'ninjaAmount' | 'words'>;
	/** Why a row that is not there need not be made. */
	needless?(context: MakingContext, row: MigrationRow): Promise<string | undefined>;
	/** Brings what an earlier batch made up to date, where it may be changed. Undefined when nothing is to be changed. */
	refresh?(context: MakingContext, row: MigrationRow, found: NinjaRow): Promise<Refreshed | undefined>;
}

export interface Refreshed {
	/** As it is now. */
	readonly row: NinjaRow;
	readonly words: string;
	/** True when it could not be changed. */
	readonly differs: boolean;
}

export type Makers = Readonly<Record<Exclude<RowKind, 'closing'>, Maker>>;

export const sproutMakers: Makers = {
	client: {
		entity: 'client',
		find: async ({ ninja, source }, row) => {
			const idNumber = keyAtNinja(source, row.sourceKey);
			const found = await ninja.list('client', { filters: { id_number: idNumber }, states: everyState, limit: 5 });
			const same = found.filter((client) => textOf(client, 'id_number') === idNumber);
			return same.find(isThere) ?? same[0];
		},
		make: async ({ ninja }, row) => await ninja.create('client', row.plan.body),
		judge: () => ({ state: 'done', words: null }),
	},
	invoice: {
		entity: 'invoice',
		find: async ({ ninja, source, keyField }, row) => {
			const number = textIn(row.plan.body.number);
			const found = await ninja.list('invoice', { filters: { number }, states: ['active', 'archived'], limit: 5 });
			const same = found.find((invoice) => textOf(invoice, 'number') === number);
			if (!same || textOf(same, `custom_value${keyField}`) === keyAtNinja(source, row.sourceKey)) return same;
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
		judge: ({ source }, { plan }, made) => compared(source, made, 'amount', plan.sproutTotal, plan.expectedTotal),
	},
	payment: {
		entity: 'payment',
		find: async ({ paymentsOf, idOf, source, keyField }, row) => {
			const key = keyAtNinja(source, row.sourceKey);
			const payments = await paymentsOf(idOf('client', row.plan.clientKey));
			return payments.find((payment) => textOf(payment, `custom_value${keyField}`) === key);
		},
		make: async ({ ninja, idOf, source, timesUndone }, { plan, sourceKey }) => {
			const applied = readDecimal(plan.applied ?? '') ?? zero;
			const again = timesUndone(sourceKey);
			const body = {
				...plan.body,
				client_id: idOf('client', plan.clientKey),
				// A deleted payment keeps its key for ever.
				idempotency_key: `${keyAtNinja(source, sourceKey)}${again === 0 ? '' : `.${again + 1}`}`,
				invoices: equal(applied, zero)
					? []
					: [{ invoice_id: idOf('invoice', plan.invoiceKey), amount: Number(decimalText(applied)) }],
			};
			return await ninja.create('payment', body, { email_receipt: false });
		},
		judge: ({ source }, { plan }, made) => {
			const amount = compared(source, made, 'amount', plan.expectedTotal, plan.expectedTotal);
			return amount.state === 'done'
				? { ...compared(source, made, 'applied', plan.applied, plan.applied), ninjaAmount: amount.ninjaAmount }
				: amount;
		},
	},
};

export const everyState = ['active', 'archived', 'deleted'] as const;
export const isThere = (row: NinjaRow): boolean => row.is_deleted !== true;
export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Whether an amount of Invoice Ninja is what the source has, to the last decimal. */
function compared(
	source: MigrationSource,
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
	const words = `${sourceNames[source]} has ${wanted}, and Invoice Ninja has ${ninjaAmount} as ${field}${foreseen ? ', as the preview said' : ', which the preview did not foresee'}.`;
	return { state: 'differs', ninjaAmount, words };
}

/** True when a difference is one that the preview told. */
export const isForeseen = ({ plan, ninjaAmount }: Pick<MigrationRow, 'plan' | 'ninjaAmount'>): boolean =>
	ninjaAmount !== null && plan.expectedTotal !== undefined && ninjaAmount === plan.expectedTotal;

export function amountOf(value: unknown): Decimal | undefined {
	return typeof value === 'number' ? fromDouble(value) : typeof value === 'string' ? readDecimal(value) : undefined;
}
