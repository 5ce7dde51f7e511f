import { z } from 'zod';
import type { RunSummary } from '../../core/drift';
import type { Execution } from './n8nClient';

const audited = z.looseObject({ runId: z.uuid(), startedAt: z.unknown() });
const sent = z.looseObject({ template: z.literal('driftReport'), messageId: z.string(), to: z.string() });
export type SentReport = Readonly<z.infer<typeof sent>>;

/** What an execution of the drift audit came to: the run of its audit, and the report that it sent. */
export interface AuditOutcome {
	readonly runId?: string;
	readonly report?: SentReport;
}

export function auditOutcome({ data }: Pick<Execution, 'data'>): AuditOutcome {
	const runs = Object.values(data?.resultData.runData ?? {}).flat();
	const items = runs.flatMap((run) =>
		Object.values(run.data ?? {}).flatMap((outputs) => outputs.flatMap((one) => one ?? [])),
	);
	const first = <Found>(schema: z.ZodType<Found>) =>
		items.map(({ json }) => schema.safeParse(json)).find(({ success }) => success)?.data;
	return { runId: first(audited)?.runId, report: first(sent) };
}

/** A report among the caught mails. */
export interface CaughtReport {
	readonly id: string;
	/** The link by which somebody approves the safe fixes. */
	readonly hasLink: boolean;
}

const opened = z.object({
	text: z.string(),
	headers: z.array(z.object({ name: z.string(), value: z.string() })),
});
const approvalLink = '/webhook/msp/drift?ticket=';

/** The newest caught mail that fits. */
export async function newestMail(
	mails: string,
	fits: (mail: z.infer<typeof opened>) => boolean,
): Promise<CaughtReport | undefined> {
	const listed = z.array(z.object({ id: z.string() }));
	for (const { id } of listed.parse(await (await fetch(`${mails}/messages`)).json()).slice(0, 50)) {
		const mail = opened.parse(await (await fetch(`${mails}/messages/${id}`)).json());
		if (fits(mail)) return { id, hasLink: mail.text.includes(approvalLink) };
	}
	return undefined;
}

/** Finds a report by its Message-ID; undefined where the mail catcher does not have it. */
export async function caughtReport(mails: string, { messageId }: SentReport): Promise<CaughtReport | undefined> {
	return await newestMail(mails, ({ headers }) =>
		headers.some(({ name, value }) => name.toLowerCase() === 'message-id' && value.trim() === messageId),
	);
}

/** The ID of the newest caught report that has a link to approve; undefined where none has. */
export async function reportToApprove(mails: string): Promise<string | undefined> {
	return (await newestMail(mails, ({ text }) => text.includes(approvalLink)))?.id;
}

type Counts = Pick<RunSummary, 'findings' | 'fixable' | 'forPerson' | 'ignored' | 'serversUnread'>;

/** What became of the report, in the sentences of the demo. */
export function aboutReport(
	counts: Counts,
	report: SentReport | undefined,
	caught: CaughtReport | undefined,
): string[] {
	const { findings, fixable, forPerson, ignored, serversUnread } = counts;
	const unread = serversUnread === 0 ? [] : [`${many(serversUnread, 'server')} could not be read to the end.`];
	const held = `${many(findings, 'finding')}: ${fixable} with a safe fix, ${forPerson} for a person`;
	if (report === undefined) {
		const why =
			findings === 0
				? `The audit found nothing that is open${ignored > 0 ? ` (${many(ignored, 'finding')} ignored)` : ''}, and so it sent no report.`
				: `The audit has ${held}, and its workflow sent no report: somebody has changed the workflow.`;
		return [why, ...unread];
	}
	if (caught === undefined) {
		return [
			`The report (${held}) went to ${report.to}, and not to the mail catcher: the MSP Mail Server credential names another mail server.`,
			...unread,
		];
	}
	const link = caught.hasLink
		? 'Nothing is changed on a panel before somebody approves it: the link is in the mail.'
		: fixable > 0
			? 'The report has no link to approve a fix: somebody has changed the workflow.'
			: 'No finding has a safe fix, so the report has no link to approve: a person has to look at each.';
	return [`The report holds ${held}.`, ...unread, link];
}

const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
