import type { BackOffice } from '../../db';
import { systemClock, type Clock } from '../../kernel/clock';
import { InputError } from '../../kernel/errors';
import type { Language } from '../../kernel/languages';
import { textLimits } from '../../kernel/textLimits';
import { policyWords, writerOf, type Writer } from '../../messages';
import { button, form, list, markup, section, terms, textField, type Markup, type PageAnswer } from '../../pages';
import { findBooking, type Booking } from '../bookings';
import { cancelBooking, previewCancellation } from '../cancelBooking';
import { describeLine } from '../invoicing';
import { invoicesOf, factsOf, type BookingInvoices } from '../money';
import { openInvoice, preparePayment, type PaymentToTake } from '../payOnline';
import { openBookingTicket } from '../tickets';
import { answer, good, notice } from './formParts';

/** What the page of a booking posts, as it came. */
export interface PostedBooking {
	readonly ticket: string;
	/** `pay`, `cancel` (asks first), `confirm` (cancels), `keep`. */
	readonly act: string;
	/** What the guest was told that goes back. */
	readonly expectedRefundMinor: number | undefined;
	readonly reason: string;
}

export interface AcceptedBooking extends PageAnswer {
	/** What the guest wants to pay now; null when nothing is to be paid. */
	readonly payment: PaymentToTake | null;
	readonly cancelled: boolean;
	readonly bookingCode: string | null;
}

/** Shows a booking to its guest. Looking changes nothing, because programs that check mail follow every link. */
export async function showBookingPage(
	office: BackOffice,
	ticket: string,
	clock: Clock = systemClock,
): Promise<PageAnswer> {
	const booking = await bookingOf(office, ticket);
	return booking ? await page(office, booking, { ticket, told: markup`` }, clock) : refusal();
}

/**
 * Takes what the page of a booking posts: the guest pays, or cancels after having seen exactly what goes back.
 */
export async function acceptBookingPage(
	office: BackOffice,
	{ ticket, act, expectedRefundMinor, reason }: PostedBooking,
	clock: Clock = systemClock,
): Promise<AcceptedBooking> {
	const booking = await bookingOf(office, ticket);
	if (!booking) return { ...refusal(), payment: null, cancelled: false, bookingCode: null };
	const { bookingCode, language } = booking;
	const { rentalPage: w } = writerOf(language).words;
	const nothing = { payment: null, cancelled: false, bookingCode };
	const shown = async (told: Markup) => ({ ...(await page(office, booking, { ticket, told }, clock)), ...nothing });
	try {
		if (act === 'pay') {
			const decision = await preparePayment(office, booking.bookingId, clock);
			if ('pay' in decision) return { ...(await shown(markup``)), payment: decision.pay };
			const why = { nothing_open: w.nothingToPay, pending: w.pending, over: w.payLate }[decision.why];
			return await shown(notice(why));
		}
		if (act === 'cancel') return { ...(await ask(office, booking, { ticket, told: markup`` }, clock)), ...nothing };
		if (act !== 'confirm') return await shown(markup``);
		const { refund } = await cancelBooking(
			office,
			{
				booking: bookingCode,
				by: 'the guest',
				reason: reason.slice(0, textLimits.reason),
				expectedRefundMinor: expectedRefundMinor ?? -1,
			},
			clock,
		);
		const told = cancelledWords(booking, refund.refundMinor);
		const now = (await bookingOf(office, ticket)) ?? booking;
		return { ...(await page(office, now, { ticket, told: good(told) }, clock)), ...nothing, cancelled: true };
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		if (error.field !== 'expectedRefundMinor') return await shown(notice(w.notNow));
		return { ...(await ask(office, booking, { ticket, told: notice(w.changed) }, clock)), ...nothing };
	}
}

function cancelledWords({ language, currency }: Booking, amountMinor: number): string {
	const { words, say, money } = writerOf(language);
	const { rentalPage: w } = words;
	return amountMinor > 0 ? say(w.cancelled, { refund: money({ amountMinor, currency }) }) : w.cancelledNothing;
}

async function bookingOf(office: BackOffice, ticket: string): Promise<Booking | undefined> {
	const bookingId = openBookingTicket(office, ticket);
	if (bookingId === undefined) return undefined;
	return await office.store.asStaff(async (transaction) => await findBooking(transaction, bookingId));
}

interface Shown {
	readonly ticket: string;
	readonly told: Markup;
}

async function page(
	{ store }: BackOffice,
	booking: Booking,
	{ ticket, told }: Shown,
	clock: Clock,
): Promise<PageAnswer> {
	const { language, status, currency } = booking;
	const writer = writerOf(language);
	const { words, say } = writer;
	const { rentalPage: w, rental } = words;
	const { invoices, open, pending } = await store.asStaff(async (transaction) => {
		const due = await openInvoice(transaction, booking);
		const waits = due !== undefined && (await factsOf(transaction, due)).moneyPending;
		return { invoices: await invoicesOf(transaction, booking), open: due, pending: waits };
	});
	const until = writer.moment(booking.holdUntil, booking.timeZone);
	const alive = status === 'held' || status === 'confirmed';
	const late = status === 'held' && clock.now() >= booking.holdUntil;
	const amount = open === undefined ? '' : writer.money({ amountMinor: open.balanceMinor, currency });
	const buttons = [
		...(alive && open !== undefined && !pending && !late
			? [button(say(w.payAmount, { amount }), { name: 'act', value: 'pay' })]
			: []),
		...(alive ? [button(w.cancel, { name: 'act', value: 'cancel', plain: true })] : []),
	];
	return answer(200, language, say(w.title, { code: booking.bookingCode }), [
		told,
		...(alive && pending ? [good(w.pending)] : alive && late ? [notice(w.payLate)] : []),
		terms([
			[w.status, say(w.statuses[status], { until })],
			[rental.unit, booking.unitName],
			[rental.arrival, say(rental.from, { day: writer.day(booking.arrival), time: booking.checkIn })],
			[rental.departure, say(rental.until, { day: writer.day(booking.departure), time: booking.checkOut })],
			[rental.guests, writer.number(booking.adults + booking.children)],
			[rental.total, writer.money({ amountMinor: booking.totalMinor, currency })],
		]),
		form({ hidden: { ticket }, body: markup`<p class="actions">${buttons}</p>` }),
		section(w.invoices, [list(invoiceWords(invoices, writer))]),
		section(rental.total, [
			list(
				booking.lines.map((line) =>
					writer.labelled(describeLine(line, language), writer.money({ amountMinor: line.amountMinor, currency })),
				),
			),
		]),
		...(alive ? [section(rental.policy, [list(policyWords({ refunds: [...booking.terms.refunds] }, writer))])] : []),
	]);
}

function invoiceWords({ first, balance }: BookingInvoices, writer: Writer): string[] {
	const { rentalPage: w } = writer.words;
	return [first, balance].flatMap((invoice) => {
		if (!invoice) return [];
		const { status, balanceMinor, currency, dueOn, invoiceNumber } = invoice;
		const amount = writer.money({ amountMinor: balanceMinor, currency });
		const isOpen = (status === 'open' || status === 'partial') && balanceMinor > 0;
		const state = isOpen ? writer.say(w.open, { amount, day: writer.day(dueOn) }) : status === 'void' ? w.void : w.paid;
		return [writer.labelled(invoiceNumber, state)];
	});
}

/** Asks before it cancels, with what goes back now. */
async function ask(office: BackOffice, booking: Booking, { ticket, told }: Shown, clock: Clock): Promise<PageAnswer> {
	const { refundMinor, paidMinor } = await previewCancellation(office, booking.bookingCode, {}, clock);
	const { language, currency, bookingCode } = booking;
	const writer = writerOf(language);
	const { rentalPage: w, rental } = writer.words;
	const [refund, paid] = [refundMinor, paidMinor].map((amountMinor) => writer.money({ amountMinor, currency }));
	const back = paidMinor === 0 ? w.cancelNothing : writer.say(w.cancelTold, { refund: refund ?? '', paid: paid ?? '' });
	const buttons = [
		button(w.confirmCancel, { name: 'act', value: 'confirm' }),
		button(w.keep, { name: 'act', value: 'keep', plain: true }),
	];
	return answer(200, language, writer.say(w.cancelTitle, { code: bookingCode }), [
		told,
		markup`<p class="verdict"><strong>${back}</strong></p>`,
		section(rental.policy, [list(policyWords({ refunds: [...booking.terms.refunds] }, writer))]),
		form({
			hidden: { ticket, refund: String(refundMinor) },
			body: [
				textField({ name: 'reason', label: w.why, maxLength: textLimits.reason }),
				markup`<p class="actions">${buttons}</p>`,
			],
		}),
	]);
}

/** Nobody knows the reader's language without a valid ticket. */
function refusal(language: Language = 'en'): PageAnswer {
	const { rentalPage: w } = writerOf(language).words;
	return answer(403, language, w.refused, []);
}
