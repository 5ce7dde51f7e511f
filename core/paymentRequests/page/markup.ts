import type { Customer } from '../../customers';
import type { Day } from '../../kernel/calendar';
import type { Writer } from '../../messages';
import { button, form, markup, table, type Markup } from '../../pages';
import type { OpenInvoice } from '../openInvoices';
import { contentOf } from '../renewRequest';
import type { LookedAt } from '../sessions';

/** What is said above what is open. */
export type Notice = 'cancelled' | 'changed' | 'later';

export interface ShownOpen {
	readonly customer: Customer;
	readonly currency: string;
	readonly asked: readonly OpenInvoice[];
	/** So many are open beside them. */
	readonly more: number;
	/** In the time zone of the customer. */
	readonly today: Day;
	readonly canPay: boolean;
	readonly ticket: string;
	readonly notice: Notice | undefined;
}

/** What is open, and the button that pays it. */
export function openMarkup(writer: Writer, shown: ShownOpen): Markup {
	const { asked, currency, canPay, more, notice, ticket, customer } = shown;
	const {
		words: { payPage: w },
		say,
		money,
	} = writer;
	const total = money({ amountMinor: asked.reduce((sum, { amountMinor }) => sum + amountMinor, 0), currency });
	const intro = !canPay ? w.introWithout : asked.length === 1 ? w.introOne : w.intro;
	const told =
		notice === undefined
			? markup``
			: markup`<p class="verdict">${w[notice]}</p>
`;
	const rest =
		more === 0
			? markup``
			: markup`<p>${say(w.more, { count: more })}</p>
`;
	const pays = canPay
		? form({
				hidden: { ticket, seen: contentOf(asked) },
				body: markup`<div class="actions">${button(say(w.pay, { amount: total }))}</div>`,
			})
		: markup`<p>${w.without}</p>
`;
	return markup`${told}<p>${say(intro, { name: customer.name })}</p>
${invoiceTable(writer, shown, total)}${rest}${pays}`;
}

function invoiceTable(
	{ words: { payPage: w }, money, day, say, labelled }: Writer,
	{ asked, currency, today }: ShownOpen,
	total: string,
): Markup {
	const rows = asked.map(({ invoiceNumber, dueOn, amountMinor, link }) => [
		link === null ? invoiceNumber : markup`<a href="${link}">${invoiceNumber}</a>`,
		dueOn < today ? say(w.overdue, { day: day(dueOn) }) : day(dueOn),
		money({ amountMinor, currency }),
	]);
	const sum =
		asked.length > 1
			? markup`<p><strong>${labelled(w.total, total)}</strong></p>
`
			: markup``;
	return markup`${table([{ label: w.invoice }, { label: w.due }, { label: w.amount, numeric: true }], rows)}${sum}`;
}

/** A payment that the customer has made, and that is not in the books yet. */
export function underWayMarkup(
	{ words: { payPage: w }, say, money }: Writer,
	{ request: { totalMinor, currency, invoices }, state }: LookedAt,
): Markup {
	const told = say(state === 'paid' ? w.paid : w.pending, {
		amount: money({ amountMinor: totalMinor, currency }),
		invoices: invoices.map(({ invoiceNumber }) => invoiceNumber).join(', '),
	});
	return markup`<p class="verdict good">${told}</p>
`;
}
