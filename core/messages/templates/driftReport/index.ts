import { z } from 'zod';
import type { DriftKind } from '../../../drift/findings';
import { button, entry, facts, heading, paragraph, table, type Block } from '../../letter';
import { template } from '../../template';
import { link, moment, optional, timeZone } from '../../values';
import type { Language } from '../../language';
import { driftReportData, type ReportedDrift } from './data';
import { describeDrift, driftWords } from './describe';
import type { DriftWords } from './words';

export { driftReportData, mostFindings, type DriftReportData } from './data';
export { describeDrift, driftWords, type DescribedDrift } from './describe';

const accents = { info: '#64748b', warning: '#d97706', error: '#dc2626' } as const;

/** An object, or the text of one, as a field of a form gives it. */
const report = z.preprocess((given, context) => {
	if (typeof given !== 'string') return given;
	try {
		return JSON.parse(given) as unknown;
	} catch {
		context.addIssue('is not JSON');
		return z.NEVER;
	}
}, driftReportData);

interface Words {
	readonly language: Language;
	readonly words: DriftWords;
}

/** What the nightly comparison of billing with the panels has found, for the operator's own staff. */
export const driftReport = template({
	label: 'Drift Report',
	data: {
		report,
		approvalUrl: optional(link),
		approvalUntil: optional(moment),
		timeZone: optional(timeZone),
	},
	words: {
		en: { language: 'en', words: driftWords.en },
		fr: { language: 'fr', words: driftWords.fr },
		nl: { language: 'nl', words: driftWords.nl },
	} satisfies Record<Language, Words>,
	write: ({ language, words }: Words, { report: told, approvalUrl, approvalUntil, ...data }, writer) => {
		const w = words.report;
		const unread = told.servers.filter(({ complete }) => !complete).length;
		const subject = w.subject(told.findings, unread);
		const servers = told.servers.length;
		const number = (value: number) => value.toLocaleString(language);
		if (told.findings === 0) {
			return {
				subject,
				preview: w.allAgree({ accounts: told.accounts, servers }),
				heading: subject,
				to: 'staff',
				body: [paragraph(w.allAgree({ accounts: told.accounts, servers })), ...ignoredOnes(words, told)],
			};
		}
		const summary = w.summary({ findings: told.findings, fresh: told.newFindings, servers });
		const until = approvalUntil ? [w.linkUntil(writer.moment(approvalUntil, data.timeZone ?? 'UTC'))] : [];
		return {
			subject,
			preview: summary,
			heading: subject,
			accent: told.byKind.length > 0 && told.shown[0] ? accents[told.shown[0].severity] : undefined,
			to: 'staff',
			body: [
				paragraph([summary, ...fixability(words, told)].join(' ')),
				paragraph(w.dryRun),
				...(approvalUrl && told.fixable > 0
					? [button(w.review(told.fixable), approvalUrl), ...until.map(paragraph)]
					: []),
				table(
					[w.columns.kind, w.columns.count],
					told.byKind.map(({ kind, count }) => [words.kinds[kind], number(count)]),
				),
				...told.byKind.flatMap(({ kind }) => ofKind(kind, told, { language, words }, writer.day)),
				...(told.findings > told.shown.length ? [paragraph(w.more(told.findings - told.shown.length))] : []),
				...ignoredOnes(words, told),
				heading(w.servers),
				table(
					[w.columns.server, w.columns.accounts, w.columns.services, w.columns.findings],
					told.servers.map(({ serverCode, complete, accounts, services, findings }) => [
						serverCode,
						// Of a list that broke off, so many at least.
						complete ? number(accounts) : accounts > 0 ? `≥ ${number(accounts)}` : '–',
						number(services),
						number(findings),
					]),
				),
			],
		};
	},
});

function fixability({ report: w }: DriftWords, { fixable, forPerson }: ReportedDrift): string[] {
	return [...(fixable > 0 ? [w.fixable(fixable)] : []), ...(forPerson > 0 ? [w.forPerson(forPerson)] : [])];
}

function ignoredOnes({ report: w }: DriftWords, { ignored }: ReportedDrift): Block[] {
	return ignored > 0 ? [paragraph(w.ignored(ignored))] : [];
}

function ofKind(
	kind: DriftKind,
	{ shown }: ReportedDrift,
	{ language, words }: Words,
	day: (text: string) => string,
): Block[] {
	const some = shown.filter((one) => one.kind === kind);
	if (some.length === 0) return [];
	const w = words.report;
	const entries = some.map((one) => {
		const { billingSays, panelSays, whatToDo } = describeDrift(language, one);
		const where = [
			w.server(one.serverCode),
			...(one.username === null ? [] : [w.account(one.username)]),
			...(one.customerCode === null ? [] : [w.customer(one.customerCode)]),
			one.isNew ? w.fresh : w.since(day(one.firstSeenOn)),
		];
		const { facts: told } = facts(
			[w.billing, isOfServer(kind) ? undefined : billingSays],
			[w.panel, panelSays],
			[one.fix === null ? w.person : w.fix, whatToDo || undefined],
			[w.lastTry, one.failure ?? undefined],
		);
		return entry({
			title: one.domain ?? one.username ?? one.billing.packageName ?? one.serverCode,
			subtitle: where.join(' · '),
			accent: accents[one.severity],
			facts: told,
		});
	});
	return [heading(words.kinds[kind]), ...entries];
}

/** Billing has nothing to say of a server that cannot be read. */
function isOfServer(kind: DriftKind): boolean {
	return kind === 'server_unread';
}
