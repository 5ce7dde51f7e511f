import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { applyMoney, settleAgain } from '../../core/billing';
import { claimUnprocessedEvents, insertPaymentEvent, markEventProcessed, type PaymentEvent } from '../../core/payments';
import { makeRequests } from '../../core/paymentRequests';
import { event, type Told } from '../support/billingScene';
import { openPaymentRequestScene, payAddress, type PaymentRequestScene } from '../support/paymentRequestScene';
import { tries } from '../support/tries';

/*
 * One payment of several invoices, in PostgreSQL: its events in any order, some of them twice, end in the same books. Nothing
 * that came or went back is unplaced and unseen.
 */

let scene: PaymentRequestScene;
beforeAll(async () => {
	scene = await openPaymentRequestScene();
});
afterAll(async () => await scene.close());

interface Refund {
	readonly amount: number;
	/** Which of the invoices it names; none for null. */
	readonly names: number | null;
	readonly fails: boolean;
}
interface Life {
	readonly amounts: readonly number[];
	/** What came beside what was asked for. */
	readonly beside: number;
	readonly refunds: readonly Refund[];
	readonly lost: number | null;
	readonly isLost: boolean;
}

const anyLife: fc.Arbitrary<Life> = fc.record({
	amounts: fc.array(fc.integer({ min: 100, max: 50_000 }), { minLength: 2, maxLength: 4 }),
	beside: fc.oneof(
		{ weight: 4, arbitrary: fc.constant(0) },
		{ weight: 1, arbitrary: fc.integer({ min: -90, max: 90 }) },
	),
	refunds: fc.array(
		fc.record({ amount: fc.integer({ min: 1, max: 30_000 }), names: fc.option(fc.nat(3)), fails: fc.boolean() }),
		{ maxLength: 3 },
	),
	lost: fc.option(fc.integer({ min: 1, max: 60_000 }), { freq: 3 }),
	isLost: fc.boolean(),
});

/** The invoices of a life, what was asked for them, and the events of the payment in the order in which they happened. */
async function begin({ amounts, beside, refunds, lost, isLost }: Life) {
	const customer = await scene.customer();
	const invoices = await scene.owes(customer, amounts);
	const [request] = await makeRequests(scene.office, { customerCode: customer.customerCode, page: payAddress });
	const key = randomUUID();
	const pi = `pi_${key}`;
	const references = { paymentRequest: request?.requestId, customer: customer.customerCode };
	const came = Math.max(1, amounts.reduce((sum, amount) => sum + amount, 0) + beside);
	const of = (kind: PaymentEvent['kind'], minutes: number, type: string, id: string, more: Told) =>
		event(kind, minutes, { paymentReference: pi, object: { type, id }, names: [pi, id, `ch_${key}`], ...more });
	const events = [
		of('payment_succeeded', 1, 'session', `cs_${key}`, { amountMinor: came, priceMinor: came, references }),
		of('payment_succeeded', 1, 'intent', pi, { amountMinor: came, references }),
	];
	let leftMinor = came;
	let soFarMinor = 0;
	refunds.forEach(({ amount, names, fails }, index) => {
		if (amount > leftMinor) return;
		const id = `re_${key}_${String(index)}`;
		const invoice = names === null ? undefined : invoices[names]?.invoiceNumber;
		const told = { amountMinor: amount, references: invoice === undefined ? {} : { invoice } };
		events.push(of('refunded', 10 + index, 'refund', id, told));
		soFarMinor += amount;
		if (fails) {
			events.push(of('refund_failed', 20 + index, 'refund', id, told));
			soFarMinor -= amount;
		} else leftMinor -= amount;
	});
	if (soFarMinor > 0)
		events.push(
			of('refunded', 30, 'charge', `ch_${key}`, {
				amountMinor: soFarMinor,
				detail: { refundedSoFarMinor: soFarMinor },
				// A charge has the metadata of its intent.
				references,
			}),
		);
	const lostMinor = lost !== null && lost <= leftMinor ? lost : null;
	if (lostMinor !== null) {
		events.push(of('disputed', 40, 'dispute', `dp_${key}`, { amountMinor: lostMinor }));
		if (isLost)
			events.push(
				of('dispute_closed', 50, 'dispute', `dp_${key}`, {
					amountMinor: lostMinor,
					detail: { disputeOutcome: 'lost' },
				}),
			);
	}
	const truth = { came, back: soFarMinor, lost: isLost ? (lostMinor ?? 0) : 0, disputed: lostMinor !== null };
	return { pi, invoices, events, truth };
}

/** An event arrives: it is stored once, and applied. */
async function arrives(told: PaymentEvent): Promise<void> {
	const id = await scene.office.store.asStaff(async (transaction) => await insertPaymentEvent(transaction, told));
	if (id === undefined) return;
	const [{ outcome }] = await applyMoney(scene.office, id);
	await markEventProcessed(scene.office, id, outcome);
}

/** Some minutes later, the reconciler has looked at what was left. */
async function later(): Promise<void> {
	await scene.database.owner.query(`update msp.payment_event set received_at = received_at - interval '5 minutes',
		lease_until = least(lease_until, now() - interval '1 second') where processed_at is null`);
	const { store } = scene.office;
	for (const { paymentEventId } of await store.asStaff(async (one) => await claimUnprocessedEvents(one, 100))) {
		const [{ outcome }] = await applyMoney(scene.office, paymentEventId);
		await markEventProcessed(scene.office, paymentEventId, outcome);
	}
}

interface Row {
	readonly place: number | null;
	readonly amount: number;
	readonly back: number;
	readonly lost: number;
	readonly outcome: string;
	readonly attention: boolean;
	readonly status: string | null;
	readonly balance: number | null;
}

/** What the books have of a payment, in the order of its invoices. */
async function booksOf(pi: string, invoices: ReadonlyArray<{ invoiceId: string }>): Promise<Row[]> {
	const { rows } = await scene.database.owner.query<Row>(
		`select array_position($2::uuid[], y.invoice_id) as place, y.amount_minor::int as amount, y.refunded_minor::int as back,
			y.lost_minor::int as lost, y.outcome, y.needs_attention as attention, i.status, i.balance_minor::int as balance
		from msp.payment y left join msp.invoice i on i.id = y.invoice_id
		where y.payment_reference like $1 || '%' order by 1 nulls last`,
		[pi, invoices.map(({ invoiceId }) => invoiceId)],
	);
	return rows;
}

const sum = (rows: readonly Row[], of: 'amount' | 'back' | 'lost') => rows.reduce((all, row) => all + row[of], 0);

test('in any order, and repeated, the events of a payment of several invoices end in the same books', async () => {
	await fc.assert(
		fc.asyncProperty(anyLife, fc.infiniteStream(fc.nat()), async (life, choose) => {
			const one = await begin(life);
			for (const told of one.events) await arrives(told);
			await later();
			const other = await begin(life);
			const arriving = [...other.events, ...other.events.slice(0, 2)];
			while (arriving.length > 0) {
				const [told] = arriving.splice(choose.next().value % arriving.length, 1);
				if (told) await arrives(told);
			}
			await later();
			const books = await booksOf(one.pi, one.invoices);
			expect(await booksOf(other.pi, other.invoices)).toEqual(books);
			// Whatever else makes somebody settle an invoice, its part of the payment stays what it is.
			for (const { invoiceId } of one.invoices)
				await scene.office.store.asStaff(async (transaction) => await settleAgain(transaction, invoiceId));
			expect(await booksOf(one.pi, one.invoices)).toEqual(books);

			expect({ came: sum(books, 'amount'), back: sum(books, 'back'), lost: sum(books, 'lost') }).toEqual({
				...{ came: one.truth.came, back: one.truth.back, lost: one.truth.lost },
			});
			for (const row of books) {
				if (row.place === null) expect(row.attention || row.amount === row.back + row.lost).toBe(true);
				if (['disputed', 'underpaid', 'overpaid', 'duplicate', 'unknown_order'].includes(row.outcome))
					expect(row.attention).toBe(true);
			}
			if (life.beside >= 0 && !one.truth.disputed && one.truth.back === 0)
				expect(books.filter(({ place }) => place !== null).map(({ status }) => status)).toEqual(
					life.amounts.map(() => 'paid'),
				);
		}),
		{ numRuns: tries(12, 60) },
	);
});

describe('a payment of two invoices', () => {
	const two: Life = { amounts: [6000, 4000], beside: 0, refunds: [], lost: null, isLost: false };

	test('that is disputed holds both, and is lost for both', async () => {
		const { pi, invoices, events } = await begin({ ...two, lost: 10_000, isLost: true });
		for (const told of events.slice(0, 3)) await arrives(told);
		expect(await booksOf(pi, invoices)).toMatchObject([
			{ place: 1, outcome: 'disputed', attention: true },
			{ place: 2, outcome: 'disputed', attention: true },
		]);
		for (const told of events.slice(3)) await arrives(told);
		expect(await booksOf(pi, invoices)).toMatchObject([
			{ place: 1, lost: 6000, status: 'refunded' },
			{ place: 2, lost: 4000, status: 'refunded' },
		]);
	});

	test('of which one is given back, by its number, leaves the other one paid', async () => {
		const { pi, invoices, events } = await begin({ ...two, refunds: [{ amount: 4000, names: 1, fails: false }] });
		for (const told of events) await arrives(told);
		expect(await booksOf(pi, invoices)).toMatchObject([
			{ place: 1, back: 0, outcome: 'paid', status: 'paid', attention: false },
			{ place: 2, back: 4000, outcome: 'refunded', status: 'refunded' },
		]);
	});

	test('of which a part is given back, and nobody says of which, is for a person until somebody says so', async () => {
		const { pi, invoices, events } = await begin({ ...two, refunds: [{ amount: 4000, names: null, fails: false }] });
		for (const told of events) await arrives(told);
		expect(await booksOf(pi, invoices)).toMatchObject([
			{ place: 1, back: 2400, outcome: 'paid', attention: true },
			{ place: 2, back: 1600, outcome: 'paid', attention: true },
		]);
		// A person writes the number of the invoice into the metadata of the refund at Stripe, which tells of it.
		const refund = events.find(({ object }) => object?.type === 'refund');
		if (!refund) throw new Error('there is no refund');
		const said = { invoice: invoices[1]?.invoiceNumber };
		await arrives({
			...refund,
			eventId: `evt_${randomUUID()}`,
			occurredAt: '2026-03-02T10:00:00.000Z',
			references: said,
		});
		expect(await booksOf(pi, invoices)).toMatchObject([
			{ place: 1, back: 0, outcome: 'paid', status: 'paid' },
			{ place: 2, back: 4000, outcome: 'refunded', status: 'refunded' },
		]);
	});

	test('whose refund is heard of first waits for it, and is right in the end', async () => {
		const { pi, invoices, events } = await begin({ ...two, refunds: [{ amount: 10_000, names: null, fails: false }] });
		for (const told of events.toReversed()) await arrives(told);
		expect(await booksOf(pi, invoices)).toMatchObject([
			{ place: 1, amount: 6000, back: 6000, status: 'refunded' },
			{ place: 2, amount: 4000, back: 4000, status: 'refunded' },
		]);
	});

	// zookeepr/zookeepr#473: money for an invoice that was voided meanwhile was in no books.
	test('of which one was voided meanwhile pays the other one, and what is not owed is seen', async () => {
		const { pi, invoices, events } = await begin(two);
		await scene.database.owner.query(`update msp.invoice set status = 'void', balance_minor = 0 where id = $1`, [
			invoices[0]?.invoiceId,
		]);
		for (const told of events) await arrives(told);
		expect(await booksOf(pi, invoices)).toMatchObject([
			{ place: 1, amount: 6000, outcome: 'duplicate', attention: true, status: 'void' },
			{ place: 2, amount: 4000, outcome: 'paid', attention: false, status: 'paid' },
		]);
	});

	test('of which one was taken away with its import pays the other one, and the rest is seen', async () => {
		const { pi, invoices, events } = await begin(two);
		await scene.database.owner.query('delete from msp.invoice_line where invoice_id = $1', [invoices[0]?.invoiceId]);
		await scene.database.owner.query('delete from msp.invoice where id = $1', [invoices[0]?.invoiceId]);
		for (const told of events) await arrives(told);
		expect(await booksOf(pi, invoices)).toMatchObject([
			{ place: 2, amount: 4000, outcome: 'paid' },
			{ place: null, amount: 6000, outcome: 'unknown_order', attention: true },
		]);
	});

	test('which became more expensive meanwhile is paid in part, and asked for the rest', async () => {
		const { pi, invoices, events } = await begin(two);
		await scene.database.owner.query('update msp.invoice set total_minor = 7500, balance_minor = 7500 where id = $1', [
			invoices[0]?.invoiceId,
		]);
		for (const told of events) await arrives(told);
		expect(await booksOf(pi, invoices)).toMatchObject([
			{ place: 1, amount: 6000, outcome: 'underpaid', status: 'partial', balance: 1500 },
			{ place: 2, amount: 4000, outcome: 'paid' },
		]);
	});

	test('that brings more than was asked for has a rest that is seen, and stays apart whoever settles again', async () => {
		const { pi, invoices, events } = await begin({ ...two, beside: 500 });
		for (const told of events) await arrives(told);
		const books = [
			{ place: 1, amount: 6000, outcome: 'paid' },
			{ place: 2, amount: 4000, outcome: 'paid' },
			{ place: null, amount: 500, outcome: 'unknown_order', attention: true },
		];
		expect(await booksOf(pi, invoices)).toMatchObject(books);
		for (const { invoiceId } of invoices)
			await scene.office.store.asStaff(async (transaction) => await settleAgain(transaction, invoiceId));
		expect(await booksOf(pi, invoices)).toMatchObject(books);
	});

	test('that brings less than was asked for has no part of what it does not reach, also when its refund came first', async () => {
		const { pi, invoices, events } = await begin({
			...{ ...two, beside: -5000 },
			refunds: [{ amount: 2000, names: null, fails: false }],
		});
		for (const told of events.toReversed()) await arrives(told);
		expect(await booksOf(pi, invoices)).toMatchObject([
			{ place: 1, amount: 5000, back: 2000, outcome: 'underpaid', attention: true, status: 'partial', balance: 3000 },
		]);
		expect(await scene.invoice(invoices[1]?.invoiceId ?? '')).toMatchObject({ status: 'open', balanceMinor: 4000 });
	});

	test('at two workers at once is applied once', async () => {
		const { pi, invoices, events } = await begin({ ...two, refunds: [{ amount: 4000, names: 1, fails: false }] });
		await Promise.all([...events, ...events].map(arrives));
		expect(await booksOf(pi, invoices)).toMatchObject([
			{ place: 1, amount: 6000, back: 0, status: 'paid' },
			{ place: 2, amount: 4000, back: 4000, status: 'refunded' },
		]);
	});
});
