import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { startMailCatcher, type MailCatcher } from '../../../stack/mailCatcher';
import { aboutReport, auditOutcome, caughtReport, reportToApprove } from '../../../stack/parts/demoReport';

const runId = '0a1b2c3d-0000-4000-8000-000000000001';
const report = { template: 'driftReport', messageId: '<r1@msp.example>', to: 'staff@msp.example' } as const;
const counts = { findings: 2, fixable: 0, forPerson: 2, ignored: 0, serversUnread: 0 };
const withLink = { id: 'm1', hasLink: true };
const withoutLink = { id: 'm1', hasLink: false };

/** As n8n tells an execution. */
const executed = (runs: Record<string, object[]>) => ({
	data: {
		resultData: {
			runData: Object.fromEntries(
				Object.entries(runs).map(([name, items]) => [
					name,
					[{ data: { main: [items.map((json) => ({ json: { ...json } }))] } }],
				]),
			),
		},
	},
});

test('an execution tells its audit and the report that it sent; one without a mail tells no report', () => {
	const audit = { runId, startedAt: '2026-01-01T00:00:00.000Z', findings: 2 };
	const sent = { ...report, subject: 'Billing and panels disagree', status: 'sent' };
	expect(
		auditOutcome(executed({ Settings: [{ language: 'en' }], Audit: [audit], 'Send Report': [sent] })),
	).toMatchObject({
		runId,
		report,
	});
	expect(auditOutcome(executed({ Audit: [audit], Other: [{ ...sent, template: 'welcome' }] }))).toEqual({
		runId,
		report: undefined,
	});
	expect(auditOutcome({ data: undefined })).toEqual({});
});

test.each<[string, Parameters<typeof aboutReport>, RegExp]>([
	[
		'no safe fix',
		[counts, report, withoutLink],
		/^The report holds 2 findings: 0 with a safe fix, 2 for a person\. No finding has a safe fix, so the report has no link/,
	],
	[
		'safe fixes',
		[{ ...counts, fixable: 1, forPerson: 1 }, report, withLink],
		/1 with a safe fix, 1 for a person\. Nothing is changed .* the link is in the mail\.$/,
	],
	[
		'a safe fix and no link',
		[{ ...counts, fixable: 1 }, report, withoutLink],
		/no link to approve a fix: somebody has changed the workflow/,
	],
	[
		'nothing',
		[{ ...counts, findings: 0, forPerson: 0 }, undefined, undefined],
		/^The audit found nothing that is open, and so it sent no report\.$/,
	],
	[
		'only what is ignored',
		[{ ...counts, findings: 0, ignored: 1 }, undefined, undefined],
		/nothing that is open \(1 finding ignored\)/,
	],
	[
		'findings and no mail',
		[counts, undefined, undefined],
		/has 2 findings: .* sent no report: somebody has changed the workflow/,
	],
	[
		'a mail that went elsewhere',
		[counts, report, undefined],
		/went to staff@msp\.example, and not to the mail catcher/,
	],
	[
		'a server that does not answer',
		[{ ...counts, serversUnread: 1 }, report, withoutLink],
		/1 server could not be read to the end\./,
	],
])('an audit that found %s is told as it is', (_, given, sentence) => {
	expect(aboutReport(...given).join(' ')).toMatch(sentence);
});

describe('among the caught mails', () => {
	let folder: string;
	let catcher: MailCatcher;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'demo-report-'));
		catcher = await startMailCatcher({ smtpPort: 0, pagePort: 0, folder });
		const transport = createTransport({ host: '127.0.0.1', port: catcher.smtpPort });
		const send = async (messageId: string, text: string) =>
			await transport.sendMail({ from: 'a@msp.example', to: 'staff@msp.example', messageId, subject: 'Report', text });
		await send('<r1@msp.example>', 'Two need a person.');
		await send('<r0@msp.example>', 'Review: http://127.0.0.1:5678/webhook/msp/drift?ticket=abc');
		await send('<w1@msp.example>', 'Welcome');
	});
	afterAll(async () => {
		await catcher.close();
		await rm(folder, { recursive: true, force: true });
	});

	test('a report is found by its own ID, with or without a link, and not one of another night', async () => {
		expect(await caughtReport(catcher.url, report)).toMatchObject({ hasLink: false });
		expect(await caughtReport(catcher.url, { ...report, messageId: '<r0@msp.example>' })).toMatchObject({
			hasLink: true,
		});
		expect(await caughtReport(catcher.url, { ...report, messageId: '<r2@msp.example>' })).toBeUndefined();
		expect(await reportToApprove(catcher.url)).toMatch(/./);
	});
});
