import { randomUUID } from 'node:crypto';
import { approveFinding, confirmFinding, ignoreFinding, recordFix, reopenFinding, reportRun } from '../../core/drift';
import { listAudit } from '../../core/db/auditLog';
import type { DriftFinding, FindingFilter } from '../../core/drift/findings';
import { accountNamed, refused, starter, openAuditScene, type AuditScene } from '../support/driftScene';
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

	test('an account that slips through the list is looked for, and compared like the others; nothing is gone', async () => {
		await seed.services(['first', 'slipped', 'shut'].map((name) => ({ name, server: 'web1', invoice: 'paid' })));
		const panel = fleet.panelOf('web1');
		panel.accounts = [accountNamed('first'), accountNamed('slipped'), accountNamed('shut'), accountNamed('stranger')];
		await audit();
		await ignoreFinding(office, (await only()).findingId, 'ada');

		panel.accounts = [accountNamed('first')];
		panel.unlisted = [accountNamed('slipped'), suspended('shut')];
		expect(await audit()).toMatchObject({ accounts: 3, findings: 1 });
		expect(await only({ statuses: ['open'] })).toMatchObject({ kind: 'paid_but_suspended', username: 'shut' });
		expect(await only({ kinds: ['orphan_account'] })).toMatchObject({ status: 'ignored' });
	});

	test('a panel that cannot be asked for what its list leaves out is one that was not read', async () => {
		await seed.services(['first', 'lost'].map((name) => ({ name, server: 'web1', invoice: 'paid' })));
		const panel = fleet.panelOf('web1');
		panel.accounts = [accountNamed('first')];
		panel.unlisted = {
			[Symbol.iterator]: () => {
				throw refused;
			},
		};
		expect(await audit()).toMatchObject({ accounts: 1, serversUnread: 1, findings: 1 });
		expect(await only()).toMatchObject({ kind: 'server_unread' });
	});

	test('what is ignored is what it was: when it grows or comes to life, it is told again', async () => {
		const names = Array.from({ length: 60 }, (_, index) => `s${index}`);
		await seed.services([
			...names.map((name) => ({ name, server: 'web1', invoice: 'paid' as const })),
			{ name: 'ended', server: 'web1', status: 'terminated' },
		]);
		const panel = fleet.panelOf('web1');
		panel.accounts = [...names.slice(25).map((name) => accountNamed(name)), suspended('ended', 'terminated')];
		await audit();
		const before = await findings();
		expect(before.map(({ kind }) => kind).sort()).toEqual(['many_missing', 'terminated_but_alive']);
		for (const { findingId } of before) await ignoreFinding(office, findingId, 'ada');
		expect(await audit()).toMatchObject({ findings: 0, ignored: 2 });

		panel.accounts = [...names.slice(50).map((name) => accountNamed(name)), accountNamed('ended')];
		expect(await audit()).toMatchObject({ findings: 2, fixable: 1 });
		expect((await findings({ statuses: ['open'] })).map(({ kind, fix }) => [kind, fix])).toEqual([
			['many_missing', null],
			['terminated_but_alive', 'suspend'],
		]);
		expect(await only({ kinds: ['many_missing'], statuses: ['gone'] })).toMatchObject({ panel: { missing: 25 } });
	});

	test('whatever somebody wrote as the reason of a suspension, the audit is through', async () => {
		await seed.services([{ name: 'shut', server: 'web1', invoice: 'paid' }]);
		const words = Array.from({ length: 2_000 }, () => randomUUID()).join('\n');
		fleet.panelOf('web1').accounts = [suspended('shut', `\ud83d\u0000 ${words}`), suspended('stranger', words)];
		const { runId } = await audit();
		const [found] = await findings({ kinds: ['paid_but_suspended'] });
		expect(found?.panel.suspensionReason).toHaveLength(120);
		expect(found?.panel.suspensionReason).toContain(words.slice(0, 36));
		await expect(reportRun(office, { runId, language: 'fr' })).resolves.toMatchObject({ findings: 2 });
	});

	test('what changes while the audit runs, and what is at work, is left for the next night', async () => {
		await seed.services([
			{ name: 'busy', server: 'web1', invoice: 'paid' },
			{ name: 'moving', server: 'web1', invoice: 'paid' },
		]);
		await database.owner.query(
			`insert into msp.task (customer_id, subject_type, subject_id, kind, task_key, correlation_id, status)
			select customer_id, 'service', id, 'suspend', 'suspend:busy', 'x', 'running' from msp.service where username = 'busy'`,
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

	test('what was decided about a service stays while it is at work, or changes', async () => {
		await seed.services(['shut', 'small'].map((name) => ({ name, server: 'web1', invoice: 'paid' })));
		const panel = fleet.panelOf('web1');
		panel.accounts = [suspended('shut', 'by hand'), accountNamed('small', { packageName: 'b\u0000\udc00' })];
		await audit();
		for (const { findingId } of await findings()) await ignoreFinding(office, findingId, 'ada');
		await database.owner.query(
			`insert into msp.task (customer_id, subject_type, subject_id, kind, task_key, correlation_id, status)
			select customer_id, 'service', id, 'suspend', 'suspend:shut', 'x', 'retry' from msp.service where username = 'shut'`,
		);
		panel.meanwhile = async () =>
			await database.owner.query(`update msp.service set updated_at = now() where username = 'small'`);
		await audit();
		expect((await findings()).map(({ status }) => status)).toEqual(['ignored', 'ignored']);

		await database.owner.query(`update msp.task set status = 'completed'`);
		panel.accounts = [accountNamed('shut'), accountNamed('small')];
		await audit();
		expect((await findings()).map(({ status }) => status)).toEqual(['gone', 'gone']);
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
			complaint: 'is unknown: no server has the code nowhere',
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
				await database.owner.query(`insert into msp.task (customer_id, subject_type, subject_id, kind, task_key,
				correlation_id) select customer_id, 'service', id, 'suspend', 'x', 'x' from msp.service`),
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
		expect((await reportRun(office, { runId: run.runId, language: 'en' })).text).toContain('The server is busy.');

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
