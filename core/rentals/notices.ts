import { getCompany } from '../companies';
import { getCustomer } from '../customers';
import type { Transaction } from '../db';
import { addDays } from '../kernel/calendar';
import { InputError } from '../kernel/errors';
import { decimalOf } from '../kernel/money';
import type { Language } from '../kernel/languages';
import type { RentalBookingData } from '../messages';
import { getTask, type TaskOffice } from '../tasks';
import { findBooking, type Booking } from './bookings';
import { noticeInput } from './kinds';
import { factsOf, invoicesOf, type BookingInvoices } from './money';
import { findRefund, partsOfRefund, type Refund } from './refunds';
import { bookingLink, refundLink } from './tickets';

/** Which mail a notice is. */
export const noticeMails = [
	...(['received', 'invoice', 'reminder', 'confirmed', 'cancelled'] as const),
	...(['refund_approval', 'refund_by_hand'] as const),
] as const;
export type NoticeMail = (typeof noticeMails)[number];

export interface NoticeReady {
	readonly taskId: string;
	readonly notice: string;
	/** Null: it is not wanted any more. */
	readonly mail: NoticeMail | null;
	/** Why it is not wanted; empty when it is. */
	readonly why: string;
	readonly bookingId: string;
	readonly bookingCode: string;
	readonly to: string;
	readonly customerCode: string;
	readonly customerName: string;
	readonly language: Language;
	readonly branding: object;
	readonly bookingUrl: string;
	/** For staff, when a refund waits. */
	readonly refundUrl: string;
	/** For staff, with decimals and currency: what was paid, and what goes back. */
	readonly paidAmount: string;
	readonly refundAmount: string;
	/** For staff: the parts of a refund that a person has to give back, each with its payment. */
	readonly byHand: string;
	/** What the mail is told. */
	readonly booking: RentalBookingData;
}

export interface NoticePages {
	/** The addresses at which Booking: Show Page and Refund: Show Page answer. */
	readonly bookingPage: string;
	readonly refundPage: string;
	/** Of the page for staff. */
	readonly language: Language;
}

/**
 * Gathers what the mail of a notice needs, as it is now, and tells whether it is still wanted: nobody is reminded of what was
 * paid or cancelled meanwhile.
 *
 * @throws InputError when the task is no notice about a booking, or a page is no address.
 */
export async function prepareNotice(office: TaskOffice, taskId: string, pages: NoticePages): Promise<NoticeReady> {
	return await office.store.asStaff(async (transaction) => {
		const task = await getTask(transaction, taskId);
		const booking = task.kind === 'rental_notice' ? await findBooking(transaction, task.subjectId) : undefined;
		if (!booking)
			throw new InputError('taskId', `is of the kind ${task.kind}`, 'Give a task of the kind rental_notice.');
		const { notice } = noticeInput.parse(task.input);
		const invoices = await invoicesOf(transaction, booking);
		const refund = await findRefund(transaction, booking.bookingId);
		const { bookingId, bookingCode, customerCode, customerName, customerEmail, language } = booking;
		const why = await whyNot(transaction, { notice, booking, invoices, refund });
		const parts = await partsOfRefund(transaction, booking.bookingId);
		const written = (amountMinor: number) =>
			`${decimalOf({ amountMinor, currency: booking.currency })} ${booking.currency}`;
		const mine = parts.filter(({ paymentIntentId, givenAs }) => paymentIntentId === null && givenAs === null);
		return {
			...{ taskId, notice, bookingId, bookingCode, customerCode, customerName, language, why },
			mail: why === '' ? mailOf(notice) : null,
			to: customerEmail ?? '',
			branding: await brandingOf(transaction, booking),
			bookingUrl: bookingLink(office, pages.bookingPage, bookingId),
			refundUrl: refundLink(office, pages.refundPage, bookingId, pages.language),
			paidAmount: written(refund?.paidMinor ?? 0),
			refundAmount: written(refund?.refundMinor ?? 0),
			byHand: mine
				.map(({ position, amountMinor, payment }) => `Part ${position}: ${written(amountMinor)} of ${payment}`)
				.join('\n'),
			booking: tellBooking(booking, { notice, invoices, refund }),
		};
	});
}

function mailOf(notice: string): NoticeMail {
	if (notice === 'received' || notice === 'confirmed') return notice;
	if (notice === 'refund_approval' || notice === 'refund_by_hand') return notice;
	if (notice === 'expired' || notice === 'cancelled') return 'cancelled';
	return notice.endsWith('_invoice') ? 'invoice' : 'reminder';
}

interface Noticed {
	readonly notice: string;
	readonly booking: Booking;
	readonly invoices: BookingInvoices;
	readonly refund: Refund | undefined;
}

/** Which statuses a booking must have for a notice; what is not named here needs the booking to be confirmed. */
const wantedIn: Readonly<Record<string, Booking['status']>> = {
	received: 'held',
	deposit_invoice: 'held',
	whole_invoice: 'held',
	deposit_reminder: 'held',
	expired: 'expired',
	cancelled: 'cancelled',
};

async function whyNot(transaction: Transaction, { notice, booking, invoices, refund }: Noticed): Promise<string> {
	const [name = ''] = notice.split(':');
	if (name === 'refund_approval') return refund?.status === 'waiting' ? '' : 'somebody decided on the refund';
	if (name === 'refund_by_hand') return refund?.status === 'approved' ? '' : 'everything was given back';
	if (booking.customerEmail === null) return 'the guest has no address';
	if (booking.status !== (wantedIn[name] ?? 'confirmed')) return `the booking is ${booking.status}`;
	const invoice = name.startsWith('balance')
		? invoices.balance
		: wantedIn[name] === 'held'
			? invoices.first
			: undefined;
	if (invoice === undefined) return '';
	const { settled, moneyPending } = await factsOf(transaction, invoice);
	return settled ? `invoice ${invoice.invoiceNumber} is paid` : moneyPending ? 'money is on its way' : '';
}

function tellBooking(booking: Booking, { notice, invoices, refund }: Omit<Noticed, 'booking'>): RentalBookingData {
	const { terms, arrival, departure, totalMinor, firstMinor, balanceMinor, checkIn, checkOut, currency, timeZone } =
		booking;
	const ofBalance = notice.startsWith('balance');
	const invoice = /^(deposit|whole|balance)_/.test(notice)
		? ofBalance
			? invoices.balance
			: invoices.first
		: undefined;
	const part = ofBalance ? 'balance' : balanceMinor === 0 ? 'whole' : 'deposit';
	const words = notice === 'arrival_reminder' ? terms.arrivalWords : '';
	return {
		...{ arrival, departure, currency, timeZone, totalMinor, checkIn, checkOut, firstMinor, balanceMinor },
		code: booking.bookingCode,
		unit: booking.unitName,
		guests: booking.adults + booking.children,
		holdUntil: booking.holdUntil.toISOString(),
		balanceOn: addDays(arrival, -terms.balanceDays),
		refunds: terms.refunds.map((step) => ({ ...step })),
		...(invoice && {
			invoice: { part, number: invoice.invoiceNumber, amountMinor: invoice.balanceMinor, dueOn: invoice.dueOn },
		}),
		...(refund && {
			refund: {
				cause: booking.status === 'expired' ? 'expired' : 'cancelled',
				paidMinor: refund.paidMinor,
				refundMinor: refund.refundMinor,
				refundedTaxMinor: refund.refundedTaxMinor,
				percent: refund.percent,
				daysBefore: refund.daysBefore,
				status: refund.status,
			},
		}),
		...(words !== '' && { arrivalWords: words }),
	};
}

/** The brand of the guest's company; without one, its name. */
async function brandingOf(transaction: Transaction, { customerCode, companyCode }: Booking): Promise<object> {
	const { branding } = await getCustomer(transaction, customerCode);
	const { name } = await getCompany(transaction, companyCode);
	return { brandName: name, ...branding };
}
