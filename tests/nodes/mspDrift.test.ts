import { randomBytes } from 'node:crypto';
import { openVault } from '../../core/kernel/encryption';
import { addServer } from '../../core/servers';
import { taskKinds } from '../../nodes/shared/taskKinds';
import type { TaskOffice } from '../../core/tasks';
import type { IDataObject, INode } from 'n8n-workflow';
import { z } from 'zod';
import { If } from 'n8n-nodes-base/dist/nodes/If/If.node';
import { NoOp } from 'n8n-nodes-base/dist/nodes/NoOp/NoOp.node';
import { RespondToWebhook } from 'n8n-nodes-base/dist/nodes/RespondToWebhook/RespondToWebhook.node';
import { ScheduleTrigger } from 'n8n-nodes-base/dist/nodes/Schedule/ScheduleTrigger.node';
import { Set as EditFields } from 'n8n-nodes-base/dist/nodes/Set/Set.node';
import { SplitInBatches } from 'n8n-nodes-base/dist/nodes/SplitInBatches/SplitInBatches.node';
import { StickyNote } from 'n8n-nodes-base/dist/nodes/StickyNote/StickyNote.node';
import { Switch } from 'n8n-nodes-base/dist/nodes/Switch/Switch.node';
import { SplitOut } from 'n8n-nodes-base/dist/nodes/Transform/SplitOut/SplitOut.node';
import { Webhook } from 'n8n-nodes-base/dist/nodes/Webhook/Webhook.node';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { MspMailApi } from '../../credentials/MspMailApi.credentials';
import { ControlPanel } from '../../nodes/ControlPanel/ControlPanel.node';
import { MspCustomers } from '../../nodes/MspCustomers/MspCustomers.node';
import { MspDrift } from '../../nodes/MspDrift/MspDrift.node';
import { MspMessage } from '../../nodes/MspMessage/MspMessage.node';
import { driftSeed } from '../support/driftScene';
import type { NodeClass } from '../support/inProcess/nodeTypes';
import { createHarness, type WorkflowJson } from '../support/inProcessN8n';
import { startMailServer, type TestMailServer } from '../support/mailServer';
import { type PanelScene } from '../support/panelScene';
import { panelScenes } from '../support/panelScenes';
import { textOf } from '../support/repository';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.mspDrift';
const key = randomBytes(32);
const names = ['shut', 'fine', 'ended', 'small', 'lost', 'stranger'] as const;

let database: TestDatabase;
let office: TaskOffice;
let mails: TestMailServer;
let harness: ReturnType<typeof createHarness>;
const scenes: Record<string, PanelScene> = {};

beforeAll(async () => {
	[database, mails] = await Promise.all([createTestDatabase(), startMailServer()]);
	const vault = openVault({ current: { version: 1, key }, previous: [] });
	office = { store: database.store, vault, kinds: taskKinds };
	harness = createHarness({
		nodes: {
			[type]: MspDrift,
			'n8n-nodes-msp.controlPanel': ControlPanel,
			'n8n-nodes-msp.mspCustomers': MspCustomers,
			'n8n-nodes-msp.mspMessage': MspMessage,
			'n8n-nodes-base.if': If,
			'n8n-nodes-base.noOp': NoOp,
			'n8n-nodes-base.respondToWebhook': RespondToWebhook,
			'n8n-nodes-base.scheduleTrigger': ScheduleTrigger,
			'n8n-nodes-base.set': EditFields,
			'n8n-nodes-base.splitInBatches': SplitInBatches,
			'n8n-nodes-base.splitOut': SplitOut,
			'n8n-nodes-base.stickyNote': StickyNote,
			'n8n-nodes-base.switch': Switch,
			// Its methods are typed closer than those of the other nodes.
			'n8n-nodes-base.webhook': Webhook as unknown as NodeClass,
		},
		credentialTypes: { MspDatabaseApi, MspMailApi },
		credentials: {
			mspDatabaseApi: databaseCredential(database, key),
			mspMailApi: {
				...{ host: mails.address.host, port: mails.address.port, tls: 'none', user: '', password: '' },
				...{ certificateAuthority: '', fromAddress: 'hosting@acme.example', fromName: 'Acme' },
				operatorAddress: 'staff@acme.example',
			},
		},
	});
	await driftSeed(database).base();
	for (const [kind, open] of Object.entries(panelScenes)) {
		const scene = await open();
		scenes[kind] = scene;
		const { username, ...login } = scene.login;
		await addServer(
			office,
			{ serverCode: kind, maxAccounts: 100 },
			{ panel: scene.kind, username, certificateAuthority: null, certificateFingerprint: null, ...login },
		);
	}
});
afterAll(async () => {
	await Promise.all(Object.values(scenes).map(async ({ close }) => await close()));
	await mails.close();
	await database.drop();
});

/** On each panel: accounts that are as they should be, and some that are not. */
async function disagree(kind: string): Promise<void> {
	const { panel } = scenes[kind] ?? {};
	if (!panel) throw new Error(`there is no scene of ${kind}`);
	const seed = driftSeed(database);
	for (const name of names) {
		const domain = `${kind}${name}.example`;
		const account =
			name === 'lost'
				? { username: `${kind}gone` }
				: await panel.createAccount({
						...{ domain, packageName: name === 'small' ? 'business' : 'starter', contactEmail: `a@${domain}` },
						...{ username: await panel.chooseUsername(domain), password: panel.generatePassword() },
					});
		if (name === 'stranger') continue;
		const state =
			name === 'ended' ? { status: 'terminated' } : name === 'shut' ? { status: 'suspended', reason: 'overdue' } : {};
		await seed.services([{ name: `${kind}${name}`, server: kind, invoice: 'paid', ...state }]);
		await database.owner.query(`update msp.service set username = $1 where domain = $2`, [account.username, domain]);
		if (name === 'shut') await panel.suspendAccount({ username: account.username, domain }, 'overdue');
	}
}

const call = async (
	operation: string,
	parameters: INode['parameters'] = {},
	items: IDataObject[] = [{}],
	more = {},
) => {
	const [resource = '', name = ''] = operation.split('.');
	return await harness.node(type, { resource, operation: name, ...parameters }, items, more);
};
const workflow = JSON.parse(textOf('workflows/25-drift-audit.json')) as WorkflowJson;
/** The credentials of the workflow under the names that the harness holds. */
const runnable: WorkflowJson = {
	...workflow,
	nodes: workflow.nodes.map((node) => ({
		...node,
		credentials: Object.fromEntries(Object.keys(node.credentials ?? {}).map((name) => [name, { id: name, name }])),
	})),
	pinData: {},
};
const night = async () =>
	await harness.run(runnable, { start: 'Every Night', pinData: { 'Every Night': [{ json: {} }] } });
const request = async (trigger: string, json: IDataObject) =>
	await harness.run(runnable, { start: trigger, pinData: { [trigger]: [{ json }] } });

describe.each(Object.keys(panelScenes))('the starter workflow on %s', (kind) => {
	let ticket: string;

	beforeAll(async () => {
		await disagree(kind);
		mails.mails.splice(0);
	});

	test('tells in the night what disagrees, and changes nothing', async () => {
		const before = scenes[kind]?.accounts();
		const { error, output } = await night();
		expect(error).toBeUndefined();
		expect(scenes[kind]?.accounts()).toEqual(before);
		const listed = await call('finding.list', { returnAll: true, filters: { serverCode: kind, statuses: ['open'] } });
		expect(listed.output('N').map(({ kind: found, fix }) => [found, fix])).toEqual([
			['active_but_missing', null],
			['paid_but_suspended', 'unsuspend'],
			['terminated_but_alive', 'suspend'],
			['orphan_account', null],
			['wrong_package', 'change_package'],
		]);
		const [report] = output('Report');
		const url = new URL(z.string().parse(report?.approvalUrl));
		expect(url.origin + url.pathname).toBe('http://127.0.0.1:5678/webhook/msp/drift');
		ticket = url.searchParams.get('ticket') ?? '';
		const [mail] = mails.mails;
		expect(mail).toMatchObject({ to: [expect.objectContaining({ address: 'staff@acme.example' })] });
		expect(mail?.subject).toMatch(/^Billing and panels disagree/);
		expect(mail?.text).toContain(`${kind}shut.example`);
		expect(mail?.text).toContain(ticket);
	});

	test('shows the fixes to whoever opens the link, however often, and changes nothing', async () => {
		const before = await database.dump();
		const { output, error } = await request('Link Opened', { query: { ticket } });
		expect(error).toBeUndefined();
		expect(output('Show Approval')).toMatchObject([{ statusCode: 200 }]);
		expect(output('Show Approval')[0]?.html).toContain(`${kind}shut.example`);
		expect(await database.dump()).toBe(before);
		const refused = await request('Link Opened', { query: {} });
		expect(refused.output('Show Approval')).toMatchObject([{ statusCode: 403 }]);
	});

	test('makes what was approved, and nothing else; billing follows', async () => {
		const listed = await call('finding.list', {
			returnAll: true,
			filters: { serverCode: kind, statuses: ['open'], fixable: 'safe' },
		});
		const finding = listed.output('N').flatMap(({ findingId }) => (typeof findingId === 'string' ? findingId : []));
		expect(finding).toHaveLength(3);
		const { error, output } = await request('Approval Posted', { body: { ticket, finding, by: 'Ada' } });
		expect(error).toBeUndefined();
		expect(output('Accept Approval')).toMatchObject([{ statusCode: 200 }]);
		expect(output('Record Fixed')).toMatchObject(finding.map(() => ({ status: 'fixed', decidedBy: 'Ada' })));
		expect(output('Record Failed')).toEqual([]);

		const state = scenes[kind]
			?.accounts()
			.map(({ domain, suspended, packageName }) => [domain, suspended, packageName]);
		expect(state).toEqual(
			expect.arrayContaining([
				[`${kind}shut.example`, false, 'starter'],
				[`${kind}fine.example`, false, 'starter'],
				[`${kind}ended.example`, true, 'starter'],
				[`${kind}small.example`, false, 'starter'],
				[`${kind}stranger.example`, false, 'starter'],
			]),
		);
		expect(state).toHaveLength(5);
		const { rows } = await database.owner.query(`select status from msp.service where domain = $1`, [
			`${kind}shut.example`,
		]);
		expect(rows).toEqual([{ status: 'active' }]);

		const again = await request('Approval Posted', { body: { ticket, finding, by: 'Ada' } });
		expect(again.output('Confirm')).toEqual([]);
	});

	test('finds the next night only what needs a person', async () => {
		await night();
		const open = await call('finding.list', { returnAll: true, filters: { serverCode: kind, statuses: ['open'] } });
		expect(open.output('N').map(({ kind: found }) => found)).toEqual([
			'active_but_missing',
			'orphan_account',
			'terminated_but_alive',
		]);
	});

	test('tells at once of a fix that fails, and keeps its words', async () => {
		const scene = scenes[kind];
		const [account] = scene?.accounts().filter(({ domain }) => domain === `${kind}small.example`) ?? [];
		if (!scene || !account) throw new Error('the scene lost its account');
		await scene.panel.changePackage(account, 'business');
		await night();
		const listed = await call('finding.list', {
			returnAll: true,
			filters: { serverCode: kind, statuses: ['open'], fixable: 'safe' },
		});
		scene.server.addFault({ path: scene.changes.changePackage, kind: 'answer', status: 403, body: '{}', times: 100 });
		mails.mails.splice(0);
		const { output } = await request('Approval Posted', {
			body: { ticket, finding: listed.output('N')[0]?.findingId, by: 'Ada' },
		});
		scene.server.clear();
		expect(output('Record Failed')).toMatchObject([{ status: 'failed', failure: expect.stringMatching(/.{10}/) }]);
		expect(mails.mails).toMatchObject([{ subject: expect.stringContaining(`${kind}small.example`) }]);
		await ignoreAll();
	});
});

describe('the approved fixes of the starter workflow', () => {
	/** Two findings with a fix, in this order; what the second one rests on changes when the first one is fixed. */
	async function twoOf(seeds: readonly [string, string]) {
		const { panel } = scenes.whm ?? {};
		if (!panel) throw new Error('there is no scene of whm');
		for (const name of seeds) {
			const account = { username: name, domain: `${name}.example` };
			await panel.createAccount({
				...account,
				...{ packageName: 'starter', contactEmail: 'a@acme.example', password: panel.generatePassword() },
			});
		}
		const [paid, owing] = seeds;
		await driftSeed(database).services([
			{ name: paid, server: 'whm', status: 'suspended', reason: 'overdue', invoice: 'paid' },
			{ name: owing, server: 'whm', status: 'suspended', reason: 'overdue', invoice: 'owing' },
		]);
		await panel.suspendAccount({ username: paid, domain: `${paid}.example` }, 'overdue');
		await night();
		const { output } = await call('finding.list', {
			returnAll: true,
			filters: { statuses: ['open'], fixable: 'safe', serverCode: 'whm' },
		});
		expect(output('N')).toMatchObject([
			{ fix: 'unsuspend', username: paid },
			{ fix: 'suspend', username: owing },
		]);
		const [report] = (
			await call('run.report', { language: 'en', approvalPage: 'https://n8n.example/x', linkHours: 1 })
		).output('N');
		const ticket = new URL(z.string().parse(report?.approvalUrl)).searchParams.get('ticket') ?? '';
		return { ticket, finding: output('N').map(({ findingId }) => z.string().parse(findingId)) };
	}
	/** Does something in the database when something else happens there. */
	const meanwhile = async (when: string, condition: string, sql: string) => {
		await database.owner
			.query(`create or replace function msp.meanwhile() returns trigger language plpgsql security definer
			as $$ begin ${sql}; return null; end $$`);
		await database.owner.query(
			`create trigger meanwhile after ${when} for each row when (${condition}) execute function msp.meanwhile()`,
		);
	};
	const whenFirstIsFixed = async ([first]: readonly string[], sql: string) =>
		await meanwhile('update on msp.drift_finding', `new.id = '${first ?? ''}' and new.status = 'fixed'`, sql);
	afterEach(async () => {
		await database.owner.query('drop trigger if exists meanwhile on msp.drift_finding');
		await database.owner.query('drop trigger if exists meanwhile on msp.server_slot');
		await ignoreAll();
	});

	test('are confirmed one by one, each right before it is made: who pays meanwhile is not suspended', async () => {
		const { ticket, finding } = await twoOf(['nowpaid', 'payslate']);
		await whenFirstIsFixed(
			finding,
			`update msp.invoice set status = 'paid', balance_minor = 0 where number like 'order-payslate-%'`,
		);
		const { error, output } = await request('Approval Posted', { body: { ticket, finding, by: 'Ada' } });
		expect(error).toBeUndefined();
		expect(output('Record Fixed')).toMatchObject([{ username: 'nowpaid', status: 'fixed' }]);
		expect(output('No Longer So')).toMatchObject([{ username: 'payslate', status: 'gone' }]);
		expect(scenes.whm?.accounts().find(({ username }) => username === 'payslate')).toMatchObject({ suspended: false });
	});

	test('a person is told where somebody suspends the service while its account is unsuspended', async () => {
		const { ticket, finding } = await twoOf(['fifth', 'sixth']);
		await meanwhile(
			'insert on msp.server_slot',
			'true',
			`update msp.service set suspended_by = 'bob', suspension_reason = 'abuse' where username = 'fifth'`,
		);
		mails.mails.splice(0);
		const { error, output } = await request('Approval Posted', { body: { ticket, finding, by: 'Ada' } });
		expect(error).toBeUndefined();
		expect(output('Record Failed')).toMatchObject([{ username: 'fifth', failure: expect.stringContaining('by bob') }]);
		expect(output('Record Fixed')).toMatchObject([{ username: 'sixth', status: 'fixed' }]);
		expect(mails.mails).toMatchObject([{ text: expect.stringContaining('was suspended by bob (abuse)') }]);
	});

	test('go on where somebody takes an approval back in between', async () => {
		const { ticket, finding } = await twoOf(['third', 'fourth']);
		await whenFirstIsFixed(finding, `update msp.drift_finding set status = 'open' where id = '${finding[1] ?? ''}'`);
		mails.mails.splice(0);
		const { error, output } = await request('Approval Posted', { body: { ticket, finding, by: 'Ada' } });
		expect(error).toBeUndefined();
		expect(output('Record Fixed')).toMatchObject([{ username: 'third', status: 'fixed' }]);
		expect(scenes.whm?.accounts().find(({ username }) => username === 'fourth')).toMatchObject({ suspended: false });
	});
});

/** So that the next panel begins with nothing open. */
async function ignoreAll(): Promise<void> {
	await night();
	const { output } = await call('finding.list', { returnAll: true, filters: { statuses: ['open'] } });
	await call('finding.ignore', { findingId: '={{ $json.findingId }}', by: 'ada' }, output('N'));
}

describe('the node', () => {
	test('tells in words what billing and the panel say, item by item, and who decided', async () => {
		const listed = await call('finding.list', { returnAll: false, limit: 1, filters: { kinds: ['orphan_account'] } });
		const [finding] = listed.output('N');
		expect(finding).toMatchObject({
			...{ title: 'Orphan account', billingSays: 'knows no such account', panelSays: 'live' },
			...{ status: 'ignored', decidedBy: 'ada', whatToDo: expect.stringContaining('whose it is') },
		});
		expect(finding).not.toHaveProperty('findingKey');
		const reopened = await call('finding.reopen', { findingId: '={{ $json.findingId }}', by: 'Bob' }, [finding ?? {}]);
		expect(reopened.output('N')).toMatchObject([{ status: 'open', changed: true, decidedBy: null }]);
		const got = await call('finding.get', { findingId: '={{ $json.findingId }}' }, [finding ?? {}]);
		expect(got.output('N')).toMatchObject([{ status: 'open', title: 'Orphan account' }]);
	});

	test('says which item is wrong, and does the others', async () => {
		const [orphan] = (
			await call('finding.list', { returnAll: false, limit: 1, filters: { kinds: ['orphan_account'] } })
		).output('N');
		const { output, items } = await call(
			'finding.approve',
			{ findingId: '={{ $json.findingId }}', by: 'Ada' },
			[{ findingId: 'nonsense' }, { findingId: orphan?.findingId }],
			{ onError: 'continueErrorOutput' },
		);
		expect(output('N', 1)).toEqual([
			{ error: "'findingId' must be a finding ID [item 0]" },
			{ error: "'findingId' has no safe fix [item 1]" },
		]);
		expect(items('N', 1).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	test('audits the servers that are named, and refuses one that is not there', async () => {
		const run = await call('run.audit', { servers: 'whm, plesk', options: { atOnce: 2, mostMissingPercent: 50 } });
		expect(run.output('N')[0]?.servers).toMatchObject([{ serverCode: 'plesk' }, { serverCode: 'whm' }]);
		const { error } = await call('run.audit', { servers: 'nowhere', options: {} });
		expect(error).toMatchObject({ message: expect.stringContaining('is unknown: no server has the code nowhere') });
	});

	test('reports in the language that is asked for, without a link where no page is named', async () => {
		const { output } = await call('run.report', { runId: '', language: 'fr', approvalPage: '', linkHours: 48 });
		expect(output('N')).toMatchObject([{ html: expect.stringContaining('<html lang="fr"') }]);
		expect(output('N')[0]).not.toHaveProperty('approvalUrl');
		const bad = await call('run.report', {
			runId: '',
			language: 'en',
			approvalPage: 'javascript:alert(1)',
			linkHours: 1,
		});
		expect(bad.error).toMatchObject({ message: expect.stringContaining("'approvalPage' is not an http") });
	});
});
