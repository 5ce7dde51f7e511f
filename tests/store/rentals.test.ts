import { randomUUID } from 'node:crypto';
import { createCustomer } from '../../core/customers';
import { listInvoiceLines } from '../../core/invoices';
import { InputError } from '../../core/kernel/errors';
import { addDays } from '../../core/kernel/calendar';
import {
	createBooking,
	keepNights,
	listNights,
	NightsTaken,
	quote,
	releaseNights,
	runBookings,
	StayRefused,
	type Booking,
	type BookingInput,
} from '../../core/rentals';
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

describe('many at once', () => {
	// Reported of booking systems that look first and write afterwards: both guests are told yes (LibreBooking #147,
	// calcom #13397), or the one who is late gets the fault of a database (The-Lighthouse #1192).
	test('no night is ever taken twice, and who is late is told which night', async () => {
		const guests = tries(40, 150);
		const asked = Array.from({ length: guests }, (_, guest) => {
			const arrival = addDays('2026-05-01', (guest * 7) % 20);
			return { arrival, departure: addDays(arrival, 1 + (guest % 6)), guest };
		});
		const results = await Promise.allSettled(
			asked.map(async ({ arrival, departure, guest }) => {
				const input = { name: `Guest ${guest}`, email: `guest${guest}@guest.example`, language: 'en' as const };
				return await scene.book({ arrival, departure, guest: input }, january);
			}),
		);
		const booked = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
		const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
		expect(booked.length).toBeGreaterThan(3);
		expect(refused.length).toBeGreaterThan(10);
		for (const error of refused) {
			expect(error).toBeInstanceOf(NightsTaken);
			expect(error).toMatchObject({ field: 'arrival', fault: 'conflict' });
		}
		// Nobody holds a part of a stay, and no two stays share a night.
		const nights = booked.flatMap(({ arrival, departure }) => {
			const all: string[] = [];
			for (let night = arrival; night < departure; night = addDays(night, 1)) all.push(night);
			return all;
		});
		expect(new Set(nights).size).toBe(nights.length);
		expect(await count('msp.rental_night')).toBe(nights.length);
		// Of who was refused nothing is left: no booking, no invoice, no customer, no mail, no gap in the numbers.
		expect(await count('msp.rental_booking')).toBe(booked.length);
		expect(await count('msp.customer')).toBe(booked.length);
		expect(await count(`msp.task where kind = 'rental_notice'`)).toBe(2 * booked.length);
		const { rows } = await database.owner.query<{ number: string }>(`select number from msp.invoice order by number`);
		const numbers = rows.map(({ number }) => Number(/(\d+)$/.exec(number)?.[1]));
		expect(numbers).toEqual(booked.map((_, index) => index + 1));
	});

	// Reported of a tour operator: who presses the button twice books twice and pays twice (206Tours/DB #1681, #1739).
	test('a form that is sent several times at once is one booking with one invoice', async () => {
		const reference = randomUUID();
		const all = await Promise.all(
			Array.from(
				{ length: 8 },
				async () => await scene.book({ arrival: '2026-05-01', departure: '2026-05-08', reference }, january),
			),
		);
		expect(new Set(all.map(({ bookingId }) => bookingId)).size).toBe(1);
		expect(await count('msp.invoice')).toBe(1);
		expect(await count('msp.customer')).toBe(1);
		await expect(
			scene.book({ arrival: '2026-06-01', departure: '2026-06-08', reference }, january),
		).rejects.toMatchObject({
			field: 'reference',
			fault: 'conflict',
		});
	});

	test('the owner and a guest who want the same night', async () => {
		const span = { from: '2026-05-03', to: '2026-05-05', keptFor: 'the painter' };
		const [kept, booked] = await Promise.allSettled([
			keepNights(scene.office, 'sea-house', span),
			scene.book({ arrival: '2026-05-01', departure: '2026-05-08' }, january),
		]);
		expect([kept.status, booked.status].sort()).toEqual(['fulfilled', 'rejected']);
		expect(await count('msp.rental_night')).toBe(kept.status === 'fulfilled' ? 2 : 7);
	});
});

describe('a booking', () => {
	test('of a stay that is far ahead has a deposit, mails, and an invoice of the company of its own', async () => {
		const booking = await scene.book({ arrival: '2026-07-04', departure: '2026-07-11' }, january);
		expect(booking).toMatchObject({
			...{ status: 'held', companyCode: 'dunes', totalMinor: 77_800, touristTaxMinor: 2_800 },
			...{ firstMinor: 23_340, balanceMinor: 54_460, holdUntil: new Date('2026-01-12T12:00:00Z') },
		});
		expect(await scene.notices(booking.bookingId)).toEqual(['deposit_invoice', 'received']);
		const invoice = await scene.invoice(booking.firstInvoiceId);
		expect(invoice).toMatchObject({
			...{ companyCode: 'dunes', status: 'open', totalMinor: 23_340, dueOn: '2026-01-12', source: 'msp' },
			orderReference: booking.bookingCode,
		});
		const lines = await database.store.asStaff(
			async (transaction) => await listInvoiceLines(transaction, invoice.invoiceId),
		);
		expect(lines).toMatchObject([
			{ description: 'Deposit of 30 % of €778.00: Sea House, 4 July 2026 to 11 July 2026', totalMinor: 23_340 },
		]);
	});

	test('of a stay that is near is paid at once: one invoice with every line, and no second one', async () => {
		const booking = await scene.book({ arrival: '2026-02-01', departure: '2026-02-03' }, january);
		expect(booking).toMatchObject({ firstMinor: 25_800, balanceMinor: 0 });
		const invoice = await scene.invoice(booking.firstInvoiceId);
		const lines = await database.store.asStaff(
			async (transaction) => await listInvoiceLines(transaction, invoice.invoiceId),
		);
		expect(lines.map(({ description, quantity, totalMinor }) => [description, quantity, totalMinor])).toEqual([
			['2 nights, Sea House, 1 February 2026 to 3 February 2026', 2, 20_000],
			['Final cleaning', 1, 5_000],
			['Tourist tax, 2 persons, 2 nights', 1, 800],
		]);
		await scene.pay(invoice);
		await runBookings(scene.office, scene.at('2026-01-10T13:00:00Z'));
		await runBookings(scene.office, scene.at('2026-01-25T13:00:00Z'));
		expect(await scene.booking(booking.bookingCode)).toMatchObject({ status: 'confirmed', balanceInvoiceId: null });
		expect(await count('msp.invoice')).toBe(1);
	});

	test('without a deposit is confirmed at once, and without an invoice', async () => {
		await scene.unit({ terms: { depositPercent: 0 } });
		const booking = await scene.book({ arrival: '2026-07-04', departure: '2026-07-11' }, january);
		expect(booking).toMatchObject({ status: 'confirmed', firstMinor: 0, firstInvoiceId: null, balanceMinor: 77_800 });
		expect(await scene.notices(booking.bookingId)).toEqual(['confirmed']);
	});

	// Reported of booking plugins: the day of departure stays closed for the next guest (Crocoblock/suggestions #4605).
	test('on the day of departure the next guest arrives', async () => {
		await scene.book({ arrival: '2026-05-01', departure: '2026-05-04' }, january);
		await scene.book({ arrival: '2026-05-04', departure: '2026-05-06' }, january);
		await expect(scene.book({ arrival: '2026-05-03', departure: '2026-05-04' }, january)).rejects.toThrow(
			/2026-05-03 is taken/,
		);
		const nights = await listNights(scene.office, 'sea-house', { from: '2026-04-30', to: '2026-05-07' });
		expect(nights.map(({ free }) => free)).toEqual([true, false, false, false, false, false, true]);
	});

	// Reported where days are moments at midnight: west of Greenwich they are the day before (BetterShift #117, nextcloud/calendar #6407).
	test.each([
		['Pacific/Auckland', '2026-01-11'],
		['America/Los_Angeles', '2026-01-10'],
		['Europe/Brussels', '2026-01-10'],
	])('in %s today is the day of the unit, %s, and days come back as they were given', async (timeZone, today) => {
		await scene.unit({ code: 'far-away', timeZone });
		const stay = { unitCode: 'far-away', departure: addDays(today, 3) };
		await expect(scene.book({ ...stay, arrival: addDays(today, -1) }, january)).rejects.toBeInstanceOf(StayRefused);
		const booking = await scene.book({ ...stay, arrival: today }, january);
		expect(booking).toMatchObject({ arrival: today, departure: addDays(today, 3) });
		const nights = await listNights(scene.office, 'far-away', { from: today, to: addDays(today, 4) });
		expect(nights.map(({ night, free }) => [night, free])).toEqual([
			...[0, 1, 2].map((night) => [addDays(today, night), false]),
			[addDays(today, 3), true],
		]);
	});

	test('its guest is a customer of the company, and a customer of another one with the same address is not', async () => {
		const email = 'ada@guest.example';
		await createCustomer(scene.office, { customerCode: 'ada-hosting', name: 'Ada', email });
		const first = await scene.book({ arrival: '2026-05-01', departure: '2026-05-04' }, january);
		const second = await scene.book({ arrival: '2026-06-01', departure: '2026-06-04' }, january);
		expect(first.customerId).toBe(second.customerId);
		expect(first.customerCode).not.toBe('ada-hosting');
	});

	test('with a price that the guest has not seen nothing is booked', async () => {
		const stay = { arrival: '2026-07-04', departure: '2026-07-11' };
		await expect(scene.book({ ...stay, expectedTotalMinor: 77_799 }, january)).rejects.toMatchObject({
			field: 'expectedTotalMinor',
			fault: 'conflict',
		});
		expect(await count('msp.rental_night')).toBe(0);
	});

	test('keeps its price and its terms when those of the unit change', async () => {
		const before = await scene.book({ arrival: '2026-07-04', departure: '2026-07-11' }, january);
		await scene.unit({ prices: { nightMinor: 99_000 }, terms: { balanceDays: 100, balanceDueDays: 90 } });
		await scene.pay(await scene.invoice(before.firstInvoiceId));
		await runBookings(scene.office, scene.at('2026-04-15T12:00:00Z'));
		expect(await scene.booking(before.bookingCode)).toMatchObject({
			...{ totalMinor: 77_800, terms: { balanceDays: 30 }, status: 'confirmed', balanceInvoiceId: null },
		});
	});
});

test('nights that the owner kept are released, and those of a booking are not', async () => {
	await scene.book({ arrival: '2026-05-01', departure: '2026-05-04' }, january);
	await keepNights(scene.office, 'sea-house', { from: '2026-05-04', to: '2026-05-07', keptFor: 'the painter' });
	await expect(
		quote(
			scene.office,
			'sea-house',
			{ arrival: '2026-05-03', departure: '2026-05-06', adults: 1, children: 0 },
			scene.at(january),
		),
	).resolves.toMatchObject({
		free: false,
		takenNights: ['2026-05-03', '2026-05-04', '2026-05-05'],
	});
	expect(await releaseNights(scene.office, 'sea-house', { from: '2026-05-01', to: '2026-06-01' })).toEqual({
		nights: 3,
	});
	expect(await count('msp.rental_night')).toBe(3);
});

test('a unit that is closed, unknown or of no company takes nothing', async () => {
	const input: BookingInput = {
		...{ unitCode: 'no-such', reference: 'x', arrival: '2026-05-01', departure: '2026-05-02', adults: 1, children: 0 },
		guest: { name: 'Ada', email: 'ada@guest.example', language: 'en' },
	};
	await expect(createBooking(scene.office, input, scene.at(january))).rejects.toMatchObject({
		field: 'unit',
		fault: 'not_found',
	});
	await database.owner.query('update msp.rental_unit set open = false');
	const closed: Promise<Booking> = createBooking(scene.office, { ...input, unitCode: 'sea-house' }, scene.at(january));
	await expect(closed).rejects.toBeInstanceOf(InputError);
	expect(await count('msp.rental_booking')).toBe(0);
});
