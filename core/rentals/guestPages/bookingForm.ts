import { randomUUID } from 'node:crypto';
import type { BackOffice } from '../../db';
import { addDays, day, dayIn } from '../../kernel/calendar';
import { systemClock, type Clock } from '../../kernel/clock';
import { InputError } from '../../kernel/errors';
import type { Language } from '../../kernel/languages';
import { mailAddress } from '../../kernel/mailAddress';
import { textLimits } from '../../kernel/textLimits';
import { writerOf } from '../../messages';
import { markup, type PageAnswer } from '../../pages';
import { createBooking, NightsTaken, TooManyHeld, type CreatedBooking } from '../createBooking';
import { takenNights } from '../nights';
import { quoteStay, type Quote } from '../quote';
import { getUnit } from '../saveUnit';
import { faultOf, type StayRequest } from '../stay';
import { bookingLink, openOffer, sealOffer } from '../tickets';
import { findUnit, type RentalUnit } from '../units';
import { answer, daysShown, faultWords, formPage, good, notice, type Typed } from './formParts';
import { again, offerPage } from './offerPage';

/** What the form posts, as it came. */
export interface PostedForm extends Typed {
	readonly unit: string;
	readonly language: Language;
	/** `look`: show the price. `book`: book what the offer says. */
	readonly step: string;
	readonly offer: string;
	readonly name: string;
	readonly email: string;
	readonly notes: string;
}

export interface AcceptedForm extends PageAnswer {
	/** What was booked; null when nothing was. */
	readonly booking: CreatedBooking | null;
}

const untouched: Typed = { arrival: '', departure: '', adults: '2', children: '0' };
/** A guest holds so many stays without paying, and no more. */
const mostHeld = 3;
const offerMinutes = 60;

/** Shows the form of a unit. It takes nothing. */
export async function showBookingForm(
	office: BackOffice,
	{ unit: unitCode, language }: { readonly unit: string; readonly language: Language },
	clock: Clock = systemClock,
): Promise<PageAnswer> {
	const unit = await office.store.asStaff(async (transaction) => await findUnit(transaction, unitCode));
	if (!unit?.open) return noForm(unit, language);
	return await showForm(office, unit, { language, typed: untouched, told: '' }, clock.now());
}

/**
 * Takes a step of the form: first it shows the price of what was chosen, then it books what the guest has seen. A form that
 * is sent twice books once.
 *
 * @param bookingPage the address at which the guest sees the booking and pays.
 */
export async function acceptBookingForm(
	office: BackOffice,
	posted: PostedForm,
	{ bookingPage }: { readonly bookingPage: string },
	clock: Clock = systemClock,
): Promise<AcceptedForm> {
	const now = clock.now();
	const { language } = posted;
	const unit = await office.store.asStaff(async (transaction) => await findUnit(transaction, posted.unit));
	if (!unit?.open) return { ...noForm(unit, language), booking: null };
	if (posted.step !== 'book') return { ...(await showPrice(office, unit, posted, now)), booking: null };
	return await book(office, unit, posted, { bookingPage, clock });
}

async function showPrice(office: BackOffice, unit: RentalUnit, posted: PostedForm, now: Date): Promise<PageAnswer> {
	const writer = writerOf(posted.language);
	const { rentalForm: w } = writer.words;
	const comeAgain = async (told: string) =>
		await showForm(office, unit, { language: posted.language, typed: posted, told }, now);
	const stay = stayOf(posted);
	if (!stay) return await comeAgain(w.invalid);
	const today = dayIn(unit.timeZone, now);
	const fault = faultOf(unit, stay, today);
	if (fault) return await comeAgain(faultWords(fault, writer));
	const taken = await office.store.asStaff(
		async (transaction) => await takenNights(transaction, unit.unitId, { from: stay.arrival, to: stay.departure }),
	);
	if (taken.length > 0) return await comeAgain(w.notFree);
	const nobody = { name: '', email: '', notes: '' };
	return showOffer(office, {
		unit,
		language: posted.language,
		quote: quoteStay(unit, stay, today),
		told: '',
		typed: nobody,
		now,
	});
}

function showOffer(
	office: BackOffice,
	shown: Omit<Parameters<typeof offerPage>[0], 'offer' | 'today'> & { readonly now: Date; readonly reference?: string },
): PageAnswer {
	const { unit, quote, now, reference = randomUUID() } = shown;
	const { arrival, departure, adults, children, totalMinor } = quote;
	const until = new Date(now.getTime() + offerMinutes * 60_000).toISOString();
	const held = { unitCode: unit.unitCode, arrival, departure, adults, children, totalMinor, reference, until };
	return offerPage({ ...shown, offer: sealOffer(office, held), today: dayIn(unit.timeZone, now) });
}

async function book(
	office: BackOffice,
	unit: RentalUnit,
	posted: PostedForm,
	{ bookingPage, clock }: { readonly bookingPage: string; readonly clock: Clock },
): Promise<AcceptedForm> {
	const now = clock.now();
	const { language } = posted;
	const { rentalForm: w } = writerOf(language).words;
	const offer = openOffer(office, posted.offer, now);
	if (!offer || offer.unitCode !== unit.unitCode) {
		return { ...(await showForm(office, unit, { language, typed: untouched, told: w.gone }, now)), booking: null };
	}
	const chosen: Typed = { ...offer, adults: String(offer.adults), children: String(offer.children) };
	const comeAgain = async (told: string) => await showForm(office, unit, { language, typed: chosen, told }, now);
	const typed = { name: posted.name, email: posted.email, notes: posted.notes };
	const sameOffer = (told: string, quote: Quote) =>
		showOffer(office, { unit, language, quote, told, typed, now, reference: offer.reference });

	const [name, email] = [posted.name.trim().slice(0, textLimits.name), mailAddress.safeParse(posted.email)];
	const quote = quoteAgain(unit, offer, now);
	if (!quote) return { ...(await comeAgain(w.gone)), booking: null };
	if (name === '' || !email.success) return { ...sameOffer(w.invalid, quote), booking: null };
	try {
		const { reference, totalMinor, until: _, ...stay } = offer;
		const guest = { name, email: email.data, language };
		const wanted = { ...stay, reference: `form ${reference}`, expectedTotalMinor: totalMinor, guest, mostHeld };
		const booking = await createBooking(office, { ...wanted, notes: posted.notes.slice(0, textLimits.reason) }, clock);
		return { ...bookedPage(office, booking, bookingPage), booking };
	} catch (error) {
		if (error instanceof NightsTaken) return { ...(await comeAgain(w.notFree)), booking: null };
		if (error instanceof TooManyHeld) return { ...sameOffer(w.tooMany, quote), booking: null };
		if (!(error instanceof InputError) || error.field !== 'expectedTotalMinor') throw error;
		return { ...sameOffer(w.priceChanged, quote), booking: null };
	}
}

/** Undefined when the rules of the unit do not allow the stay any more. */
function quoteAgain(unit: RentalUnit, stay: StayRequest, now: Date): Quote | undefined {
	const today = dayIn(unit.timeZone, now);
	return faultOf(unit, stay, today) ? undefined : quoteStay(unit, stay, today);
}

function bookedPage(office: BackOffice, booking: CreatedBooking, bookingPage: string): PageAnswer {
	const { language, bookingCode, customerEmail, status } = booking;
	const { words, say } = writerOf(language);
	const { rentalForm: w, rental } = words;
	const link = bookingLink(office, bookingPage, booking.bookingId);
	return answer(200, language, w.bookedTitle, [
		good(say(w.booked, { code: bookingCode, email: customerEmail ?? '' })),
		...(status === 'held' ? [markup`<p>${w.payNext}</p>`] : []),
		markup`<p><a class="button" href="${link}">${status === 'held' ? w.toBooking : rental.open}</a></p>`,
	]);
}

async function showForm(
	office: BackOffice,
	unit: RentalUnit,
	shown: { readonly language: Language; readonly typed: Typed; readonly told: string },
	now: Date,
): Promise<PageAnswer> {
	const from = dayIn(unit.timeZone, now);
	const taken = await office.store.asStaff(async (transaction) => {
		const { unitId } = await getUnit(transaction, unit.unitCode);
		return await takenNights(transaction, unitId, { from, to: addDays(from, daysShown) });
	});
	return formPage({ ...shown, unit, taken, now });
}

function noForm(unit: RentalUnit | undefined, language: Language): PageAnswer {
	const { words, say } = writerOf(language);
	const { rentalForm: w } = words;
	if (!unit) return answer(404, language, w.unknown, []);
	return answer(200, language, unit.name, [
		notice(say(w.closed, { unit: unit.name })),
		again(unit, language, unit.name),
	]);
}

/** What was typed as a stay; undefined where it is none. */
function stayOf({ arrival, departure, adults, children }: Typed): StayRequest | undefined {
	const days = [arrival, departure].map((text) => day.safeParse(text.trim()));
	const heads = [adults, children].map((text) => (/^\d{1,3}$/.test(text.trim()) ? Number(text) : undefined));
	const [from, to] = days.map(({ data }) => data);
	const [grown, small] = heads;
	if (from === undefined || to === undefined || grown === undefined || small === undefined) return undefined;
	return { arrival: from, departure: to, adults: grown, children: small };
}
