import { randomUUID } from 'node:crypto';
import {
	acceptApproval,
	makeApprovalLink,
	showApprovalPage,
	approveFinding,
	ignoreFinding,
	recordFix,
	reportRun,
} from '../../core/drift';
import type { TaskOffice } from '../../core/tasks';
import { accountNamed, openAuditScene, type AuditScene } from '../support/driftScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: AuditScene['office'];
let fleet: AuditScene['fleet'];
let seed: AuditScene['seed'];
let audit: AuditScene['audit'];
let findings: AuditScene['findings'];

beforeEach(async () => {
	database = await createTestDatabase();
	({ office, fleet, seed, audit, findings } = await openAuditScene(database));
});
afterEach(async () => await database.drop());

const suspended = (name: string, suspensionReason = 'overdue') =>
	accountNamed(name, { suspended: true, suspensionReason });

describe('the approval page', () => {
	const page = 'https://n8n.example/webhook/msp/drift';
	const ticketFor = (runId: string, hours = 48, at = new Date()) =>
		new URL(makeApprovalLink(office, page, { runId, language: 'en', hours }, { now: () => at }).url).searchParams.get(
			'ticket',
		) ?? '';

	const prepared = async () => {
		await seed.services(['one', 'two', 'three'].map((name) => ({ name, server: 'web1', invoice: 'paid' })));
		fleet.panelOf('web1').accounts = [
			suspended('one'),
			suspended('two'),
			suspended('three', '<script>alert(1)</script>'),
		];
		const { runId } = await audit();
		return { ticket: ticketFor(runId), runId };
	};

	test('lists what can be approved, changes nothing when it is looked at, and loads and runs nothing', async () => {
		const { ticket } = await prepared();
		await database.owner.query(
			`update msp.drift_finding set username = '"><img src=x onerror=alert(1)>' where username = 'two'`,
		);
		const before = await database.dump();
		const { statusCode, html } = await showApprovalPage(office, ticket);
		expect(await database.dump()).toBe(before);
		expect(statusCode).toBe(200);
		expect(html.match(/type="checkbox"/g)).toHaveLength(2);
		expect(html).toContain('<form method="post">');
		expect(html).toContain('one.example');
		expect(html).toContain('&quot;&gt;&lt;img src=x');
		expect(html.replaceAll('&lt;img src=x', '')).not.toMatch(/three\.example|<script|<link|src=|href=/);
	});

	test('sets the colons of a French page as French does', async () => {
		const { runId } = await prepared();
		const { url } = makeApprovalLink(office, page, { runId, language: 'fr', hours: 48 });
		const { html } = await showApprovalPage(office, new URL(url).searchParams.get('ticket') ?? '');
		expect(html).toContain('Facturation\u00a0: actif, payé. Panneau\u00a0: suspendu');
	});

	test('approves what was ticked, once, under the name that was given', async () => {
		const { ticket } = await prepared();
		const ids = (await findings({ fixable: true })).map(({ findingId }) => findingId);
		const person = (await findings({ fixable: false })).map(({ findingId }) => findingId);
		const posted = { ticket, findingIds: [ids[0] ?? '', ...person, 'nonsense', randomUUID()], by: ' Ada ' };
		const [first, second] = [await acceptApproval(office, posted), await acceptApproval(office, posted)];
		expect(first).toMatchObject({
			statusCode: 200,
			approved: [{ findingId: ids[0], decidedBy: 'Ada', status: 'approved' }],
		});
		expect(first.html).toContain('1 fix approved');
		expect(second.approved).toEqual([]);
		expect((await findings({ statuses: ['approved'] })).map(({ findingId }) => findingId)).toEqual([ids[0]]);
	});

	test('two clicks at the same time approve once', async () => {
		const { ticket } = await prepared();
		const findingIds = (await findings({ fixable: true })).map(({ findingId }) => findingId);
		const both = await Promise.all(
			[1, 2].map(async () => await acceptApproval(office, { ticket, findingIds, by: 'Ada' })),
		);
		expect(both.flatMap(({ approved }) => approved)).toHaveLength(2);
	});

	test.each<[string, (ticket: string, runId: string) => string]>([
		['no ticket', () => ''],
		['one that is made up', () => 'msp1.1.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA.AAAA'],
		['one that was changed', (ticket) => `${ticket.slice(0, -2)}${ticket.endsWith('A') ? 'B' : 'A'}A`],
		['one that has run out', (_, runId) => ticketFor(runId, 1, new Date(Date.now() - 3_600_001))],
		['a secret of another kind', () => office.vault.seal('server:x', '{}')],
	])('refuses %s', async (_, spoil) => {
		const { ticket, runId } = await prepared();
		const findingIds = (await findings({ fixable: true })).map(({ findingId }) => findingId);
		const spoilt = spoil(ticket, runId);
		const shown = await showApprovalPage(office, spoilt);
		expect(shown.statusCode).toBe(403);
		expect(shown.html).not.toContain('one.example');
		expect(await acceptApproval(office, { ticket: spoilt, findingIds, by: 'Ada' })).toMatchObject({
			statusCode: 403,
			approved: [],
		});
		expect(await findings({ statuses: ['approved'] })).toEqual([]);
	});

	test('what somebody else has fixed or ignored in the meantime does not stop the others', async () => {
		await seed.services(['four', 'five'].map((name) => ({ name, server: 'web1', invoice: 'paid' })));
		const { ticket } = await prepared();
		fleet.panelOf('web1').accounts = ['one', 'two', 'four', 'five'].map((name) => suspended(name));
		await audit();
		const open = await findings({ fixable: true });
		expect(open).toHaveLength(4);
		const [first, second] = open;
		let asked = 0;
		const store: TaskOffice['store'] = {
			...database.store,
			asStaff: async (work) => {
				// Between the list and the first approval.
				if (++asked === 2) {
					await ignoreFinding(office, first?.findingId ?? '', 'bob');
					await approveFinding(office, second?.findingId ?? '', 'bob');
					await recordFix(office, second?.findingId ?? '', { fixed: true });
				}
				return await database.store.asStaff(work);
			},
		};
		const answer = await acceptApproval(
			{ ...office, store },
			{ ticket, findingIds: open.map(({ findingId }) => findingId), by: `Ada${' the very long'.repeat(20)}` },
		);
		expect(answer).toMatchObject({ statusCode: 200 });
		expect(answer.approved.map(({ findingId }) => findingId)).toEqual(open.slice(2).map(({ findingId }) => findingId));
		expect(answer.approved[0]?.decidedBy).toHaveLength(100);
	});

	test('asks for a name', async () => {
		const { ticket } = await prepared();
		const findingIds = (await findings({ fixable: true })).map(({ findingId }) => findingId);
		expect(await acceptApproval(office, { ticket, findingIds, by: ' ' })).toMatchObject({
			statusCode: 400,
			approved: [],
		});
		expect(await acceptApproval(office, { ticket, findingIds: [], by: 'Ada' })).toMatchObject({ approved: [] });
		expect(await findings({ statuses: ['approved'] })).toEqual([]);
	});
});

describe('the report', () => {
	test('counts everything, and tells as much as a mail holds', async () => {
		fleet.panelOf('web1').accounts = Array.from({ length: 340 }, (_, index) =>
			accountNamed(`a-rather-long-user-name-${index}`, { suspended: true, suspensionReason: 'x'.repeat(100) }),
		);
		const { runId } = await audit();
		const report = await reportRun(office, { runId, language: 'nl' });
		expect(report).toMatchObject({ findings: 340, byKind: [{ kind: 'orphan_account', count: 340 }] });
		expect(report.report.shown).toHaveLength(75);
		expect(report.text).toContain('Nog 265 bevindingen');
		// Gmail cuts off what is longer than 102 kB.
		expect(Buffer.byteLength(report.html)).toBeLessThan(102_000);
	});

	test('stays short also where panels and failures have much to say', async () => {
		const said = (index: number) => `${index} ${'<lorem> & ipsum '.repeat(150)}`;
		fleet.panelOf('web1').accounts = Array.from({ length: 75 }, (_, index) => suspended(`s${index}`, said(index)));
		await audit();
		await database.owner.query('update msp.drift_finding set failure = $1', [said(1).slice(0, 2_000)]);
		const { runId } = await audit();
		for (const language of ['en', 'fr', 'nl'] as const) {
			const { html, report } = await reportRun(office, { runId, language });
			expect(report.shown).toHaveLength(75);
			// Gmail cuts off what is longer than 102 kB.
			expect(Buffer.byteLength(html)).toBeLessThan(102_000);
		}
	});

	test('says so where all agree, and where no run was finished', async () => {
		await expect(reportRun(office, { language: 'en' })).rejects.toMatchObject({ field: 'runId' });
		await audit();
		expect(await reportRun(office, { language: 'en' })).toMatchObject({
			subject: 'Billing and panels agree',
			findings: 0,
		});
	});
});
