import { expectSetUp } from '../../support/expectSetUp';
import type { PlayedServer } from '../../support/playedServer';
import type { WorkflowScene } from '../../support/workflowScene';
import { expectSuspended, failureTold, oneOfEach, resumed, staffTold, started, suspensionOf } from '../orders';
import type { Row } from '../row';

const start = 'When Called';
const workflow = { id: 'msp-11-provision-hosting-account', name: '11 Provision hosting account' };
const nothing = { accounts: [], known: [] };

/** A task that goes to one server, after something was done to that server. */
const on =
	(code: (typeof oneOfEach)[number], domain: string, before: (server: PlayedServer) => Promise<void>) =>
	async (scene: WorkflowScene) => {
		await scene.placeOn(code);
		await before(scene.servers[code]);
		return { items: [{ taskId: await started(scene, domain) }] };
	};

export const provisionHostingAccount: readonly Row[] = [
	...oneOfEach.flatMap((code) => [setUp(code), lostAnswer(code), theirs(code), rolledBack(code), busy(code)]),
	{
		title: 'a task that another run has is left to it',
		start,
		given: async (scene) => {
			const taskId = await started(scene, 'claimed.example');
			await scene.change(
				`update msp.task set status = 'running', lease_until = now() + interval '1 hour' where id = $1`,
				taskId,
			);
			return { items: [{ taskId }] };
		},
		last: 'Claim Task',
		items: [],
		then: async ({ onPanels }) => expect(await onPanels('claimed.example')).toEqual(nothing),
	},
	{
		title: 'a change of a service that is set up is handed to workflow 12, which makes it on the panel',
		start,
		given: async (scene) => {
			await scene.placeOn('web1');
			const taskId = await started(scene, 'suspended.example');
			await scene.play(workflow.id, start, { items: [{ taskId }] });
			return { items: [{ taskId: await suspensionOf(scene, 'suspended.example') }] };
		},
		last: 'Run in 12',
		then: async (scene) => await expectSuspended(scene, 'suspended.example'),
	},
	{
		title: 'where no server has room the task waits, and a person is told',
		start,
		given: async (scene) => {
			await scene.change('update msp.server set accepts_new = false');
			return { items: [{ taskId: await started(scene, 'no-room.example') }] };
		},
		last: 'Tell: No Room',
		then: async (scene) => {
			expect(await scene.task('no-room.example')).toMatchObject({ status: 'waiting' });
			await staffTold(scene);
			const [alert, ...others] = await scene.mails('no-room.example');
			expect(others).toEqual([]);
			expect(alert?.subject).toContain("No server of the group 'default' has room");
			expect(await scene.onPanels('no-room.example')).toEqual(nothing);
		},
	},
	{
		title: 'a mail that cannot be sent now is tried again later, and nothing is taken back',
		start,
		given: async (scene) => {
			await scene.catcher.addFault({ kind: 'refuse', code: 451, to: 'linden-bakery' });
			return { items: [{ taskId: await started(scene, 'mail-later.example') }] };
		},
		last: 'Tried Again Later',
		then: async (scene) => {
			expect(await scene.task('mail-later.example')).toMatchObject({ status: 'retry', failedStep: 'welcome-mail' });
			await resumed(scene);
			await expectSetUp(scene, 'mail-later.example');
		},
	},
	{
		title: 'a mail that is refused for good leaves the service set up; staff are told, and the run is red',
		start,
		given: async (scene) => {
			await scene.catcher.addFault({ kind: 'refuse', code: 550, to: 'linden-bakery' });
			return { items: [{ taskId: await started(scene, 'no-mail.example') }] };
		},
		last: 'End: No Log-In',
		fails: /^no-mail\.example is set up, and its customer has no log-in/,
		then: async (scene, played) => {
			expect(await scene.task('no-mail.example')).toMatchObject({ status: 'completed', serviceStatus: 'active' });
			expect((await scene.onPanels('no-mail.example')).accounts).toHaveLength(1);
			await failureTold(scene, played, workflow);
			await staffTold(scene);
			const [alert, ...others] = await scene.mails('no-mail.example');
			expect(others).toEqual([]);
			expect(alert).toMatchObject({ to: ['operator@demo-hosting.example'] });
			expect(alert?.subject).toContain('no-mail.example is set up, and its customer has no log-in');
			expect(alert?.text).toContain('refused for good');
		},
	},
];

function setUp(code: (typeof oneOfEach)[number]): Row {
	const domain = `new-${code}.example`;
	return {
		title: `a task is completed on ${code}: account, DNS, certificate, mailbox, database, one welcome mail`,
		start,
		given: on(code, domain, async () => undefined),
		last: 'Complete Task',
		items: [{ status: 'completed' }],
		then: async (scene) => {
			await expectSetUp(scene, domain);
			expect(await scene.task(domain)).toMatchObject({ failedStep: null, attempt: 0 });
		},
	};
}

function lostAnswer(code: (typeof oneOfEach)[number]): Row {
	const domain = `lost-answer-${code}.example`;
	return {
		title: `an account whose answer ${code} lost is read back and adopted: no duplicate, no failure`,
		start,
		given: on(code, domain, async ({ addFault, changes }) => {
			await addFault({ path: changes.createAccount, kind: 'drop_after' });
		}),
		last: 'Complete Task',
		then: async (scene) => {
			expect(await scene.task(domain)).toMatchObject({ status: 'completed', attempt: 0, errorClass: null });
			await expectSetUp(scene, domain);
		},
	};
}

function theirs(code: (typeof oneOfEach)[number]): Row {
	const domain = `theirs-${code}.example`;
	return {
		title: `a domain of somebody else on ${code} is a lasting conflict: theirs is not touched, a person is told`,
		start,
		given: on(code, domain, async ({ panel }) => {
			await panel.createAccount({
				username: 'others',
				domain,
				packageName: 'business',
				contactEmail: 'others@example.org',
				password: panel.generatePassword(),
			});
		}),
		last: 'End as Failed',
		fails: /^Provisioning of .* failed/,
		then: async (scene, played) => {
			const { task, onPanels, mails } = scene;
			const failed = await task(domain);
			expect(failed).toMatchObject({
				status: 'failed',
				failedStep: 'account',
				errorClass: 'exists',
				serviceStatus: 'provisioning_failed',
			});
			expect(failed?.vendorMessage).toContain("'others'");
			expect(await onPanels(domain)).toMatchObject({
				accounts: [{ username: 'others', packageName: 'business', mailboxes: [], databases: [] }],
				known: [code],
			});
			await failureTold(scene, played, workflow);
			const [alert, ...others] = await mails(domain);
			expect(others).toEqual([]);
			expect(alert?.subject).toContain(`Provisioning of ${domain} failed`);
			expect(alert?.text).toContain("'others'");
		},
	};
}

function rolledBack(code: (typeof oneOfEach)[number]): Row {
	const domain = `no-database-${code}.example`;
	let asked = 0;
	let before: unknown;
	return {
		title: `a step that fails for good on ${code}: what the task made is taken back in reverse, and nothing else`,
		start,
		given: on(code, domain, async (server) => {
			await server.allowDatabases(0);
			before = await server.accounts();
			asked = (await server.requests()).length;
		}),
		last: 'End as Failed',
		fails: /^Provisioning of .* failed/,
		then: async (scene, played) => {
			const server = scene.servers[code];
			const task = await scene.task(domain);
			expect(task).toMatchObject({
				status: 'failed',
				failedStep: 'database',
				errorClass: 'limit',
				statusDetail: 'rolled back',
				vendorMessage: expect.stringMatching(/maximum|limit|allot/i) as unknown,
			});
			expect(task?.steps.map(({ name, status }) => [name, status])).toEqual([
				['package', 'undone'],
				['account', 'undone'],
				['dns', 'undone'],
				['certificate', 'undone'],
				['mailbox', 'undone'],
				['database', 'undone'],
			]);
			expect(await scene.onPanels(domain)).toEqual(nothing);
			expect(await server.accounts()).toEqual(before);

			const { deleteMailbox, terminateAccount } = server.changes;
			const since = (await server.requests()).slice(asked).map(({ name }) => name);
			const undone = since.flatMap((name) => [
				...(new RegExp(deleteMailbox).test(name) ? ['mailbox'] : []),
				...(new RegExp(terminateAccount).test(name) ? ['account'] : []),
			]);
			expect(undone).toEqual(['mailbox', 'account']);
			await failureTold(scene, played, workflow);
			const [alert, ...others] = await scene.mails(domain);
			expect(others).toEqual([]);
			expect(alert?.text).toContain(task?.vendorMessage);
			expect(alert?.text).toContain(`No payment is on record for the order order-${domain}`);
			await server.allowDatabases(2);
		},
	};
}

function busy(code: (typeof oneOfEach)[number]): Row {
	const domain = `busy-${code}.example`;
	return {
		title: `a panel that is busy is asked again later: ${code}`,
		start,
		given: on(code, domain, async ({ addFault, changes }) => {
			await addFault({ path: changes.createAccount, kind: 'drop_before' });
		}),
		last: 'Tried Again Later',
		then: async (scene) => {
			expect(await scene.task(domain)).toMatchObject({
				status: 'retry',
				attempt: 1,
				errorClass: 'transport',
				failedStep: 'account',
			});
			await resumed(scene);
			await expectSetUp(scene, domain);
		},
	};
}
