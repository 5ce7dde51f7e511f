import type { BackOffice } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { money } from '../kernel/money';
import type { Language } from '../kernel/languages';
import { writerOf, type Writer } from '../messages';
import { asPage, figures, folded, markup, section, table, terms, type Markup, type PageAnswer } from '../pages';
import { needsPerson } from './judge';
import { openReconciliationTicket } from './link';
import { getReconciliation, type ReconciliationSummary } from './reconcile';
import { listReconciled, type ReconciledRow } from './rows';
import { moneyStates, type MoneyState } from './judge';
import { moneyRow } from './rowMarkup';
import { otherSides } from './sources';

/** A person looks through so many at once; the counts above tell of all. */
const mostOfAState = 100;

/**
 * Shows what a run found, with what to do for each money. To look at it changes nothing, and nothing on it does.
 *
 * @param ticket as the link holds it. For one that is not valid, the page says so.
 */
export async function showReconciliationPage(
	office: BackOffice,
	ticket: string,
	clock: Clock = systemClock,
): Promise<PageAnswer> {
	const opened = openReconciliationTicket(office, ticket, clock);
	if (!opened) return said(403, 'en', (w) => w.refused);
	const { language, runId } = opened;
	const writer = writerOf(language);
	const summary = await getReconciliation(office, { runId });
	if (summary.finishedAt === null) return said(200, language, (w) => w.unfinished);
	const states = moneyStates.filter((state) => state !== 'matched' && (summary.counts[state] ?? 0) > 0);
	const sections: Markup[] = [];
	for (const state of states) {
		const filter = { runId, states: [state], limit: mostOfAState };
		const rows = await office.store.asStaff(async (transaction) => await listReconciled(transaction, filter));
		sections.push(stateSection(writer, summary, state, rows));
	}
	const { title } = writer.words.reconciliationPage;
	return { statusCode: 200, html: asPage({ title, language, wide: true, body: pageBody(writer, summary, sections) }) };
}

type Words = Writer['words']['reconciliationPage'];

function said(statusCode: number, language: Language, what: (words: Words) => string): PageAnswer {
	const { reconciliationPage: w } = writerOf(language).words;
	return { statusCode, html: asPage({ title: w.title, language, body: markup`<p>${what(w)}</p>` }) };
}

function pageBody(writer: Writer, summary: ReconciliationSummary, sections: readonly Markup[]): Markup {
	const { say, words, number } = writer;
	const { reconciliationPage: w } = words;
	const { toLookAt, compared, agree } = summary;
	const { told, colour } = verdictOf(writer, summary);
	return markup`<p class="soft">${say(w.period, {
		from: writer.day(summary.periodFrom),
		to: writer.day(summary.periodTo),
		timeZone: summary.timeZone,
		companyCode: summary.companyCode,
	})}</p>
<p class="verdict ${colour}">${told}</p>
${figures([
	{ label: w.compared, value: number(compared) },
	{ label: w.agree, value: number(agree) },
	{ label: w.toLookAt, value: number(toLookAt) },
])}
<p>${w.nothingChanges}</p>
${sections}
${section(w.sides, [sidesList(writer, summary), totalsTable(writer, summary)])}
`;
}

/** What came of it, in a few sentences. Green is only what was compared and agrees. */
function verdictOf({ say, words }: Writer, { toLookAt, compared, uncompared, unread }: ReconciliationSummary) {
	const { reconciliationPage: w } = words;
	const isBad = toLookAt > 0 || unread.length > 0;
	const told = [
		...(unread.length > 0 ? [w.notAllRead] : []),
		...(compared === 0 ? [w.nothing] : []),
		...(toLookAt > 0 ? [say(w.someDiffer, { count: toLookAt })] : []),
		...(compared > 0 && !isBad ? [w.allAgree] : []),
		...(uncompared > 0 ? [say(w.uncompared, { count: uncompared })] : []),
	];
	return { told: told.join(' '), colour: isBad ? 'bad' : compared > 0 ? 'good' : '' };
}

function sidesList({ words, say, moment }: Writer, { sources, timeZone }: ReconciliationSummary): Markup {
	const { reconciliationPage: w } = words;
	const rows = otherSides.flatMap((side) => {
		const report = 'stripe' in sources ? sources[side] : undefined;
		if (!report) return [];
		const failure = [report.vendorMessage, report.remedy].filter(Boolean).join(' ');
		const told = {
			read: say(w.read, { count: report.entries }),
			not_connected: side === 'paypal' ? w.payPalNotConnected : w.notConnected,
			failed: say(w.failed, { why: failure }),
		}[report.state];
		const until = report.completeUntil
			? `. ${say(w.completeUntil, { moment: moment(report.completeUntil, timeZone) })}`
			: '';
		return [[w.sideNames[side], `${told}${until}`] as const];
	});
	return terms([...rows, [w.sideNames.store, w.storeRead]]);
}

function totalsTable({ words, money: written }: Writer, { totals }: ReconciliationSummary): Markup {
	const { reconciliationPage: w } = words;
	if (totals.length === 0) return markup``;
	const columns = [
		{ label: w.columns.side },
		...[w.columns.payments, w.columns.came, w.columns.refunded, w.columns.disputed, w.columns.fees].map((label) => ({
			label,
			numeric: true,
		})),
	];
	const rows = totals.map(({ side, currency, payments, cameMinor, refundedMinor, disputedMinor, feeMinor }) => {
		const shown = (minor: number) => written(money(minor, currency));
		const fee = side === 'stripe' || side === 'paypal' ? shown(feeMinor) : '';
		return [
			`${w.sideNames[side]}, ${currency}`,
			String(payments),
			...[shown(cameMinor), shown(refundedMinor), shown(disputedMinor), fee],
		];
	});
	return markup`${table(columns, rows, w.totals)}<p class="soft">${w.totalsExplained}</p>
`;
}

function stateSection(
	writer: Writer,
	summary: ReconciliationSummary,
	state: MoneyState,
	rows: readonly ReconciledRow[],
): Markup {
	const { say, words } = writer;
	const { reconciliationPage: w } = words;
	const count = summary.counts[state] ?? 0;
	const columns = [w.columns.payment, w.columns.provider, w.columns.ninja, w.columns.store, w.columns.toDo];
	const body = markup`<p>${w.explained[state]}</p>
${table(
	columns.map((label) => ({ label })),
	rows.map((row) => moneyRow(writer, summary, row)),
)}${count > rows.length ? markup`<p>${say(w.more, { count: count - rows.length })}</p>` : markup``}
`;
	const title = say(w.stateTitle, { state: w.states[state], count });
	return needsPerson(state) ? section(title, [body]) : folded(title, body);
}
