import { randomUUID } from 'node:crypto';
import {
	acceptApproval,
	approvalLink,
	approvalPage,
	approveFinding,
	auditFleet,
	confirmFinding,
	ignoreFinding,
	recordFix,
	reopenFinding,
	reportOf,
	standardAudit,
} from '../../core/drift';
import type { BackOffice } from '../../core/store';
import { listAudit } from '../../core/store/auditLog';
import { listFindings, type DriftFinding, type FindingFilter } from '../../core/store/driftFindings';
import { accountNamed, driftSeed, playedFleet, refused, starter } from '../support/driftScene';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: BackOffice;
let fleet: ReturnType<typeof playedFleet>;
let seed: ReturnType<typeof driftSeed>;

beforeEach(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	fleet = playedFleet();
	seed = driftSeed(database);
	await seed.base();
	await seed.server('web1');
});
afterEach(async () => await database.drop());

const audit = async (more: Partial<typeof standardAudit> = {}) =>
	await auditFleet(office, { ...standardAudit, ...more }, fleet.open);
const findings = async (filter: Partial<FindingFilter> = {}): Promise<DriftFinding[]> =>
	await database.store.asStaff(async (transaction) => await listFindings(transaction, { limit: null, ...filter }));
const only = async (filter: Partial<FindingFilter> = {}): Promise<DriftFinding> => {
	const [found, ...more] = await findings(filter);
	if (!found || more.length > 0) throw new Error(`${more.length + 1} findings, or none`);
	return found;
};
const suspended = (name: string, suspensionReason = 'overdue') =>
	accountNamed(name, { suspended: true, suspensionReason });

describe('a run', () => {
	test('tells what disagrees, and of everything else only how many', async () => {
		await seed.services([
			{ name: 'fine', server: 'web1', invoice: 'paid' },
			{ name: 'shut', server: 'web1', invoice: 'paid' },
			{ name: 'lost', server: 'web1' },
			{ name: 'ended', server: 'web1', status: 'terminated' },
			{ name: 'open', server: 'web1', status: 'suspended', invoice: 'owing' },
		]);
		fleet.panelOf('web1').accounts = [
			accountNamed('fine'),
			suspended('shut'),
			accountNamed('ended'),
			accountNamed('open'),
			accountNamed('stranger'),
		];
		const run = await audit();
		expect(run).toMatchObject({
			...{ accounts: 5, services: 4, findings: 5, newFindings: 5, fixable: 3, forPerson: 2, serversUnread: 0 },
			servers: [{ serverCode: 'web1', complete: true, accounts: 5, findings: 5 }],
			finishedAt: expect.any(Date),
		});
		const told = (await findings()).map(({ kind, fix, username, customerCode, status }) => [
			...[kind, fix, username, customerCode, status],
		]);
		expect(told).toEqual([
			['active_but_missing', null, 'lost', 'acme', 'open'],
			['paid_but_suspended', 'unsuspend', 'shut', 'acme', 'open'],
			['suspended_but_alive', 'suspend', 'open', 'acme', 'open'],
			['terminated_but_alive', 'suspend', 'ended', 'acme', 'open'],
			['orphan_account', null, 'stranger', null, 'open'],
		]);
		expect(fleet.changes).toEqual([]);
	});

	test('the same disagreement is the same row the next night, and gone when it is over', async () => {
		await seed.services([{ name: 'shut', server: 'web1', invoice: 'paid' }]);
		fleet.panelOf('web1').accounts = [suspended('shut')];
		await audit();
		const first = await only();
		const again = await audit();
		const second = await only();
		expect(again).toMatchObject({ findings: 1, newFindings: 0 });
		expect(second).toMatchObject({ findingId: first.findingId, firstSeenAt: first.firstSeenAt, runId: again.runId });
		expect(second.lastSeenAt.getTime()).toBeGreaterThan(first.lastSeenAt.getTime());

		fleet.panelOf('web1').accounts = [accountNamed('shut')];
		expect(await audit()).toMatchObject({ findings: 0 });
		expect(await only()).toMatchObject({ status: 'gone', endedAt: expect.any(Date) });

		fleet.panelOf('web1').accounts = [suspended('shut')];
		expect(await audit()).toMatchObject({ findings: 1, newFindings: 1 });
		expect(await only()).toMatchObject({ findingId: first.findingId, status: 'open', endedAt: null });
	});

	test('what is ignored stays so as long as it is the same, and is only counted', async () => {
		fleet.panelOf('web1').accounts = [accountNamed('stranger')];
		await audit();
		await ignoreFinding(office, (await only()).findingId, 'ada');
		expect(await audit()).toMatchObject({ findings: 0, ignored: 1 });
		expect(await only()).toMatchObject({ status: 'ignored', decidedBy: 'ada' });
		await reopenFinding(office, (await only()).findingId, 'ada');
		expect(await audit()).toMatchObject({ findings: 1, ignored: 0 });
	});

	test('a server that cannot be reached is a finding with its words, and not the end of the others', async () => {
		await seed.server('web2');
		await seed.services([
			{ name: 'one', server: 'web1', invoice: 'paid' },
			{ name: 'two', server: 'web2' },
		]);
		fleet.panelOf('web1').unreachable = refused;
		fleet.panelOf('web2').accounts = [];
		const run = await audit();
		expect(run).toMatchObject({ serversUnread: 1, findings: 2 });
		expect(await findings({ serverCode: 'web1' })).toMatchObject([
			{
				kind: 'server_unread',
				fix: null,
				panel: { vendorMessage: 'connect ECONNREFUSED 192.0.2.7:2087', remedy: 'Check that the panel runs.' },
			},
		]);
		expect(run.servers).toMatchObject([
			{ serverCode: 'web1', complete: false, errorClass: 'transport' },
			{ serverCode: 'web2', complete: true },
		]);

		fleet.panelOf('web1').unreachable = undefined;
		fleet.panelOf('web1').accounts = [accountNamed('one')];
		await audit();
		expect(await findings({ serverCode: 'web1' })).toMatchObject([{ kind: 'server_unread', status: 'gone' }]);
	});

	test('a list that breaks off makes nothing missing and nothing gone, and what was read counts', async () => {
		const names = Array.from({ length: 400 }, (_, index) => `s${index}`);
		await seed.services(names.map((name) => ({ name, server: 'web1', invoice: 'paid' })));
		const panel = fleet.panelOf('web1');
		panel.accounts = names.map((name) => (name === 's399' ? suspended(name) : accountNamed(name)));
		await audit();
		expect(await only()).toMatchObject({ kind: 'paid_but_suspended', username: 's399' });

		panel.accounts = names.map((name) => (name === 's3' ? suspended(name) : accountNamed(name)));
		panel.breaksOff = { after: 200, error: refused };
		expect(await audit()).toMatchObject({ accounts: 200, serversUnread: 1, findings: 2 });
		expect((await findings({ statuses: ['open'] })).map(({ kind, username }) => [kind, username])).toEqual([
			['paid_but_suspended', 's3'],
			['paid_but_suspended', 's399'],
			['server_unread', null],
		]);
	});

	test('a list that ends too early without a word is doubted: one finding, and nothing gone', async () => {
		const names = Array.from({ length: 100 }, (_, index) => `s${index}`);
		await seed.services(names.map((name) => ({ name, server: 'web1', invoice: 'paid' })));
		const panel = fleet.panelOf('web1');
		panel.accounts = names.slice(1).map((name) => accountNamed(name));
		await audit();
		expect(await only()).toMatchObject({ kind: 'active_but_missing', username: 's0' });

		panel.accounts = names.slice(50).map((name) => accountNamed(name));
		await audit();
		expect((await findings({ statuses: ['open'] })).map(({ kind, panel: told }) => [kind, told.missing])).toEqual([
			['active_but_missing', undefined],
			['many_missing', 50],
		]);
	});

	test('what changes while the audit runs, and what is at work, is left for the next night', async () => {
		await seed.services([
			{ name: 'busy', server: 'web1', invoice: 'paid' },
			{ name: 'moving', server: 'web1', invoice: 'paid' },
		]);
		await database.owner.query(
			`insert into msp.provisioning_task (customer_id, service_id, kind, task_key, correlation_id, status)
			select customer_id, id, 'suspend', 'suspend:busy', 'x', 'running' from msp.service where username = 'busy'`,
		);
		// The service is terminated between the reading of billing and the end of the list.
		const panel = fleet.panelOf('web1');
		panel.accounts = [suspended('busy'), accountNamed('stranger')];
		panel.meanwhile = async () =>
			await database.owner.query(
				`update msp.service set status = 'terminated', terminated_at = now() where username = 'moving'`,
			);
		await audit();
		expect((await findings()).filter(({ kind }) => kind !== 'orphan_account')).toEqual([]);
	});

	test('a service on another server is told of there, and not as missing here', async () => {
		await seed.server('web2');
		await seed.services([{ name: 'moved', server: 'web1', invoice: 'paid' }]);
		fleet.panelOf('web2').accounts = [accountNamed('moved')];
		const run = await audit();
		expect(run).toMatchObject({ findings: 1 });
		expect(await only({ statuses: ['open'] })).toMatchObject({
			kind: 'wrong_server',
			serverCode: 'web2',
			billing: { serverCode: 'web1' },
			fix: null,
		});
	});

	test('a package that is unlike its plan is one finding', async () => {
		await seed.services(['a1', 'a2', 'a3'].map((name) => ({ name, server: 'web1' })));
		const panel = fleet.panelOf('web1');
		panel.packages = [{ ...starter, mailboxes: 1 }];
		panel.accounts = ['a1', 'a2', 'a3'].map((name) => accountNamed(name, { limits: { mailboxes: 1 } }));
		await audit();
		expect(await only()).toMatchObject({
			kind: 'package_differs',
			panel: { limits: { mailboxes: 1 } },
			username: null,
		});
	});

	test('as many servers are read at a time as is asked for; only those that are named', async () => {
		const codes = Array.from({ length: 9 }, (_, index) => `node${index}`);
		for (const code of codes) {
			await seed.server(code);
			fleet.panelOf(code).accounts = Array.from({ length: 600 }, (_, index) => accountNamed(`${code}a${index}`));
		}
		const run = await audit({ servers: codes, atOnce: 3 });
		expect(run.servers.map(({ serverCode }) => serverCode)).toEqual(codes);
		expect(run).toMatchObject({ accounts: 5_400, findings: 5_400 });
		expect(fleet.watched.mostUnderWay).toBe(3);
		await expect(audit({ servers: ['web1', 'nowhere'] })).rejects.toMatchObject({
			field: 'servers',
			complaint: 'names no server: nowhere',
		});
	});

	test('two at once tell of each disagreement once', async () => {
		fleet.panelOf('web1').accounts = Array.from({ length: 500 }, (_, index) => accountNamed(`a${index}`));
		await Promise.all([audit(), audit(), audit()]);
		expect(await findings()).toHaveLength(500);
		expect(new Set((await findings()).map(({ status }) => status))).toEqual(new Set(['open']));
	});
});

describe('a fix', () => {
	const prepared = async () => {
		await seed.services([{ name: 'shut', server: 'web1', invoice: 'paid' }]);
		fleet.panelOf('web1').accounts = [suspended('shut')];
		await audit();
		return (await only()).findingId;
	};

	test('is confirmed only when somebody approved it, and as long as both sides disagree in the same way', async () => {
		const findingId = await prepared();
		await expect(confirmFinding(office, findingId, fleet.open)).rejects.toMatchObject({
			complaint: 'is open, and not approved',
		});
		expect(await approveFinding(office, findingId, 'ada')).toMatchObject({ changed: true });
		expect(await approveFinding(office, findingId, 'bob')).toMatchObject({
			changed: false,
			why: 'is approved already',
		});
		expect(await confirmFinding(office, findingId, fleet.open)).toMatchObject({
			...{ stillSo: true, fix: 'unsuspend', serverCode: 'web1', account: 'shut' },
			finding: { decidedBy: 'ada' },
		});

		fleet.panelOf('web1').accounts = [suspended('shut', 'abuse, by Ada')];
		expect(await confirmFinding(office, findingId, fleet.open)).toMatchObject({
			stillSo: false,
			finding: { status: 'gone' },
		});
		expect(await confirmFinding(office, findingId, fleet.open)).toMatchObject({
			stillSo: false,
			why: 'is gone already',
		});
	});

	test.each<[string, () => Promise<unknown>]>([
		[
			'the invoice is open again',
			async () => await database.owner.query(`update msp.invoice set status = 'open', balance_minor = total_minor`),
		],
		[
			'a person suspended the service',
			async () =>
				await database.owner.query(`update msp.service set status = 'suspended', suspended_by = 'ada',
				suspension_reason = 'abuse', suspended_at = now()`),
		],
		[
			'a task works on it',
			async () =>
				await database.owner.query(`insert into msp.provisioning_task (customer_id, service_id, kind, task_key,
				correlation_id) select customer_id, id, 'suspend', 'x', 'x' from msp.service`),
		],
		[
			'the account is live',
			async () => await Promise.resolve((fleet.panelOf('web1').accounts = [accountNamed('shut')])),
		],
		['the account is gone', async () => await Promise.resolve((fleet.panelOf('web1').accounts = []))],
		[
			'the name serves another domain',
			async () =>
				await Promise.resolve(
					(fleet.panelOf('web1').accounts = [suspended('shut')].map((one) => ({ ...one, domain: 'x.example' }))),
				),
		],
	])('is not made where %s', async (_, happen) => {
		const findingId = await prepared();
		await approveFinding(office, findingId, 'ada');
		await happen();
		expect(await confirmFinding(office, findingId, fleet.open)).toMatchObject({ stillSo: false });
		expect(await only()).toMatchObject({ status: 'gone' });
	});

	test('that cannot ask the panel says so, and the finding stays approved', async () => {
		const findingId = await prepared();
		await approveFinding(office, findingId, 'ada');
		fleet.panelOf('web1').unreachable = refused;
		await expect(confirmFinding(office, findingId, fleet.open)).rejects.toBe(refused);
		expect(await only()).toMatchObject({ status: 'approved' });
	});

	test('is recorded, with its words where it failed; the next night it is open again, and the words are kept', async () => {
		const findingId = await prepared();
		await expect(recordFix(office, findingId, { fixed: true })).rejects.toMatchObject({ complaint: 'is open' });
		await approveFinding(office, findingId, 'ada');
		await recordFix(office, findingId, { fixed: false, words: 'The server is busy.' });
		expect(await only()).toMatchObject({ status: 'failed', failure: 'The server is busy.' });
		const run = await audit();
		expect(await only()).toMatchObject({ status: 'open', failure: 'The server is busy.', decidedBy: null });
		expect((await reportOf(office, { runId: run.runId, language: 'en' })).text).toContain('The server is busy.');

		await approveFinding(office, findingId, 'ada');
		await recordFix(office, findingId, { fixed: true });
		expect(await recordFix(office, findingId, { fixed: false, words: 'late' })).toMatchObject({ changed: false });
		expect(await only()).toMatchObject({ status: 'fixed', failure: null, endedAt: expect.any(Date) });
		const log = await database.store.asStaff(
			async (transaction) => await listAudit(transaction, { subject: findingId }),
		);
		expect(log.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
			...['drift.approve done', 'drift.fixFailed failed', 'drift.approve done', 'drift.fix done'],
		]);
		expect(log[0]).toMatchObject({ detail: { by: 'ada', serverCode: 'web1' }, actor: 'a test' });
	});

	test('an approval that came to nothing is open again after an hour, and kept before', async () => {
		const findingId = await prepared();
		await approveFinding(office, findingId, 'ada');
		await audit();
		expect(await only()).toMatchObject({ status: 'approved', decidedBy: 'ada' });
		await database.owner.query(`update msp.drift_finding set decided_at = now() - interval '61 minutes'`);
		await audit();
		expect(await only()).toMatchObject({ status: 'open', decidedBy: null, decidedAt: null });
	});

	test('what has no safe fix cannot be approved', async () => {
		fleet.panelOf('web1').accounts = [accountNamed('stranger')];
		await audit();
		const { findingId } = await only();
		await expect(approveFinding(office, findingId, 'ada')).rejects.toMatchObject({ complaint: 'has no safe fix' });
		await expect(approveFinding(office, randomUUID(), 'ada')).rejects.toMatchObject({ field: 'findingId' });
	});
});

describe('the approval page', () => {
	const page = 'https://n8n.example/webhook/msp/drift';
	const ticketFor = (runId: string, hours = 48, at = new Date()) =>
		new URL(approvalLink(office, page, { runId, language: 'en', hours }, { now: () => at }).url).searchParams.get(
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
		const { statusCode, html } = await approvalPage(office, ticket);
		expect(await database.dump()).toBe(before);
		expect(statusCode).toBe(200);
		expect(html.match(/type="checkbox"/g)).toHaveLength(2);
		expect(html).toContain('<form method="post">');
		expect(html).toContain('one.example');
		expect(html).toContain('&quot;&gt;&lt;img src=x');
		expect(html.replaceAll('&lt;img src=x', '')).not.toMatch(/three\.example|<script|<link|src=|href=/);
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
		const shown = await approvalPage(office, spoilt);
		expect(shown.statusCode).toBe(403);
		expect(shown.html).not.toContain('one.example');
		expect(await acceptApproval(office, { ticket: spoilt, findingIds, by: 'Ada' })).toMatchObject({
			statusCode: 403,
			approved: [],
		});
		expect(await findings({ statuses: ['approved'] })).toEqual([]);
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
		const report = await reportOf(office, { runId, language: 'nl' });
		expect(report).toMatchObject({ findings: 340, byKind: [{ kind: 'orphan_account', count: 340 }] });
		expect(report.report.shown).toHaveLength(75);
		expect(report.text).toContain('Nog 265 bevindingen');
		// Gmail cuts off what is longer than 102 kB.
		expect(Buffer.byteLength(report.html)).toBeLessThan(102_000);
	});

	test('says so where all agree, and where no run was finished', async () => {
		await expect(reportOf(office, { language: 'en' })).rejects.toMatchObject({ field: 'runId' });
		await audit();
		expect(await reportOf(office, { language: 'en' })).toMatchObject({
			subject: 'Billing and panels agree',
			findings: 0,
		});
	});
});

test('a customer sees findings of their own services, and no runs; nobody without a scope sees any', async () => {
	await seed.services([{ name: 'shut', server: 'web1', invoice: 'paid' }]);
	fleet.panelOf('web1').accounts = [suspended('shut'), accountNamed('stranger')];
	await audit();
	const { rows } = await database.owner.query<{ id: string }>(
		`insert into msp.customer (customer_code, name, email) values ('other', 'Other', 'a@b.example') returning id`,
	);
	const { customerId } = (await findings({ kinds: ['paid_but_suspended'] }))[0] ?? {};
	const seenBy = async (id: string) =>
		await database.store.asCustomer(id, async (transaction) => ({
			findings: await transaction.run('select from msp.drift_finding'),
			runs: await transaction.run('select from msp.drift_run'),
			servers: await transaction.run('select from msp.drift_server'),
		}));
	expect(await seenBy(customerId ?? '')).toEqual({ findings: 1, runs: 0, servers: 0 });
	expect(await seenBy(rows[0]?.id ?? '')).toEqual({ findings: 0, runs: 0, servers: 0 });
	const unscoped = await database.pool().query('select from msp.drift_finding');
	expect(unscoped.rowCount).toBe(0);
});
