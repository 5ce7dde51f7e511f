import { z } from 'zod';
import { displayDomain } from '../../kernel/domainName';
import { money } from '../../kernel/money';
import { mostEntries } from '../../kernel/textLimits';
import { customerName, field } from '../dataField';
import { type Block, button, facts, introduced, type Letter, paragraph, table } from '../letter';
import { day, jsonOf, line, link } from '../values';
import type { Writer } from '../writer';

const amount = { currency: z.string().regex(/^[A-Z]{3}$/), amountMinor: z.number().int().min(0) };

/** What is unpaid, and what follows if it stays so. */
const unpaidNotice = z.object({
	/** Whether the due day of one of them is over. */
	overdue: z.boolean(),
	invoices: z
		.array(z.object({ number: line, ...amount, dueOn: day, link: link.nullable() }))
		.min(1, 'must hold an invoice')
		.max(mostEntries),
	totals: z.array(z.object({ ...amount, payUrl: link.nullable() })).max(mostEntries),
	threats: z
		.array(z.object({ domain: line.transform(displayDomain), what: z.enum(['suspend', 'terminate']), on: day }))
		.max(mostEntries),
});
export type UnpaidNoticeData = z.input<typeof unpaidNotice>;
type UnpaidNotice = z.output<typeof unpaidNotice>;

const data = {
	customerName,
	notice: field('Notice', jsonOf(unpaidNotice), {
		control: 'json',
		placeholder: 'e.g. {{ $json.notice }}',
		description: 'What is unpaid and what follows, as MSP Billing → Dunning: Prepare Notice gives it',
	}),
};

/** A letter about what is unpaid, whose subject says how serious it is. */
export const unpaidLetter = (
	label: string,
	subjectOf: (notice: UnpaidNotice, writer: Pick<Writer, 'words' | 'say'>) => string,
) => ({
	label,
	to: 'customer' as const,
	data,
	write: (
		{ customerName: name, notice }: { readonly customerName: string | undefined; readonly notice: UnpaidNotice },
		writer: Writer,
	): Omit<Letter, 'to'> => {
		const subject = subjectOf(notice, writer);
		const { unpaidNotice: w } = writer.words;
		const intro = notice.threats.length > 0 ? w.introWarning : notice.overdue ? w.introReminder : w.introDueSoon;
		return introduced(
			{ subject, intro, greeting: writer.greeting(name) },
			...unpaid(notice, writer),
			...followed(notice, writer),
			...ways(notice, writer),
		);
	},
});

function unpaid({ invoices, totals }: UnpaidNotice, { words, money: asMoney, day: asDay, say }: Writer): Block[] {
	const { unpaidNotice: w } = words;
	const rows = invoices.map(({ number, amountMinor, currency, dueOn }) => [
		...[number, asDay(dueOn), asMoney(money(amountMinor, currency))],
	]);
	const sums = totals.map(({ currency, amountMinor }): [string, string] => [
		totals.length > 1 ? say(w.totalIn, { currency }) : w.total,
		asMoney(money(amountMinor, currency)),
	]);
	return [table([w.invoice, w.dueOn, w.open], rows), ...(invoices.length > 1 ? [facts(...sums)] : [])];
}

function followed({ threats }: UnpaidNotice, { words, say, day: asDay }: Writer): Block[] {
	const { unpaidNotice: w } = words;
	const told = threats.map(({ domain, what, on }) => paragraph(say(w[what], { domain, day: asDay(on) })));
	return threats.length > 0 ? [...told, paragraph(w.contact)] : [];
}

/** One link for each currency; where there is none, those of its invoices. */
function ways({ invoices, totals }: UnpaidNotice, { words, say, money: asMoney }: Writer): Block[] {
	const { unpaidNotice: w } = words;
	const pay = totals.flatMap(({ currency, amountMinor, payUrl }) =>
		payUrl === null ? [] : [button(say(w.pay, { amount: asMoney(money(amountMinor, currency)) }), payUrl)],
	);
	const payable = new Set(totals.filter(({ payUrl }) => payUrl !== null).map(({ currency }) => currency));
	const seen = invoices.flatMap(({ number, currency, link: url }) =>
		url === null || payable.has(currency) ? [] : [button(say(w.view, { number }), url)],
	);
	return [...pay, ...seen];
}
