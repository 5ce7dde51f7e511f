import { addDays, daysBetween, type Day } from '../../kernel/calendar';
import type { Language } from '../../kernel/languages';
import { textLimits } from '../../kernel/textLimits';
import { policyWords, writerOf, type Writer } from '../../messages';
import { button, form, list, markup, section, textField, type Markup, type PageAnswer } from '../../pages';
import { describeLine, stayWords } from '../invoicing';
import { planPayment, type Quote } from '../quote';
import type { RentalUnit } from '../units';
import { answer, good, notice } from './formParts';

export interface OfferShown {
	readonly unit: RentalUnit;
	readonly language: Language;
	readonly quote: Quote;
	/** Sealed: what the guest agrees to. */
	readonly offer: string;
	readonly today: Day;
	/** Why it comes again; empty when it is new. */
	readonly told: string;
	readonly typed: { readonly name: string; readonly email: string; readonly notes: string };
}

/** The second page: the price line by line, how it is paid, what a cancellation costs; and who books. */
export function offerPage({ unit, language, quote, offer, today, told, typed }: OfferShown): PageAnswer {
	const writer = writerOf(language);
	const { words, say } = writer;
	const { rentalForm: w, rental: shared } = words;
	const amount = (amountMinor: number) => writer.money({ amountMinor, currency: quote.currency });
	const stay = { language, unitName: unit.name, arrival: quote.arrival, departure: quote.departure };
	const lines = quote.lines.map((line) => writer.labelled(describeLine(line, language), amount(line.amountMinor)));
	const total = writer.labelled(shared.total, amount(quote.totalMinor));
	const { firstMinor, balanceMinor } = planPayment(quote, unit.terms, daysBetween(today, quote.arrival));
	const { name, email, notes } = typed;
	const fields = [
		textField({
			name: 'name',
			label: w.name,
			value: name,
			required: true,
			autocomplete: 'name',
			maxLength: textLimits.name,
		}),
		textField({
			...{ name: 'email', label: w.email, value: email, required: true, type: 'email' as const },
			...{ autocomplete: 'email', maxLength: textLimits.mailAddress },
		}),
		textField({ name: 'notes', label: w.notes, value: notes, maxLength: textLimits.reason }),
		markup`<p class="actions">${button(firstMinor > 0 ? say(w.book, { amount: amount(firstMinor) }) : w.bookFree)}</p>`,
	];
	return answer(told === '' ? 200 : 422, language, say(w.priceTitle, { unit: unit.name }), [
		told === '' ? good(w.free) : notice(told),
		markup`<p>${stayWords(stay)}</p>
`,
		list(lines),
		markup`<p><strong>${total}</strong></p>
`,
		section(w.payment, [list(paymentWords(unit, { firstMinor, balanceMinor }, quote, writer))]),
		section(shared.policy, [list(policyWords({ refunds: [...unit.terms.refunds] }, writer))]),
		form({ hidden: { unit: unit.unitCode, lang: language, step: 'book', offer }, body: fields }),
		again(unit, language, w.other),
	]);
}

function paymentWords(
	unit: RentalUnit,
	{ firstMinor, balanceMinor }: { readonly firstMinor: number; readonly balanceMinor: number },
	{ arrival, currency }: Quote,
	writer: Writer,
): string[] {
	const { rentalForm: w } = writer.words;
	const [first, balance] = [firstMinor, balanceMinor].map((amountMinor) => writer.money({ amountMinor, currency }));
	const day = writer.day(addDays(arrival, -unit.terms.balanceDays));
	const hold = writer.say(w.hold, { hours: unit.terms.holdHours });
	if (balanceMinor === 0) return [writer.say(w.payAll, { amount: first ?? '' }), hold];
	if (firstMinor === 0) return [writer.say(w.payLater, { balance: balance ?? '', day })];
	return [writer.say(w.payTwo, { first: first ?? '', balance: balance ?? '', day }), hold];
}

export const again = (unit: Pick<RentalUnit, 'unitCode'>, language: Language, label: string): Markup =>
	markup`<p><a href="?unit=${unit.unitCode}&amp;lang=${language}">${label}</a></p>
`;
