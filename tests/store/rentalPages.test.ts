import { fixedClock } from '../../core/kernel/clock';
import {
	acceptBookingForm,
	acceptBookingPage,
	acceptRefundPage,
	bookingLink,
	refundLink,
	runBookings,
	showBookingForm,
	showBookingPage,
	showRefundPage,
	showRefund,
	type PostedForm,
} from '../../core/rentals';
import { openRentalScene, type RentalScene } from '../support/rentalScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let scene: RentalScene;

beforeEach(async () => {
	database = await createTestDatabase();
	scene = await openRentalScene(database);
	await scene.unit();
});
afterEach(async () => await database.drop());

const clock = fixedClock(new Date('2026-01-10T12:00:00Z'));
const bookingPage = 'https://n8n.example/webhook/msp/rental/booking';
const form = (more: Partial<PostedForm> = {}): PostedForm => ({
	...{ unit: 'sea-house', language: 'en', step: 'look', offer: '', name: '', email: '', notes: '' },
	...{ arrival: '2026-07-04', departure: '2026-07-11', adults: '2', children: '1' },
	...more,
});
const send = async (more: Partial<PostedForm> = {}, at = clock) =>
	await acceptBookingForm(scene.office, form(more), { bookingPage }, at);
const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
const seen = (html: string) =>
	html
		.replace(/<style>.*?<\/style>/s, '')
		.replace(/<[^>]*>/g, ' ')
		.replace(/&#39;/g, '’')
		.replace(/\s+/g, ' ');
const guest = { name: 'Ada <b>Guest</b>', email: 'ada@guest.example' };
const ticketOf = (url: string) => new URL(url).searchParams.get('ticket') ?? '';
const count = async (table: string) => {
	const { rows } = await database.owner.query<{ n: string }>(`select count(*) as n from ${table}`);
	return Number(rows[0]?.n);
};

describe('the form', () => {
	test.each(['en', 'fr', 'nl'] as const)(
		'in %s: days, then the price and the terms, then the booking',
		async (language) => {
			await scene.book({ arrival: '2026-06-01', departure: '2026-06-08' }, '2026-01-10T12:00:00Z');
			const first = await showBookingForm(scene.office, { unit: 'sea-house', language }, clock);
			expect(first).toMatchObject({ statusCode: 200, html: expect.stringContaining(`<html lang="${language}">`) });
			expect(first.html).toContain('type="date" name="arrival"');
			expect(seen(first.html)).toContain(
				{ en: '1 June 2026 to 8 June 2026', fr: 'du 1er juin 2026 au 8 juin 2026', nl: '1 juni 2026 tot 8 juni 2026' }[
					language
				],
			);
			expect(first.html).not.toContain('Ada');

			const price = await send({ language });
			expect(price).toMatchObject({ statusCode: 200, booking: null });
			const total = { en: '€778.00', fr: '778,00 €', nl: '€ 778,00' }[language].replace(' ', '\u00a0');
			expect(seen(price.html).replaceAll('\u00a0', ' ')).toContain(total.replaceAll('\u00a0', ' '));
			expect(await count('msp.rental_booking')).toBe(1);

			const offer = hidden(price.html, 'offer');
			const booked = await send({ ...guest, language, step: 'book', offer });
			expect(booked).toMatchObject({
				statusCode: 200,
				booking: { status: 'held', totalMinor: 77_800, children: 1, language },
			});
			expect(booked.html).not.toContain('<b>Guest');
			// Sent once more it is the same booking.
			const again = await send({ ...guest, language, step: 'book', offer });
			expect(again.booking).toMatchObject({ bookingId: booked.booking?.bookingId, created: false });
			expect(await count('msp.rental_booking')).toBe(2);
		},
	);

	test('what is wrong is said in the guest’s language, and what was typed stays', async () => {
		await scene.unit({ prices: { minimumNights: 3, changeoverDays: [6] } });
		const told = async (more: Partial<PostedForm>) => {
			const { statusCode, html, booking } = await send(more);
			expect([statusCode, booking]).toEqual([422, null]);
			expect(html).toContain(`name="departure" value="${more.departure ?? '2026-07-11'}"`);
			return seen(html);
		};
		expect(await told({ departure: '2026-07-05' })).toContain('Stay at least 3 nights');
		expect(await told({ language: 'fr', departure: '2026-07-12' })).toContain('vous pouvez partir : samedi');
		expect(await told({ language: 'nl', arrival: '2026-07-05', departure: '2026-07-11' })).toContain(
			'kunt u aankomen op: zaterdag',
		);
		expect(await told({ adults: '9' })).toContain('There is room for 4 guests');
		expect(await told({ arrival: '2020-07-04', departure: '2020-07-11' })).toContain(
			'The first possible arrival is 10 January 2026',
		);
		for (const wrong of [{ arrival: '4 July' }, { arrival: '' }, { adults: '-1' }, { children: 'x' }]) {
			expect((await send(wrong)).statusCode).toBe(422);
		}
	});

	test('nights that somebody else took meanwhile, another price, an old page, a forged one: nothing is booked', async () => {
		const offer = hidden((await send()).html, 'offer');
		const ofAnother = hidden((await send()).html, 'offer');
		const book = async (more: Partial<PostedForm> = {}, at = clock) =>
			await send({ ...guest, step: 'book', offer, ...more }, at);
		await scene.unit({ prices: { nightMinor: 11_000 } });
		const changed = await book();
		expect(changed).toMatchObject({ statusCode: 422, booking: null });
		expect(seen(changed.html)).toContain('The price has changed');
		expect(await book({ offer: hidden(changed.html, 'offer') })).toMatchObject({ booking: { totalMinor: 84_800 } });
		await scene.unit();
		expect(seen((await book({ offer: ofAnother })).html)).toContain('just been taken');
		expect(seen((await book({}, fixedClock(new Date('2026-01-10T13:00:01Z')))).html)).toContain('too old');
		expect(seen((await book({ offer: `${offer.slice(0, -4)}AAAA` })).html)).toContain('too old');
		expect(seen((await book({ email: 'nobody' })).html)).toContain('Fill in all fields');
		expect(await count('msp.rental_booking')).toBe(1);
	});

	test('nobody blocks a calendar: a guest with three unpaid bookings gets no other one', async () => {
		for (const month of ['03', '04', '05', '06']) {
			const stay = { arrival: `2026-${month}-01`, departure: `2026-${month}-04` };
			const offer = hidden((await send(stay)).html, 'offer');
			const { booking, html } = await send({ ...stay, ...guest, step: 'book', offer });
			expect(booking === null).toBe(month === '06');
			if (month === '06') expect(seen(html)).toContain('not paid yet');
		}
	});

	test('of a unit that is closed or unknown', async () => {
		expect(await showBookingForm(scene.office, { unit: '"><script>', language: 'en' }, clock)).toMatchObject({
			statusCode: 404,
		});
		await database.owner.query('update msp.rental_unit set open = false');
		expect(seen((await showBookingForm(scene.office, { unit: 'sea-house', language: 'nl' }, clock)).html)).toContain(
			'geen boekingen',
		);
		expect((await send()).booking).toBeNull();
	});
});

describe('the page of a booking', () => {
	test('shows what is open, takes the guest to pay, and cancels only what the guest has seen', async () => {
		const booking = await scene.book({ arrival: '2026-07-04', departure: '2026-07-11' }, '2026-01-10T12:00:00Z');
		const ticket = ticketOf(bookingLink(scene.office, bookingPage, booking.bookingId));
		const act = async (word: string, more = {}, at = clock) =>
			await acceptBookingPage(
				scene.office,
				{ ticket, act: word, reason: '', expectedRefundMinor: undefined, ...more },
				at,
			);
		expect(seen((await showBookingPage(scene.office, ticket, clock)).html)).toContain('Pay €233.40');
		expect(await act('pay')).toMatchObject({ payment: { amountMinor: 23_340, bookingCode: booking.bookingCode } });
		await scene.pay(await scene.invoice(booking.firstInvoiceId));
		await runBookings(scene.office, clock);
		const paid = seen((await showBookingPage(scene.office, ticket, clock)).html);
		expect(paid).toContain('Confirmed');
		expect(paid).not.toContain('Pay €');
		expect(await act('pay')).toMatchObject({ payment: null });

		const late = fixedClock(new Date('2026-06-04T12:00:00Z'));
		const asked = await act('cancel', {}, late);
		expect(seen(asked.html)).toContain('you get back €116.70 of the €233.40');
		const expectedRefundMinor = Number(hidden(asked.html, 'refund'));
		// A day later less goes back: the guest is asked again.
		const later = fixedClock(new Date('2026-06-05T12:00:00Z'));
		const changed = await act('confirm', { expectedRefundMinor }, later);
		expect(changed).toMatchObject({ cancelled: false });
		expect(seen(changed.html)).toContain('has changed');
		// A post without what was seen cancels nothing.
		expect(await act('confirm', {}, late)).toMatchObject({ cancelled: false });
		const done = await act('confirm', { expectedRefundMinor, reason: 'ill' }, late);
		expect(done).toMatchObject({ cancelled: true, statusCode: 200 });
		expect(seen(done.html)).toContain('You get back €116.70');
		expect(seen((await act('cancel', {}, late)).html)).toContain('cannot be cancelled now');
	});

	test('a forged ticket shows and does nothing', async () => {
		const booking = await scene.book({ arrival: '2026-07-04', departure: '2026-07-11' }, '2026-01-10T12:00:00Z');
		const ticket = ticketOf(bookingLink(scene.office, bookingPage, booking.bookingId));
		// A ticket for another thing is none for this.
		const ofRefund = ticketOf(refundLink(scene.office, bookingPage, booking.bookingId, 'en'));
		for (const wrong of ['', 'x', `${ticket.slice(0, -4)}AAAA`, ofRefund]) {
			expect((await showBookingPage(scene.office, wrong, clock)).statusCode).toBe(403);
			const posted = { ticket: wrong, act: 'confirm', reason: '', expectedRefundMinor: 0 };
			expect(await acceptBookingPage(scene.office, posted, clock)).toMatchObject({ statusCode: 403, cancelled: false });
		}
	});
});

test('the page of a refund: looking changes nothing, a name is needed, the first decision counts', async () => {
	const booking = await scene.book({ arrival: '2026-07-04', departure: '2026-07-11' }, '2026-01-10T12:00:00Z');
	await scene.pay(await scene.invoice(booking.firstInvoiceId));
	await runBookings(scene.office, clock);
	const page = ticketOf(bookingLink(scene.office, bookingPage, booking.bookingId));
	await acceptBookingPage(
		scene.office,
		{ ticket: page, act: 'confirm', reason: '<i>ill</i>', expectedRefundMinor: 23_340 },
		clock,
	);
	const ticket = ticketOf(refundLink(scene.office, bookingPage, booking.bookingId, 'fr'));
	const shown = await showRefundPage(scene.office, ticket);
	expect(seen(shown.html)).toContain('Rien n’est rendu avant que vous n’appuyiez');
	expect(shown.html).not.toContain('<i>ill');
	expect(await acceptRefundPage(scene.office, { ticket, decision: 'approved', by: ' ' }, clock)).toMatchObject({
		statusCode: 400,
		decided: null,
	});
	expect((await showRefund(scene.office, booking.bookingCode)).refund.status).toBe('waiting');
	expect(await acceptRefundPage(scene.office, { ticket, decision: 'approved', by: 'Ann' }, clock)).toMatchObject({
		decided: { refund: { status: 'approved', decidedBy: 'Ann' } },
	});
	const second = await acceptRefundPage(scene.office, { ticket, decision: 'declined', by: 'Bob' }, clock);
	expect(second.decided).toBeNull();
	expect(seen(second.html)).toContain('par Ann');
	expect((await showRefundPage(scene.office, page)).statusCode).toBe(403);
});
