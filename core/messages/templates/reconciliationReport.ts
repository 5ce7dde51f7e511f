import { z } from 'zod';
import { money } from '../../kernel/money';
import { catalogues } from '../catalogues';
import { field, maybe } from '../dataField';
import { button, paragraph, quote, table } from '../letter';
import { template } from '../template';
import { day, jsonOf, keyOf, line, lines, link, moment, timeZone } from '../values';
import type { Writer } from '../writer';

const { states, sideNames } = catalogues.en.reconciliationPage;
const count = z.number().int().min(0);
const minor = z.number().int();
const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a currency');

/** What a comparison of the money found, as numbers. */
export const reconciliationReportData = z.strictObject({
	companyCode: line,
	periodFrom: day,
	periodTo: day,
	timeZone,
	compared: count,
	/** What only one side has, while the other side that could have it was not read. */
	uncompared: count,
	toLookAt: count,
	byState: z.array(z.strictObject({ state: keyOf(states), count })).max(Object.keys(states).length),
	/** Sides that could not be read to their end. */
	unread: z.array(z.strictObject({ side: keyOf(sideNames), why: lines })).max(Object.keys(sideNames).length),
	totals: z
		.array(
			z.strictObject({
				side: keyOf(sideNames),
				currency,
				payments: count,
				cameMinor: minor,
				refundedMinor: minor,
				disputedMinor: minor,
				feeMinor: minor,
			}),
		)
		.max(1_000),
});
export type ReconciliationReportData = z.input<typeof reconciliationReportData>;
type Reported = z.output<typeof reconciliationReportData>;

/** Whether the money of a period is the same at the providers, in Invoice Ninja and in the back office. */
export const reconciliationReport = template({
	label: 'Reconciliation Report',
	to: 'staff',
	data: {
		reconciliation: field('Reconciliation', jsonOf(reconciliationReportData), {
			control: 'json',
			placeholder: 'e.g. {{ $json.report }}',
			description: 'What MSP Billing → Reconciliation: Report gives as report',
		}),
		reconciliationUrl: maybe(
			field('Reconciliation URL', link, {
				placeholder: 'e.g. {{ $json.pageUrl }}',
				description: 'Where each payment is shown with what to do, as Reconciliation: Report gives it',
			}),
		),
		reconciliationUntil: maybe(
			field('Reconciliation Until', moment, {
				placeholder: 'e.g. {{ $json.pageUntil }}',
				description: 'How long that address works',
			}),
		),
	},
	write: ({ reconciliation: told, reconciliationUrl: pageUrl, reconciliationUntil: pageUntil }, writer) => {
		const { say, words } = writer;
		const w = words.reconciliationReport;
		const [from, to] = [writer.day(told.periodFrom), writer.day(told.periodTo)];
		const named = { month: say(w.period, { from, to }) };
		const subject =
			told.unread.length > 0
				? say(w.subjectUnread, named)
				: told.toLookAt === 0
					? say(told.compared === 0 ? w.subjectNothing : w.subjectAgree, named)
					: say(w.subjectDiffer, { ...named, count: told.toLookAt });
		const { compared, uncompared, timeZone: zone, companyCode } = told;
		const summary = say(compared === 0 ? w.nothing : w.summary, { compared, from, to, timeZone: zone, companyCode });
		const verdict = [
			...(told.toLookAt > 0 ? [say(w.differ, { count: told.toLookAt })] : compared > 0 ? [w.agree] : []),
			...(uncompared > 0 ? [say(words.reconciliationPage.uncompared, { count: uncompared })] : []),
		].join(' ');
		return {
			subject,
			preview: [summary, verdict].filter(Boolean).join(' '),
			heading: subject,
			...(told.toLookAt > 0 || told.unread.length > 0 ? { accent: '#d97706' } : {}),
			body: [
				paragraph([summary, verdict, w.nothingChanged].filter(Boolean).join(' ')),
				...told.unread.map(({ side, why }) =>
					quote(say(w.unread, { side: words.reconciliationPage.sideNames[side] }), why),
				),
				...(pageUrl ? [button(w.open, pageUrl)] : []),
				...(pageUrl && pageUntil ? [paragraph(say(w.linkUntil, { moment: writer.moment(pageUntil, zone) }))] : []),
				...statesTable(writer, told),
				...totalsTable(writer, told),
			],
		};
	},
});

function statesTable({ words, number }: Writer, { byState }: Reported) {
	const { columns } = words.reconciliationReport;
	const rows = byState.map(({ state, count: many }) => [words.reconciliationPage.states[state], number(many)]);
	return rows.length === 0 ? [] : [table([columns.state, columns.count], rows)];
}

function totalsTable({ words, money: written }: Writer, { totals }: Reported) {
	const { columns } = words.reconciliationReport;
	const rows = totals.map(({ side, currency: code, cameMinor, refundedMinor, disputedMinor, feeMinor }) => {
		const shown = (amountMinor: number) => written(money(amountMinor, code));
		const provider = side === 'stripe' || side === 'paypal';
		return [
			`${words.reconciliationPage.sideNames[side]}, ${code}`,
			shown(cameMinor),
			shown(refundedMinor + disputedMinor),
			provider ? shown(feeMinor) : '–',
		];
	});
	return rows.length === 0 ? [] : [table([columns.side, columns.came, columns.back, columns.fees], rows)];
}
