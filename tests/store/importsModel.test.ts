import fc from 'fast-check';
import { importTabs, invoice, payment } from '../support/importScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { tries } from '../support/tries';

let database: TestDatabase;
beforeAll(async () => {
	database = await createTestDatabase();
});
afterAll(async () => await database.drop());

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const number = fc.constantFrom('1', '2', '3');
const invoiceRow = fc.record({
	number,
	customerName: fc.constantFrom('Ann', 'Bob', 'Ann', 'Ann'),
	currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
	totalMinor: fc.constantFrom(1_000, 2_000),
	balanceMinor: maybe(fc.constantFrom(0, 300, 1_000)),
	status: maybe(fc.constantFrom('open', 'paid', 'void', 'draft')),
	notes: maybe(fc.constantFrom('x', 'y')),
});
const paymentRow = fc.record({
	number,
	reference: fc.constantFrom('r', 's'),
	amountMinor: fc.constantFrom(100, 700, 900, -50),
});
const batch = fc.record({
	invoices: fc.array(invoiceRow, { maxLength: 4 }),
	payments: fc.array(paymentRow, { maxLength: 3 }),
	unknownCustomers: fc.constantFrom('create', 'reject'),
});
type Batch = typeof batch extends fc.Arbitrary<infer T> ? T : never;
type InvoiceRow = Batch['invoices'][number];

interface Held {
	customer: string;
	currency: string;
	total: number;
	status: string;
	balance: number;
	notes: string | null;
	readonly payments: Map<string, number>;
}

const closed = ['draft', 'void'];
const sum = (amounts: Iterable<number>) => [...amounts].reduce((one, other) => one + other, 0);

/** What imports mean, one row after the other. */
class Model {
	readonly customers = new Set<string>();
	readonly invoices = new Map<string, Held>();

	import({ invoices, payments, unknownCustomers }: Batch): void {
		const said = new Map<string, InvoiceRow>();
		for (const row of invoices) if (!said.has(row.number)) said.set(row.number, row);
		const known = new Set(this.customers);
		// Of an invoice that is another customer's, or in another currency, the payments are as wrong as the row.
		const foreign = new Set<string>();
		const accepted = [...said.values()].filter((row) => {
			const held = this.invoices.get(row.number);
			if (unknownCustomers === 'reject' && !known.has(row.customerName)) return false;
			if (!held || (held.currency === row.currency && held.customer === row.customerName)) return true;
			foreign.add(row.number);
			return false;
		});
		for (const row of accepted) this.customers.add(row.customerName);
		const rows = new Map(accepted.map((row) => [row.number, row]));
		for (const key of ['1', '2', '3'] as const)
			this.change(
				key,
				rows.get(key),
				payments.filter((one) => one.number === key && !foreign.has(key)),
			);
	}

	private change(key: string, row: InvoiceRow | undefined, payments: Batch['payments']): void {
		const old = this.invoices.get(key);
		if (!row && (!old || payments.length === 0)) return;
		const total = row?.totalMinor ?? old?.total ?? 0;
		const stored = new Map(old?.payments ?? []);
		const before = sum(stored.values());
		const fresh = new Map<string, number>();
		for (const { reference, amountMinor } of payments) if (!fresh.has(reference)) fresh.set(reference, amountMinor);
		const rest = sum([...stored].filter(([reference]) => !fresh.has(reference)).map(([, amount]) => amount));
		if (rest + sum(fresh.values()) > total) {
			let running = rest;
			for (const [reference, amount] of [...fresh]) {
				running += amount;
				if (amount > 0 && running > total) fresh.delete(reference);
			}
		}
		for (const [reference, amount] of fresh) stored.set(reference, amount);
		const added = sum(stored.values()) - before;
		const status = row?.status ?? null;
		const kept = status ?? (old && closed.includes(old.status) ? old.status : null);
		const follows =
			old && !closed.includes(old.status) && (stored.size > 0 || status === null || closed.includes(status));
		let balance = total;
		if (kept === 'void') balance = 0;
		else if (row && row.balanceMinor !== null) balance = row.balanceMinor;
		else if (old && follows) balance = old.balance + total - old.total - added;
		else if (stored.size > 0) balance = total - sum(stored.values());
		else if (status === 'paid') balance = 0;
		balance = Math.max(0, Math.min(total, balance));
		const derived = balance === 0 ? 'paid' : balance === total ? 'open' : 'partial';
		this.invoices.set(key, {
			...{ customer: row?.customerName ?? old?.customer ?? '', currency: row?.currency ?? old?.currency ?? '' },
			...{ total, balance, notes: row?.notes ?? old?.notes ?? null, payments: stored },
			status: kept !== null && closed.includes(kept) ? kept : derived,
		});
	}

	books() {
		return [...this.invoices]
			.map(([key, { payments, ...held }]) => ({ number: key, ...held, payments: [...payments].sort() }))
			.sort((one, other) => (one.number < other.number ? -1 : 1));
	}
}

interface Stored extends Omit<Held, 'payments'> {
	readonly number: string;
	readonly payments: ReadonlyArray<readonly [string, number]> | null;
}

async function books() {
	const { rows } = await database.owner.query<Stored>(
		`select i.number, c.name as customer, i.currency, i.total_minor::int as total, i.balance_minor::int as balance, i.notes, i.status,
			(select json_agg(json_build_array(split_part(y.payment_reference, ':', 3), y.amount_minor - y.refunded_minor)
				order by y.payment_reference) from msp.payment y where y.invoice_id = i.id) as payments
		from msp.invoice i join msp.customer c on c.id = i.customer_id order by 1`,
	);
	return rows.map(({ payments, ...row }) => ({ ...row, payments: payments ?? [] }));
}

test('batches in sequence end as a model in memory says', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(batch, { minLength: 1, maxLength: 4 }),
			fc.constantFrom('file', 'rows'),
			async (batches, transaction) => {
				await database.owner.query('truncate msp.invoice, msp.customer, msp.import_batch cascade');
				const model = new Model();
				for (const { invoices, payments, unknownCustomers } of batches) {
					const tabs = { invoices: invoices.map((row) => invoice(row)), payments: payments.map((row) => payment(row)) };
					await importTabs(database.store, tabs, { transaction, unknownCustomers });
					model.import({ invoices, payments, unknownCustomers });
					expect(await books()).toEqual(model.books());
				}
				const { rows } = await database.owner.query<{ name: string }>('select name from msp.customer order by 1');
				expect(rows.map(({ name }) => name)).toEqual([...model.customers].sort());
			},
		),
		{ numRuns: tries(8, 60) },
	);
});
