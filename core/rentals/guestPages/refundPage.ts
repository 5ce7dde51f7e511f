import type { BackOffice } from '../../db';
import { systemClock, type Clock } from '../../kernel/clock';
import type { Language } from '../../kernel/languages';
import { writerOf } from '../../messages';
import { button, form, markup, section, table, terms, textField, type PageAnswer } from '../../pages';
import { decideRefund, showRefund, type DecidedRefund } from '../decideRefund';
import { openRefundTicket } from '../tickets';
import { answer, good, notice } from './formParts';

const longestName = 100;

export interface AcceptedRefund extends PageAnswer {
	/** What was decided now; null when nothing was. */
	readonly decided: DecidedRefund | null;
}

/** Shows a refund that waits to a member of staff. Looking changes nothing; only a button decides. */
export async function showRefundPage(office: BackOffice, ticket: string): Promise<PageAnswer> {
	const opened = openRefundTicket(office, ticket);
	if (!opened) return refusal();
	return page(await showRefund(office, opened.bookingId), opened.language, ticket, '');
}

/** Takes what the page posts. One decision counts, however often the form arrives. */
export async function acceptRefundPage(
	office: BackOffice,
	{ ticket, decision, by }: { readonly ticket: string; readonly decision: string; readonly by: string },
	clock: Clock = systemClock,
): Promise<AcceptedRefund> {
	const opened = openRefundTicket(office, ticket);
	if (!opened) return { ...refusal(), decided: null };
	const { bookingId: booking, language } = opened;
	const { words, say, money } = writerOf(language);
	const { refundPage: w } = words;
	const name = by.trim().slice(0, longestName);
	const shown = await showRefund(office, booking);
	if (name === '') return { ...page(shown, language, ticket, w.nameMissing), decided: null };
	if (decision !== 'approved' && decision !== 'declined')
		return { ...page(shown, language, ticket, ''), decided: null };
	const decided = await decideRefund(office, { booking, decision, by: name }, clock);
	if (!decided.changed) return { ...page(decided, language, ticket, ''), decided: null };
	const { refundMinor: amountMinor, currency } = decided.refund;
	const told = decision === 'approved' ? say(w.approved, { amount: money({ amountMinor, currency }) }) : w.declined;
	const title = say(w.title, { code: decided.booking.bookingCode });
	return { ...answer(200, language, title, [good(told)]), decided };
}

function page(
	{ booking, refund, parts }: Omit<DecidedRefund, 'changed'>,
	language: Language,
	ticket: string,
	told: string,
): PageAnswer {
	const writer = writerOf(language);
	const { words, say } = writer;
	const { refundPage: w } = words;
	const amount = (amountMinor: number) => writer.money({ amountMinor, currency: refund.currency });
	const { cancelledBy, cancelReason, bookingCode, customerName, customerEmail } = booking;
	const cause =
		booking.status === 'expired'
			? w.causes.expired
			: say(w.causes.cancelled, { by: cancelledBy ?? '', reason: cancelReason ?? '' });
	const buttons = [
		button(say(w.approve, { amount: amount(refund.refundMinor) }), { name: 'decision', value: 'approved' }),
		button(w.decline, { name: 'decision', value: 'declined', plain: true }),
	];
	const decided = say(w.decided, { status: w.statuses[refund.status], by: refund.decidedBy ?? '' });
	return answer(told === '' ? 200 : 400, language, say(w.title, { code: bookingCode }), [
		...(told === '' ? [markup`<p>${refund.status === 'waiting' ? w.intro : decided}</p>`] : [notice(told)]),
		terms([
			[w.booking, bookingCode],
			[w.unit, booking.unitName],
			[w.guest, `${customerName} ${customerEmail ?? ''}`.trim()],
			[w.arrival, writer.day(booking.arrival)],
			[w.cause, cause],
			[w.policy, say(w.policyTold, { daysBefore: refund.daysBefore, percent: refund.percent })],
			[w.paid, amount(refund.paidMinor)],
			[w.back, amount(refund.refundMinor)],
			[w.kept, amount(refund.paidMinor - refund.refundMinor)],
		]),
		section(w.parts, [
			table(
				[{ label: w.parts }, { label: w.back, numeric: true }],
				parts.map(({ payment, paymentIntentId, amountMinor }) => [
					`${payment} (${paymentIntentId === null ? w.byHand : w.byStripe})`,
					amount(amountMinor),
				]),
			),
		]),
		...(refund.status === 'waiting'
			? [
					form({
						hidden: { ticket },
						body: [
							textField({ name: 'by', label: w.name, autocomplete: 'name', maxLength: longestName }),
							markup`<p class="actions">${buttons}</p>`,
						],
					}),
				]
			: []),
	]);
}

function refusal(): PageAnswer {
	const { refundPage: w } = writerOf('en').words;
	return answer(403, 'en', w.refused, []);
}
