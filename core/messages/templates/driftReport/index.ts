import { approvalUntil, approvalUrl, field, maybe, timeZone } from '../../dataField';
import { button, entry, facts, heading, paragraph, table, type Block } from '../../letter';
import { template } from '../../template';
import { jsonOf } from '../../values';
import type { Writer } from '../../writer';
import { accents, driftReportData, type ReportedDrift, type ReportedFinding } from './data';
import { describeFinding } from './describe';

export { mostFindings, type DriftReportData } from './data';
export { describeDrift, type DescribedDrift } from './describe';

/** What the nightly comparison of billing with the panels has found. */
export const driftReport = template({
	label: 'Drift Report',
	to: 'staff',
	data: {
		report: field('Report', jsonOf(driftReportData), {
			control: 'json',
			placeholder: 'e.g. {{ $json.report }}',
			description: 'What MSP Drift → Run: Report gives as report',
		}),
		approvalUrl: maybe(approvalUrl),
		approvalUntil: maybe(approvalUntil),
		timeZone,
	},
	write: ({ report: drift, approvalUrl: url, approvalUntil: end, timeZone: zone = 'UTC' }, writer) => {
		const { say, words } = writer;
		const w = words.driftReport;
		const { findings, fixable } = drift;
		const servers = drift.servers.length;
		const readable = drift.servers.every(({ complete }) => complete);
		const subject = findings === 0 && readable ? w.agree : say(w.disagree, { count: findings });
		if (findings === 0) {
			const allAgree = say(w.allAgree, { accounts: drift.accounts, servers });
			return { subject, preview: allAgree, heading: subject, body: [paragraph(allAgree), ...ignored(writer, drift)] };
		}
		const summary = say(w.summary, { findings, fresh: drift.newFindings, servers });
		const until = end && say(w.linkUntil, { moment: writer.moment(end, zone) });
		return {
			subject,
			preview: summary,
			heading: subject,
			accent: drift.byKind.length > 0 && drift.shown[0] ? accents[drift.shown[0].severity] : undefined,
			body: [
				paragraph([summary, ...fixability(writer, drift)].join(' ')),
				paragraph(w.dryRun),
				...(url && fixable > 0 ? [button(say(w.review, { count: fixable }), url)] : []),
				...(url && fixable > 0 && until ? [paragraph(until)] : []),
				table(
					[w.columns.kind, w.columns.count],
					drift.byKind.map(({ kind, count }) => [words.drift.kinds[kind], writer.number(count)]),
				),
				...drift.byKind.flatMap(({ kind }) => findingsOf(writer, kind, drift)),
				...(findings > drift.shown.length ? [paragraph(say(w.more, { count: findings - drift.shown.length }))] : []),
				...ignored(writer, drift),
				heading(w.servers),
				serverTable(writer, drift),
			],
		};
	},
});

function fixability({ say, words: { driftReport: w } }: Writer, { fixable, forPerson }: ReportedDrift): string[] {
	return [
		...(fixable > 0 ? [say(w.fixable, { count: fixable })] : []),
		...(forPerson > 0 ? [say(w.forPerson, { count: forPerson })] : []),
	];
}

function ignored({ say, words: { driftReport: w } }: Writer, { ignored: count }: ReportedDrift): Block[] {
	return count > 0 ? [paragraph(say(w.ignored, { count }))] : [];
}

function serverTable({ number, words: { driftReport: w } }: Writer, { servers }: ReportedDrift): Block {
	return table(
		[w.columns.server, w.columns.accounts, w.columns.services, w.columns.findings],
		servers.map(({ serverCode, complete, accounts, services, findings }) => [
			serverCode,
			// A list that broke off has at least so many.
			complete ? number(accounts) : accounts > 0 ? `≥ ${number(accounts)}` : '–',
			number(services),
			number(findings),
		]),
	);
}

function findingsOf(writer: Writer, kind: ReportedFinding['kind'], { shown }: ReportedDrift): Block[] {
	const entries = shown.filter((finding) => finding.kind === kind).map((finding) => findingEntry(writer, finding));
	return entries.length === 0 ? [] : [heading(writer.words.drift.kinds[kind]), ...entries];
}

function findingEntry(writer: Writer, finding: ReportedFinding): Block {
	const { kind, serverCode, username, customerCode, isNew, firstSeenOn, fix, failure, domain, billing } = finding;
	const { say, words } = writer;
	const w = words.driftReport;
	const { billingSays, panelSays, whatToDo } = describeFinding(writer, finding);
	const where = [
		say(w.server, { serverCode }),
		...(username === null ? [] : [say(w.account, { username })]),
		...(customerCode === null ? [] : [say(w.customer, { customerCode })]),
		isNew ? w.fresh : say(w.since, { day: writer.day(firstSeenOn) }),
	];
	return entry({
		title: domain ?? username ?? billing.packageName ?? serverCode,
		subtitle: where.join(' · '),
		accent: accents[finding.severity],
		facts: facts(
			// Billing has nothing to say of a server that cannot be read.
			[w.billing, kind === 'server_unread' ? undefined : billingSays],
			[w.panel, panelSays],
			[fix === null ? w.person : w.fix, whatToDo || undefined],
			[w.lastTry, failure ?? undefined],
		).facts,
	});
}
