import { createApiKey } from '../../../core/apiKeys';
import { createCompany } from '../../../core/companies';
import { addDays, dayIn } from '../../../core/kernel/calendar';
import { fixedClock } from '../../../core/kernel/clock';
import {
	calendarLink,
	cancelBooking,
	createBooking,
	decideRefund,
	runBookings,
	saveUnit,
	unitPrices,
	unitTerms,
} from '../../../core/rentals';
import type { StripeEvent } from '../../../stack/standins/stripe';
import { controlled } from '../../support/playedServer';
import { paysOn } from '../../support/paysOn';
import type { Arrival, WorkflowScene } from '../../support/workflowScene';
import { told } from '../orders';
import type { Row } from '../row';

const html = { status: 200, headers: { 'content-type': expect.stringContaining('text/html') as unknown } };
const minute: Arrival = { items: [{}] };
const inDays = (days: number) => addDays(dayIn('Europe/Brussels', new Date()), days);
const opened = (query: Record<string, string>): Arrival => ({ request: { method: 'GET', query } });
const posted = (fields: Record<string, string>): Arrival => ({
	request: {
		method: 'POST',
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		rawBody: new URLSearchParams(fields).toString(),
	},
});
const hidden = (page: unknown, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(String(page))?.[1] ?? '';

/** The page of Stripe that the guest was sent to. */
async function sessionOf({ addresses }: WorkflowScene) {
	const state = (await (await fetch(`${addresses.stripe}/_standin/state`)).json()) as {
		sessions: Array<{ id: string; url: string; metadata: Record<string, string>; expires_at: number }>;
		events: StripeEvent[];
		refunds?: Array<{ amount: number }>;
	};
	return { ...state, session: state.sessions[0] };
}

/** The tasks of bookings are due now: a minute has passed. */
async function aMinutePasses({ owner }: WorkflowScene): Promise<Arrival> {
	await owner.query(`update msp.task set next_attempt_at = now() where kind like 'rental%' and status in ('pending', 'retry')`);
	return minute;
}

const subjects = async (scene: WorkflowScene, naming: string) => (await scene.mails(naming)).map(({ subject }) => subject).sort();
const ticketIn = async (scene: WorkflowScene, path: string) => {
	const [mail] = (await scene.mails(`/webhook/msp/rental/${path}?ticket=`)).filter(({ text }) => text.includes(code));
	const ticket = new RegExp(`${path}\\?ticket=([\\w.-]+)`).exec(mail?.text ?? '')?.[1];
	if (ticket === undefined) throw new Error('no mail has the link');
	return ticket;
};

/** What the rows of one story hand on. */
let offer = '';
let code = '';
let ticket = '';
let refundTicket = '';

const stay = { unit: 'sea-house', lang: 'en', adults: '2', children: '0' };
const chosen = () => ({ ...stay, arrival: inDays(100), departure: inDays(103) });

async function openHouse({ backOffice }: WorkflowScene): Promise<void> {
	await createCompany(backOffice, { companyCode: 'dunes', name: 'Dune Rentals' });
	await saveUnit(backOffice, {
		...{ unitCode: 'sea-house', companyCode: 'dunes', name: 'Sea House', timeZone: 'Europe/Brussels', currency: 'EUR' },
		prices: unitPrices.parse({ nightMinor: 10_000, touristTaxMinor: 200 }),
		terms: unitTerms.parse({}),
	});
}

/** A booking that was made some hours ago, for the guest of this address. */
async function bookedBefore({ backOffice }: WorkflowScene, hours: number, days: number, email: string) {
	const clock = fixedClock(new Date(Date.now() - hours * 3_600_000));
	const guest = { name: 'Other Guest', email, language: 'en' as const };
	const more = { unitCode: 'sea-house', reference: email, adults: 1, children: 0, guest };
	return await createBooking(backOffice, { ...more, arrival: inDays(days), departure: inDays(days + 2) }, clock);
}

const call = (secret: string, body: object): Arrival => ({
	request: {
		method: 'POST',
		headers: { 'x-api-key': secret, 'content-type': 'application/json' },
		rawBody: JSON.stringify(body),
	},
});
const order = () => ({
	...{ reference: 'O-1', unit: 'sea-house', arrival: inDays(200), departure: inDays(203), adults: 2 },
	...{ name: 'Call Guest', email: 'call@guest.example', language: 'nl' },
});
const keyOf = async ({ backOffice }: WorkflowScene, name: string) =>
	(await createApiKey(backOffice, { name, scopes: ['rental:write'], perMinute: 600, expiresAt: null })).secret;

/** The rows tell one story, in their order: a guest books, pays, cancels and gets money back. */
export const holidayRental: readonly Row[] = [
	{
		title: 'the form shows the unit',
		start: 'Form Opened',
		given: async (scene) => {
			await openHouse(scene);
			return opened({ unit: 'sea-house', lang: 'fr' });
		},
		answer: html,
		last: 'Answer with Form',
		then: async (_, { answer }) => expect(await Promise.resolve(String(answer.body))).toContain('Réserver Sea House'),
	},
	{
		title: 'a unit that nobody knows is not found',
		start: 'Form Opened',
		given: () => opened({}),
		answer: { status: 404 },
		last: 'Answer with Form',
	},
	{
		title: 'the days become a price, and nothing is booked yet',
		start: 'Form Posted',
		given: () => posted({ ...chosen(), step: 'look' }),
		answer: html,
		last: 'Answer with Form',
		then: async (scene, { answer }) => {
			offer = hidden(answer.body, 'offer');
			expect(String(answer.body)).toContain('€312.00');
			expect(await scene.count('select count(*) from msp.rental_booking')).toBe(0);
		},
	},
	{
		title: 'the guest books what was shown',
		start: 'Form Posted',
		given: () => posted({ ...stay, step: 'book', offer, name: 'Ada Guest', email: 'ada@guest.example' }),
		answer: html,
		last: 'Answer with Form',
		items: [{ booking: { status: 'held', totalMinor: 31_200, firstMinor: 9_360 } }],
		then: async (scene, { answer }) => {
			code = /Booking ([A-Z0-9]{8})/.exec(String(answer.body))?.[1] ?? '';
			expect(await scene.count('select count(*) from msp.rental_night')).toBe(3);
		},
	},
	{
		title: 'sent once more, it is the same booking',
		start: 'Form Posted',
		given: () => posted({ ...stay, step: 'book', offer, name: 'Ada Guest', email: 'ada@guest.example' }),
		answer: html,
		last: 'Answer with Form',
		then: async (scene) => expect(await scene.count('select count(*) from msp.rental_booking')).toBe(1),
	},
	{
		title: 'a minute later the guest has two mails: the booking, and the invoice of the deposit',
		start: 'Every Minute',
		given: aMinutePasses,
		last: 'Complete Task',
		then: async (scene) => {
			const sent = await scene.mails(code);
			expect(sent.map(({ subject }) => subject).sort()).toEqual([
				expect.stringMatching(/^Invoice .*: deposit for booking /),
				`We have your booking ${code} for Sea House`,
			]);
			expect(sent.every(({ to }) => to[0] === 'ada@guest.example')).toBe(true);
			ticket = await ticketIn(scene, 'booking');
		},
	},
	{
		title: 'nothing is due a minute later',
		start: 'Every Minute',
		given: aMinutePasses,
		last: 'Take Due Tasks',
		then: async (scene) => expect(await scene.mails(code)).toHaveLength(2),
	},
	{
		title: 'the link of the mail shows the booking',
		start: 'Booking Opened',
		given: () => opened({ ticket }),
		answer: html,
		last: 'Answer with Booking',
		then: async (_, { answer }) => expect(await Promise.resolve(String(answer.body))).toContain('Pay €93.60'),
	},
	{
		title: 'when Stripe refuses, the guest sees the booking, and staff are told',
		start: 'Button Pressed',
		given: async (scene) => {
			const error = { type: 'invalid_request_error', message: 'Invalid API Key provided: sk_test_*****old' };
			await controlled(scene.addresses.stripe).addFault({ kind: 'answer', path: '/v1/.*', times: 20, status: 401, body: { error } });
			return posted({ ticket, act: 'pay' });
		},
		answer: { status: 503 },
		last: 'Answer: Not Now',
		then: async (scene) => {
			await controlled(scene.addresses.stripe).clearFaults();
			expect(await scene.count(`select count(*) from msp.alert where kind = 'item_failed'`)).toBe(1);
		},
	},
	{
		title: 'the button takes the guest to Stripe, pressed twice to the same page, and the payment is found',
		start: 'Button Pressed',
		given: async (scene) => {
			await scene.play('msp-53-holiday-rental', 'Button Pressed', posted({ ticket, act: 'pay' }));
			return posted({ ticket, act: 'pay' });
		},
		last: 'To Stripe',
		items: [{ mode: 'payment', amountMinor: 9_360, currency: 'EUR' }],
		then: async (scene) => {
			const { session, sessions } = await sessionOf(scene);
			expect(sessions).toHaveLength(1);
			await paysOn(session?.url);
			const { events } = await sessionOf(scene);
			const event = events.find(({ data, type }) => data.object.id === session?.id && type === 'checkout.session.completed');
			if (!event) throw new Error('Stripe tells of no payment');
			await scene.play('msp-10-payment-received', 'Stripe Payment', told(scene, event));
			expect(await scene.payment(event.data.object.payment_intent)).toMatchObject({ outcome: 'paid', needsAttention: false });
		},
	},
	{
		title: 'the paid deposit confirms the booking',
		start: 'Every Minute',
		given: () => minute,
		last: 'Take Due Tasks',
		then: async (scene) =>
			expect(await scene.count(`select count(*) from msp.rental_booking where status = 'confirmed'`)).toBe(1),
	},
	{
		title: 'and the guest is told',
		start: 'Every Minute',
		given: aMinutePasses,
		last: 'Complete Task',
		then: async (scene) => expect(await subjects(scene, code)).toContain(`Your booking ${code} for Sea House is confirmed`),
	},
	{
		title: 'the guest asks what a cancellation gives back, and nothing is cancelled',
		start: 'Button Pressed',
		given: () => posted({ ticket, act: 'cancel' }),
		answer: html,
		last: 'Answer with Booking',
		then: async (scene, { answer }) => {
			expect(hidden(answer.body, 'refund')).toBe('9360');
			expect(await scene.count(`select count(*) from msp.rental_booking where status = 'cancelled'`)).toBe(0);
		},
	},
	{
		title: 'and cancels',
		start: 'Button Pressed',
		given: () => posted({ ticket, act: 'confirm', refund: '9360', reason: 'ill' }),
		answer: html,
		last: 'Answer with Booking',
		items: [{ cancelled: true }],
		then: async (scene) => expect(await scene.count('select count(*) from msp.rental_night')).toBe(0),
	},
	{
		title: 'the guest is told what goes back, and staff are asked',
		start: 'Every Minute',
		given: aMinutePasses,
		last: 'Complete Task',
		then: async (scene) => {
			expect(await subjects(scene, code)).toEqual(
				expect.arrayContaining([
					`Your booking ${code} for Sea House is cancelled`,
					expect.stringContaining(`A refund of booking ${code} waits for you`),
				]),
			);
			refundTicket = await ticketIn(scene, 'refund');
		},
	},
	{
		title: 'the link shows the refund, and gives nothing back',
		start: 'Refund Opened',
		given: () => opened({ ticket: refundTicket }),
		answer: html,
		last: 'Answer with Refund',
		then: async (scene, { answer }) => {
			expect(String(answer.body)).toContain('Give back €93.60');
			expect(await scene.count(`select count(*) from msp.rental_refund where status = 'waiting'`)).toBe(1);
		},
	},
	{
		title: 'a person approves it',
		start: 'Refund Decided',
		given: () => posted({ ticket: refundTicket, decision: 'approved', by: 'Ann Operator' }),
		answer: html,
		last: 'Answer with Refund',
		items: [{ decided: { status: 'approved', decidedBy: 'Ann Operator' } }],
	},
	{
		title: 'the money goes back at Stripe, once',
		start: 'Every Minute',
		given: aMinutePasses,
		last: 'Complete Task',
		then: async (scene) => {
			expect(await scene.count(`select count(*) from msp.rental_refund where status = 'given'`)).toBe(1);
			const given = `select count(*) from msp.rental_refund_part where amount_minor = 9360 and given_as like 're\\_%'`;
			expect(await scene.count(given)).toBe(1);
			await scene.play('msp-53-holiday-rental', 'Every Minute', await aMinutePasses(scene));
			expect(await scene.count(`select count(*) from msp.task where kind = 'rental_refund' and status = 'completed'`)).toBe(1);
		},
	},
	{
		title: 'a guest who does not pay is reminded',
		start: 'Every Minute',
		given: async (scene) => {
			code = (await bookedBefore(scene, 30, 110, 'late@guest.example')).bookingCode;
			await runBookings(scene.backOffice);
			await scene.owner.query(`update msp.task set status = 'completed' where input ->> 'notice' in ('received', 'deposit_invoice')`);
			return await aMinutePasses(scene);
		},
		last: 'Complete Task',
		then: async (scene) => expect(await subjects(scene, code)).toEqual([`Your booking ${code} for Sea House waits for your payment`]),
	},
	{
		title: 'a reminder that nobody needs any more is not sent',
		start: 'Every Minute',
		given: async (scene) => {
			const { bookingCode } = await bookedBefore(scene, 30, 120, 'gone@guest.example');
			await runBookings(scene.backOffice);
			await cancelBooking(scene.backOffice, { booking: bookingCode, by: 'Ann', reason: '' });
			await scene.owner.query(`update msp.task set status = 'completed' where input ->> 'notice' = 'cancelled'`);
			code = bookingCode;
			return await aMinutePasses(scene);
		},
		last: 'Complete Task',
		then: async (scene) => {
			expect(await scene.mails(code)).toEqual([]);
			expect(await scene.count(`select count(*) from msp.task where kind = 'rental_notice' and status <> 'completed'`)).toBe(0);
		},
	},
	{
		title: 'money that did not come through Stripe is for a person',
		start: 'Every Minute',
		given: async (scene) => {
			const { bookingCode, firstInvoiceId, customerId } = await bookedBefore(scene, 1, 130, 'bank@guest.example');
			await scene.owner.query(
				`insert into msp.payment (customer_id, invoice_id, provider, payment_reference, amount_minor, price_minor, currency, outcome)
				values ($1, $2, 'paypal', 'CAPTURE-53', 5000, 5000, 'EUR', 'underpaid')`,
				[customerId, firstInvoiceId],
			);
			await cancelBooking(scene.backOffice, { booking: bookingCode, by: 'Ann', reason: 'storm', all: true });
			await decideRefund(scene.backOffice, { booking: bookingCode, decision: 'approved', by: 'Ann' });
			code = bookingCode;
			return await aMinutePasses(scene);
		},
		last: 'Complete Task',
		then: async (scene) => {
			const [mail] = (await scene.mails(code)).filter(({ subject }) => subject.includes('is for you'));
			expect(mail?.text).toContain('Part 1: 50.00 EUR of paypal CAPTURE-53');
			expect(await scene.count(`select count(*) from msp.rental_refund where status = 'approved'`)).toBe(1);
		},
	},
	{
		title: 'a mail that is refused for good ends its task, and staff are told',
		start: 'Every Minute',
		given: async (scene) => {
			await scene.catcher.addFault({ kind: 'refuse', code: 550, to: 'nowhere' });
			const { bookingCode } = await bookedBefore(scene, 1, 140, 'nowhere@guest.example');
			await scene.owner.query(`delete from msp.task where kind = 'rental_notice' and status = 'pending' and input ->> 'notice' <> 'received'`);
			code = bookingCode;
			return await aMinutePasses(scene);
		},
		last: 'Finish Rollback',
		items: [{ status: 'failed', kind: 'rental_notice' }],
		then: async (scene) => expect(await scene.count(`select count(*) from msp.alert where kind = 'task_failed'`)).toBe(1),
	},
	{
		title: 'your own site books by a call',
		start: 'POST rental-bookings',
		given: async (scene) => call(await keyOf(scene, 'site'), order()),
		answer: { status: 200 },
		last: 'Answer Call',
		then: async (scene, { answer }) => {
			const body = answer.body as Record<string, unknown>;
			expect(body).toMatchObject({ status: 'held', arrival: inDays(200), totalMinor: 31_200, payNowMinor: 9_360, currency: 'EUR' });
			expect(body.bookingUrl).toMatch(/\/webhook\/msp\/rental\/booking\?ticket=/);
			const again = await scene.play('msp-53-holiday-rental', 'POST rental-bookings', call(await keyOf(scene, 'site2'), order()));
			expect(again.answer.body).toMatchObject({ bookingCode: body.bookingCode });
		},
	},
	{
		title: 'a call for a night that is taken is a conflict',
		start: 'POST rental-bookings',
		given: async (scene) => call(await keyOf(scene, 'site3'), { ...order(), reference: 'O-2' }),
		answer: { status: 409 },
		last: 'Answer Call',
	},
	{
		title: 'portals read the calendar',
		start: 'Calendar Read',
		given: ({ backOffice }) => {
			const url = new URL(calendarLink(backOffice, 'https://n8n.example/webhook/msp/rental/calendar', 'sea-house'));
			return opened({ ticket: url.searchParams.get('ticket') ?? '' });
		},
		answer: { status: 200, headers: { 'content-type': 'text/calendar; charset=utf-8' } },
		last: 'Answer with Calendar',
		then: async (_, { answer }) => {
			const calendar = await Promise.resolve(String(answer.body));
			expect(calendar).toContain(`DTSTART;VALUE=DATE:${inDays(200).replaceAll('-', '')}\r\nDTEND;VALUE=DATE:${inDays(203).replaceAll('-', '')}`);
		},
	},
];
