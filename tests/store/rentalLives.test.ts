import { settleByHand } from '../../core/billing';
import { fixedClock } from '../../core/kernel/clock';
import {
	cancelBooking,
	decideRefund,
	previewCancellation,
	recordRefund,
	runBookings,
	showRefund,
} from '../../core/rentals';
import { preparePayment } from '../../core/rentals/payOnline';
import { openRentalScene, type RentalScene } from '../support/rentalScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { tries } from '../support/tries';

let database: TestDatabase;
let scene: RentalScene;

beforeEach(async () => {
	database = await createTestDatabase();
	scene = await openRentalScene(database);
	await scene.unit();
});
afterEach(async () => await database.drop());

const count = async (sql: string): Promise<number> => {
	const { rows } = await database.owner.query<{ n: string }>(`select count(*) as n from ${sql}`);
	return Number(rows[0]?.n);
};
const january = '2026-01-10T12:00:00Z';
const summer = { arrival: '2026-07-04', departure: '2026-07-11' };
const run = async (moment: string) => (await runBookings(scene.office, scene.at(moment))).map(({ did }) => did);

/** A booking with its deposit paid, and its balance too where wanted. */
async function paidBooking({ balance = false } = {}) {
	const { bookingCode, firstInvoiceId } = await scene.book(summer, january);
	await scene.pay(await scene.invoice(firstInvoiceId));
	await run('2026-01-10T14:00:00Z');
	if (balance) {
		await run('2026-06-05T12:00:00Z');
		await scene.pay(await scene.invoice((await scene.booking(bookingCode)).balanceInvoiceId));
	}
	return await scene.booking(bookingCode);
}

describe('the life of a booking', () => {
	test('deposit, confirmation, balance, reminders, arrival, departure: each once, at its time', async () => {
		const { bookingCode, bookingId, firstInvoiceId } = await scene.book(summer, january);
		expect(await run('2026-01-11T11:59:00Z')).toEqual([]);
		expect(await run('2026-01-11T12:00:00Z')).toEqual(['deposit_reminder:24']);
		expect(await run('2026-01-11T13:00:00Z')).toEqual([]);
		await scene.pay(await scene.invoice(firstInvoiceId));
		expect(await run('2026-01-11T14:00:00Z')).toEqual(['confirm']);
		expect(await run('2026-06-03T12:00:00Z')).toEqual([]);
		// Thirty days before the arrival, by the clock of the unit.
		expect(await run('2026-06-03T22:00:00Z')).toEqual(['issue_balance']);
		const { balanceInvoiceId } = await scene.booking(bookingCode);
		const balance = await scene.invoice(balanceInvoiceId);
		expect(balance).toMatchObject({ totalMinor: 54_460, balanceMinor: 54_460, dueOn: '2026-06-20' });
		expect(await run('2026-06-17T12:00:00Z')).toEqual(['balance_reminder:3']);
		expect(await run('2026-06-21T12:00:00Z')).toEqual(['balance_reminder:-1']);
		// Nobody is told how to get in before everything is paid.
		expect(await run('2026-07-01T12:00:00Z')).toEqual([]);
		await scene.pay(balance);
		expect(await run('2026-07-01T13:00:00Z')).toEqual(['arrival_reminder']);
		expect(await run('2026-07-11T07:59:00Z')).toEqual([]);
		expect(await run('2026-07-11T08:00:00Z')).toEqual(['complete']);
		expect(await run('2026-07-12T08:00:00Z')).toEqual([]);
		expect(await scene.notices(bookingId)).toEqual([
			...['arrival_reminder', 'balance_invoice', 'balance_reminder:-1', 'balance_reminder:3', 'confirmed'],
			...['deposit_invoice', 'deposit_reminder:24', 'received'],
		]);
		expect(await scene.booking(bookingCode)).toMatchObject({ status: 'completed' });
	});

	test('after missed nights only what is still due is done: one reminder, and not the backlog', async () => {
		const { bookingId } = await paidBooking();
		await run('2026-06-05T12:00:00Z');
		expect(await run('2026-06-30T12:00:00Z')).toEqual(['balance_reminder:-1']);
		expect(await scene.notices(bookingId)).not.toContain('balance_reminder:3');
	});

	test('without a deposit the hold ends: a reminder, free nights, nothing owed, and the next guest books', async () => {
		const { bookingCode, bookingId, firstInvoiceId } = await scene.book(summer, january);
		expect(await run('2026-01-12T11:59:59Z')).toEqual(['deposit_reminder:24']);
		await expect(scene.book(summer, '2026-01-12T11:59:59Z')).rejects.toThrow(/is taken/);
		expect(await run('2026-01-12T12:00:00Z')).toEqual(['expire']);
		expect(await scene.booking(bookingCode)).toMatchObject({ status: 'expired' });
		expect(await scene.invoice(firstInvoiceId)).toMatchObject({ status: 'void', balanceMinor: 0 });
		expect(await scene.notices(bookingId)).toContain('expired');
		expect(await count('msp.rental_night')).toBe(0);
		await scene.book(summer, '2026-01-12T12:00:01Z');
	});

	test('many runs at once have one effect', async () => {
		const { bookingCode, firstInvoiceId } = await scene.book(summer, january);
		await scene.pay(await scene.invoice(firstInvoiceId));
		await scene.book({ arrival: '2026-08-01', departure: '2026-08-08' }, january);
		const clock = scene.at('2026-06-10T12:00:00Z');
		const all = await Promise.all(Array.from({ length: 6 }, async () => await runBookings(scene.office, clock)));
		expect(
			all
				.flat()
				.map(({ did }) => did)
				.sort(),
		).toEqual(['confirm', 'expire', 'issue_balance']);
		expect(await scene.booking(bookingCode)).toMatchObject({
			status: 'confirmed',
			balanceInvoiceId: expect.any(String),
		});
		expect(await count('msp.invoice')).toBe(3);
	});

	test('a payment that is stored, or pending at the bank, keeps the nights until it is known', async () => {
		const { firstInvoiceId, bookingCode } = await scene.book(summer, january);
		const invoice = await scene.invoice(firstInvoiceId);
		const pending = { names: ['pi_sepa'], paymentReference: 'pi_sepa', kind: 'payment_pending' as const };
		await scene.hear(invoice, pending);
		expect(await run('2026-01-15T12:00:00Z')).toEqual([]);
		expect(
			await preparePayment(
				scene.office,
				(await scene.booking(bookingCode)).bookingId,
				scene.at('2026-01-11T12:00:00Z'),
			),
		).toEqual({ why: 'pending' });
		await scene.hear(invoice, { ...pending, kind: 'payment_failed', occurredAt: '2026-03-02T00:00:00.000Z' });
		expect(await run('2026-01-15T13:00:00Z')).toEqual(['expire']);

		const { firstInvoiceId: next } = await scene.book(summer, '2026-01-15T13:00:00Z');
		await scene.hear(await scene.invoice(next));
		expect(await run('2026-01-20T12:00:00Z')).toEqual([]);
	});

	test('a payment in the moment in which the hold ends: confirmed with its nights, or a person knows of the money', async () => {
		for (let round = 0; round < tries(6, 30); round++) {
			const { bookingCode, bookingId, firstInvoiceId } = await scene.book(summer, january);
			const invoice = await scene.invoice(firstInvoiceId);
			const names = [`pi_race${round}`];
			await Promise.all([
				scene.pay(invoice, { names, paymentReference: `pi_race${round}` }),
				run('2026-01-12T12:00:00Z'),
			]);
			await run('2026-01-12T12:00:01Z');
			const { status } = await scene.booking(bookingCode);
			const nights = await count(`msp.rental_night where booking_id = '${bookingId}'`);
			const seen = await count(`msp.payment where invoice_id = '${invoice.invoiceId}' and needs_attention`);
			expect([status, nights, seen]).toEqual(status === 'confirmed' ? ['confirmed', 7, 0] : ['expired', 0, 1]);
			if (status === 'confirmed')
				await cancelBooking(scene.office, { booking: bookingCode, by: 'Ada', reason: '' }, scene.at(january));
		}
	});

	test('who pays in the last minute has time to: the hold is put off, and never for long', async () => {
		const { bookingId } = await scene.book(summer, january);
		const pay = async (moment: string) => await preparePayment(scene.office, bookingId, fixedClock(new Date(moment)));
		const first = await pay('2026-01-12T11:58:00Z');
		expect(first).toMatchObject({
			pay: { amountMinor: 23_340, currency: 'EUR', expiresInMinutes: 60, email: 'ada@guest.example' },
		});
		expect(await run('2026-01-12T12:30:00Z')).toEqual(['deposit_reminder:24']);
		// Pressed twice it is the same page of Stripe (Wunderbyte-GmbH/moodle-mod_booking #1599: two pages were both paid).
		expect(await pay('2026-01-12T11:59:00Z')).toEqual(first);
		expect(await pay('2026-01-12T12:02:00Z')).toEqual({ why: 'over' });
		expect(await run('2026-01-12T13:04:00Z')).toEqual(['expire']);
		expect(await pay('2026-01-12T13:05:00Z')).toEqual({ why: 'over' });
	});

	test('of a deposit that was paid in part a person hears when the hold ends, and nobody owes the rest', async () => {
		const { bookingCode, bookingId, firstInvoiceId } = await scene.book(summer, january);
		await scene.pay(await scene.invoice(firstInvoiceId), { amountMinor: 10_000, priceMinor: 10_000 });
		expect(await run('2026-01-12T12:00:00Z')).toEqual(['expire']);
		expect(await showRefund(scene.office, bookingCode)).toMatchObject({
			refund: { status: 'waiting', paidMinor: 10_000, refundMinor: 10_000 },
			parts: [{ amountMinor: 10_000, givenAs: null }],
		});
		expect(await scene.notices(bookingId)).toContain('refund_approval');
		await run('2026-01-12T12:05:00Z');
		expect(await scene.invoice(firstInvoiceId)).toMatchObject({ status: 'paid', balanceMinor: 0 });
	});
});

describe('a cancellation', () => {
	const cancelled = (booking: string, more: object = {}) => ({ booking, by: 'the guest', reason: 'ill', ...more });

	test('tells exactly what goes back, writes it once, and shares it out over the payments', async () => {
		const { bookingCode, bookingId, firstInvoiceId, balanceInvoiceId } = await paidBooking({ balance: true });
		// 24 days before: nothing but the tax. 30 days before: half of the stay, and the tax.
		const late = scene.at('2026-06-10T12:00:00Z');
		expect(await previewCancellation(scene.office, bookingCode, {}, late)).toMatchObject({
			percent: 0,
			refundMinor: 2_800,
		});
		const clock = scene.at('2026-06-04T12:00:00Z');
		const told = await previewCancellation(scene.office, bookingCode, {}, clock);
		expect(told).toMatchObject({
			daysBefore: 30,
			percent: 50,
			paidMinor: 77_800,
			refundMinor: 40_300,
			keptMinor: 37_500,
		});

		await expect(
			cancelBooking(scene.office, cancelled(bookingCode, { expectedRefundMinor: 40_299 }), clock),
		).rejects.toMatchObject({
			field: 'expectedRefundMinor',
		});
		const expectedRefundMinor = 40_300;
		const all = await Promise.all(
			Array.from(
				{ length: 5 },
				async () => await cancelBooking(scene.office, cancelled(bookingCode, { expectedRefundMinor }), clock),
			),
		);
		expect(all.filter(({ changed }) => changed)).toHaveLength(1);
		expect(new Set(all.map(({ refund }) => JSON.stringify(refund))).size).toBe(1);
		expect(all[0]).toMatchObject({
			booking: { status: 'cancelled', cancelledBy: 'the guest', cancelReason: 'ill' },
			refund: { status: 'waiting', refundMinor: 40_300, refundedTaxMinor: 2_800 },
			parts: [{ position: 1, amountMinor: 40_300, paymentIntentId: expect.stringMatching(/^pi_/) }],
		});
		expect(await count('msp.rental_refund')).toBe(1);
		expect(await count('msp.rental_night')).toBe(0);
		expect(await scene.notices(bookingId)).toEqual(expect.arrayContaining(['cancelled', 'refund_approval']));
		expect(await count(`msp.task where kind = 'rental_refund'`)).toBe(0);
		// What is kept was owed: the invoices stay paid.
		expect(
			[await scene.invoice(firstInvoiceId), await scene.invoice(balanceInvoiceId)].map(({ status }) => status),
		).toEqual(['paid', 'paid']);
	});

	test('of all that was paid takes of both payments, the newest first', async () => {
		const { bookingCode } = await paidBooking({ balance: true });
		const { refund, parts } = await cancelBooking(
			scene.office,
			cancelled(bookingCode, { all: true }),
			scene.at('2026-07-03T12:00:00Z'),
		);
		expect(refund).toMatchObject({ percent: 100, refundMinor: 77_800 });
		expect(parts.map(({ position, amountMinor }) => [position, amountMinor])).toEqual([
			[1, 54_460],
			[2, 23_340],
		]);
		expect(new Set(parts.map(({ paymentIntentId }) => paymentIntentId)).size).toBe(2);
	});

	test('is decided on once, and each part is given back once', async () => {
		const { bookingCode } = await paidBooking({ balance: true });
		await cancelBooking(scene.office, cancelled(bookingCode, { all: true }), scene.at('2026-07-03T12:00:00Z'));
		const give = async (position: number, givenAs: string) =>
			await recordRefund(scene.office, { booking: bookingCode, position, givenAs });
		await expect(give(1, 're_1')).rejects.toMatchObject({ fault: 'conflict' });
		const decisions = await Promise.all([
			decideRefund(scene.office, { booking: bookingCode, decision: 'approved', by: 'Ann' }),
			decideRefund(scene.office, { booking: bookingCode, decision: 'declined', by: 'Bob' }),
			decideRefund(scene.office, { booking: bookingCode, decision: 'approved', by: 'Cleo' }),
		]);
		expect(decisions.filter(({ changed }) => changed)).toHaveLength(1);
		await database.owner.query(`update msp.rental_refund set status = 'approved'`);
		expect(await give(1, 're_1')).toMatchObject({ changed: true, refund: { status: 'approved' } });
		expect(await give(1, 're_1')).toMatchObject({ changed: false });
		await expect(give(1, 're_other')).rejects.toMatchObject({ field: 'position', fault: 'conflict' });
		await expect(give(3, 're_3')).rejects.toMatchObject({ fault: 'not_found' });
		expect(await give(2, 're_2')).toMatchObject({ changed: true, refund: { status: 'given' } });
	});

	test('by a policy that gives back straight away starts the task of the refund', async () => {
		await scene.unit({ terms: { refundBy: 'at_once' } });
		const { bookingCode, bookingId } = await paidBooking();
		const { refund } = await cancelBooking(scene.office, cancelled(bookingCode), scene.at('2026-02-01T12:00:00Z'));
		expect(refund).toMatchObject({ status: 'approved', decidedBy: 'policy', refundMinor: 23_340 });
		expect(await count(`msp.task where kind = 'rental_refund' and subject_id = '${bookingId}'`)).toBe(1);
		expect(await scene.notices(bookingId)).not.toContain('refund_approval');
	});

	test('of what was not paid voids the invoice, and gives nothing back', async () => {
		const { bookingCode, firstInvoiceId } = await scene.book(summer, january);
		const { refund, parts } = await cancelBooking(scene.office, cancelled(bookingCode), scene.at(january));
		expect([refund.status, refund.refundMinor, parts]).toEqual(['nothing', 0, []]);
		expect(await scene.invoice(firstInvoiceId)).toMatchObject({ status: 'void', balanceMinor: 0 });
		await expect(cancelBooking(scene.office, cancelled('NOSUCH99'))).rejects.toMatchObject({ fault: 'not_found' });
	});

	test('what a person took off the invoice was not paid, and is not given back', async () => {
		const { bookingCode, firstInvoiceId } = await scene.book(summer, january);
		await settleByHand(scene.office, { invoice: firstInvoiceId ?? '', reason: 'a gift' });
		expect(await run('2026-01-11T12:00:00Z')).toEqual(['confirm']);
		expect(await previewCancellation(scene.office, bookingCode, {}, scene.at(january))).toMatchObject({
			paidMinor: 0,
			refundMinor: 0,
		});
	});

	test('waits while money is on its way, and refuses what is over', async () => {
		const { bookingCode, firstInvoiceId } = await scene.book(summer, january);
		await scene.hear(await scene.invoice(firstInvoiceId));
		await expect(cancelBooking(scene.office, cancelled(bookingCode), scene.at(january))).rejects.toThrow(
			/money on its way/,
		);
		await database.owner.query(`update msp.payment_event set processed_at = now()`);
		await run('2026-01-12T12:00:00Z');
		await expect(cancelBooking(scene.office, cancelled(bookingCode), scene.at(january))).rejects.toThrow(/is expired/);
	});
});
