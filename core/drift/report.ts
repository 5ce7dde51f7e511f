import type { Language } from '../kernel/languages';
import { mostFindings, renderMessage, type DriftReportData } from '../messages';
import type { BackOffice } from '../db';
import { listFindings } from './findings';
import { summarizeRun, type RunSummary } from './summary';

export interface DriftReport extends RunSummary {
	/** The data of the Drift Report mail. */
	readonly report: DriftReportData;
	readonly subject: string;
	readonly text: string;
	readonly html: string;
}

/**
 * Reports what a run found, as data and as a letter. The letter shows as many findings as a mail can hold, the most serious
 * first, and counts all of them.
 *
 * @param runId without it the newest run that was finished.
 * @throws InputError when there is no such run.
 */
export async function reportRun(
	office: Pick<BackOffice, 'store'>,
	{ runId, language, approval }: ReportOptions,
): Promise<DriftReport> {
	const summary = await summarizeRun(office, runId);
	const report = await reportData(office, summary);
	const link = approval ? { approvalUrl: approval.url, approvalUntil: approval.until.toISOString() } : {};
	const { subject, text, html } = renderMessage({ template: 'driftReport', language, data: { report, ...link } });
	return { ...summary, report, subject, text, html };
}

export interface ReportOptions {
	readonly runId?: string;
	readonly language: Language;
	readonly approval?: { readonly url: string; readonly until: Date };
}

/** Enough of a failure to know it; the finding itself has all of it. */
const mostOfFailure = 100;

function shortened(failure: string): string {
	const characters = [...failure];
	return characters.length <= mostOfFailure ? failure : `${characters.slice(0, mostOfFailure - 1).join('')}…`;
}

async function reportData({ store }: Pick<BackOffice, 'store'>, summary: RunSummary): Promise<DriftReportData> {
	const listed = await store.asStaff(
		async (transaction) =>
			await listFindings(transaction, {
				runId: summary.runId,
				statuses: ['open', 'approved', 'failed'],
				limit: mostFindings,
			}),
	);
	const { runId, accounts, services, findings, newFindings, fixable, forPerson, ignored } = summary;
	return {
		...{ runId, accounts, services, findings, newFindings, fixable, forPerson, ignored },
		byKind: [...summary.byKind],
		servers: summary.servers.map((server) => ({
			serverCode: server.serverCode,
			complete: server.complete,
			accounts: server.accounts,
			services: server.services,
			findings: server.findings,
		})),
		shown: listed.map(
			({ kind, severity, serverCode, customerCode, domain, username, billing, panel, fix, failure, firstSeenAt }) => ({
				...{ kind, severity, serverCode, customerCode, domain, username, billing, panel, fix },
				failure: failure === null ? null : shortened(failure),
				isNew: firstSeenAt >= summary.startedAt,
				firstSeenOn: firstSeenAt.toISOString(),
			}),
		),
	};
}
