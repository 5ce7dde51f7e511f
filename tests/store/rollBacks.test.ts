import { z } from 'zod';
import { ExternalError } from '../../core/kernel/errors';
import { accountCreation, certificateRequest, mailboxCreation, placeService, undoNamed } from '../../core/provisioning';
import {
	claimTask,
	failTask,
	finishRollback,
	openStep,
	retryTask,
	runStep,
	showTask,
	type SideEffect,
	type TaskOffice,
	undoList,
	undoOf,
	undoStep,
} from '../../core/tasks';
import { type AccountRef } from '../../core/panels';
import { listServers } from '../../core/servers/servers';
import { memoryPanel } from '../support/memoryPanel';
import {
	backOfficeOn,
	letTimePass,
	listPanel,
	seedTask,
	failing,
	seedTaskAlone,
	step,
} from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

const newTask = async (name: string, servers?: readonly number[]) => await seedTaskAlone(office, name, servers);

test('a place on which something was left is not given to another', async () => {
	const first = await newTask('left-place', [1]);
	const { panel } = memoryPanel();
	await claimTask(office, first.taskId);
	await placeService(office, first.taskId);
	const wanted = { domain: first.domain, packageName: 'starter', contactEmail: 'owner@customer.example' };
	await step(office, { taskId: first.taskId, stepName: 'account' }, accountCreation(panel), wanted);
	await expect(
		step(office, { taskId: first.taskId, stepName: 'x' }, failing(new ExternalError('limit', 'full', 'Room.')), {}),
	).rejects.toThrow('full');
	await failTask(office, first.taskId, 'roll_back');
	expect(await finishRollback(office, first.taskId)).toMatchObject({ leftovers: ['account'] });

	const second = await seedTask(office, first.plan, 'next.left-place.example');
	await claimTask(office, second);
	expect(await placeService(office, second)).toMatchObject({ placed: false });
	const servers = await office.store.asStaff(async (transaction) => await listServers(transaction, { limit: null }));
	expect(servers.find(({ serverCode }) => serverCode === 'left-place-1')).toMatchObject({ used: 1, free: 0 });
});

test('what was asked of an account that is gone is asked anew of the next one, also where it had failed', async () => {
	const { taskId, domain } = await newTask('closed-steps');
	const { panel } = memoryPanel();
	const asked: string[] = [];
	let refuses = true;
	let names = 0;
	const reluctant = {
		...panel,
		chooseUsername: async () => await Promise.resolve(`closed${++names}`),
		requestCertificate: async (account: AccountRef) => {
			if (refuses) throw new ExternalError('permission', 'not allowed to', 'Allow it.');
			asked.push(account.username);
			return await panel.requestCertificate(account);
		},
	};
	const server = await office.store.asStaff(async (transaction) =>
		(await listServers(transaction, { limit: null })).find(({ serverCode }) => serverCode === 'closed-steps-1'),
	);
	const onServer = async <Wanted, Intent, Result>(
		name: string,
		effect: SideEffect<Wanted, Intent, Result>,
		wanted: Wanted,
	) =>
		await runStep(
			openStep(
				office,
				{ taskId, stepName: name, target: server && { id: server.serverId, name: server.serverCode } },
				effect,
			),
			wanted,
		);
	const run = async () => {
		await claimTask(office, taskId);
		await placeService(office, taskId);
		return await onServer('account', accountCreation(reluctant), {
			domain,
			packageName: 'starter',
			contactEmail: 'o@c.example',
		});
	};

	const first = await run();
	await expect(onServer('certificate', certificateRequest(reluctant), { account: domain })).rejects.toThrow(
		'not allowed',
	);
	await failTask(office, taskId, 'roll_back');
	for (const { name: stepName } of await undoList(office, taskId))
		await undoStep(office, { taskId, stepName }, undoNamed(panel));
	expect(await finishRollback(office, taskId)).toMatchObject({ leftovers: [] });

	refuses = false;
	await retryTask(office, taskId);
	const second = await run();
	expect(second.username).not.toBe(first.username);
	await onServer('certificate', certificateRequest(reluctant), { account: domain });
	expect(asked).toEqual([second.username]);
});

test('what could not be taken back by itself and went with its account is no leftover', async () => {
	const { taskId, domain, service } = await newTask('went-along');
	const { panel } = memoryPanel();
	let names = 0;
	const unable = {
		...panel,
		chooseUsername: async () => await Promise.resolve(`along${++names}`),
		deleteMailbox: async () => await Promise.reject(new ExternalError('busy', 'the server is busy', 'Wait.')),
	};
	const run = async () => {
		await claimTask(office, taskId);
		await placeService(office, taskId);
		const wanted = { domain, packageName: 'starter', contactEmail: 'owner@customer.example' };
		await step(office, { taskId, stepName: 'account' }, accountCreation(unable), wanted);
		await step(office, { taskId, stepName: 'certificate' }, certificateRequest(unable), { account: domain });
		await step(office, { taskId, stepName: 'mailbox' }, mailboxCreation(unable), {
			account: domain,
			address: 'info',
			quotaMegabytes: null,
		});
	};
	await run();
	await expect(
		step(office, { taskId, stepName: 'x' }, failing(new ExternalError('limit', 'full', 'Room.')), {}),
	).rejects.toThrow('full');
	await failTask(office, taskId, 'roll_back');
	await expect(undoStep(office, { taskId, stepName: 'mailbox' }, undoNamed(unable))).rejects.toThrow('busy');
	await undoStep(office, { taskId, stepName: 'account' }, undoNamed(unable));
	expect(await undoList(office, taskId)).toEqual([]);
	expect(await finishRollback(office, taskId)).toMatchObject({ leftovers: [], statusDetail: 'rolled back' });
	expect(await service()).toMatchObject({ status: 'provisioning_failed', serverId: null });

	await retryTask(office, taskId);
	await run();
	const { steps } = await showTask(office, taskId);
	const made = steps.filter(({ name }) => name !== 'x').map(({ status, intent }) => ({ status, intent }));
	const anew = { status: 'done', intent: expect.objectContaining({ username: 'along2' }) as unknown };
	expect(made).toEqual([anew, anew, anew]);
});

describe('a last try that nobody knows the outcome of', () => {
	/** A panel that makes the account long after the connection was lost. */
	function slowPanel() {
		const panel = listPanel();
		let make: () => Promise<unknown> = async () => await Promise.resolve();
		const creation: typeof panel.creation = {
			...panel.creation,
			apply: async (...given) => {
				make = async () => await panel.creation.apply(...given);
				return await Promise.reject(new ExternalError('transport', 'no answer in time', 'Look.'));
			},
		};
		return { ...panel, creation, comesThrough: async () => await make() };
	}

	test('is taken back when the call cannot be on its way any more', async () => {
		const { taskId, domain, service } = await newTask('late-account');
		const panel = slowPanel();
		await claimTask(office, taskId);
		await placeService(office, taskId);
		await database.owner.query(`update msp.task set attempt = 5 where id = $1`, [taskId]);
		await expect(
			step(office, { taskId, stepName: 'account' }, panel.creation, { domain, password: 'kept' }),
		).rejects.toThrow('no answer');
		const { next, task } = await failTask(office, taskId, 'roll_back');
		expect({ next, status: task.status }).toEqual({ next: 'retry_later', status: 'compensating' });
		expect(await claimTask(office, taskId)).toBeUndefined();
		await panel.comesThrough();
		expect(panel.accounts).toHaveLength(1);

		await letTimePass(office);
		expect(await claimTask(office, taskId)).toMatchObject({ direction: 'roll_back' });
		await undoStep(office, { taskId, stepName: 'account' }, () => undoOf(panel.creation));
		expect(panel.accounts).toEqual([]);
		expect(await finishRollback(office, taskId)).toMatchObject({
			status: 'failed',
			errorClass: 'transport',
			leftovers: [],
		});
		expect(await service()).toMatchObject({ status: 'provisioning_failed', serverId: null });
	});
});

test('what another run is still at is taken back when that has ended', async () => {
	const { taskId, domain } = await newTask('still-at-it');
	const { accounts, creation } = listPanel();
	await claimTask(office, taskId);
	await placeService(office, taskId);
	const other = openStep(office, { taskId, stepName: 'account' }, creation);
	await other.begin(async () => await creation.plan({ domain, password: 'kept' }));
	// This run lost its lease to the other one, and ends by the error output of its step.
	await database.owner.query(`update msp.task set attempt = 5 where id = $1`, [taskId]);
	expect(await failTask(office, taskId, 'roll_back')).toMatchObject({
		next: 'retry_later',
		task: { status: 'compensating' },
	});
	await creation.apply({ domain }, { password: 'kept' });
	await expect(other.succeed({ domain })).rejects.toMatchObject({ errorClass: 'busy' });
	await letTimePass(office);
	expect(await claimTask(office, taskId)).toMatchObject({ direction: 'roll_back' });
	await undoStep(office, { taskId, stepName: 'account' }, () => undoOf(creation));
	expect(accounts).toEqual([]);
});

/** Writes down whose account it tells of, or is refused. */
const telling = (
	told: string[],
	username: string,
	{ name = 'note.write', template = 'welcome', refused = false } = {},
): SideEffect<object, { username: string; template: string }, object> => ({
	name,
	intent: z.object({ username: z.string(), template: z.string() }),
	result: z.object({}),
	plan: async () => await Promise.resolve({ intent: { username, template } }),
	apply: async (intent) => {
		if (refused) throw new ExternalError('invalid', 'no such mailbox', 'Correct the address.');
		told.push(intent.username);
		return await Promise.resolve({});
	},
	readBack: async () => await Promise.resolve({ state: 'absent' }),
	redoAfterRollback: (intent) => name === 'message.send' && intent.template !== 'operatorAlert',
});

test('what was to be told of an account that is gone is told of the next one', async () => {
	const { taskId } = await newTask('told-anew');
	const told: string[] = [];
	const mail = { taskId, stepName: 'mail' };
	await claimTask(office, taskId);
	const refused = step(office, mail, telling(told, 'first', { refused: true }), {});
	await expect(refused).rejects.toThrow('no such mailbox');
	await failTask(office, taskId, 'roll_back');
	await finishRollback(office, taskId);
	await retryTask(office, taskId);
	await claimTask(office, taskId);
	await step(office, mail, telling(told, 'second'), {});
	expect(told).toEqual(['second']);
});

test('a mail to the customer is sent again of the next account; what the staff was told, and what is no mail, is not done again', async () => {
	const { taskId } = await newTask('sent-anew');
	const [mails, alerts, notes]: [string[], string[], string[]] = [[], [], []];
	const tell = async (username: string) => {
		const mail = telling(mails, username, { name: 'message.send' });
		await step(office, { taskId, stepName: 'welcome-mail' }, mail, {});
		const alert = telling(alerts, username, { name: 'message.send', template: 'operatorAlert' });
		await step(office, { taskId, stepName: 'alert' }, alert, {});
		await step(office, { taskId, stepName: 'note' }, telling(notes, username), {});
	};
	await claimTask(office, taskId);
	await tell('first');
	await tell('first');
	const full = step(office, { taskId, stepName: 'x' }, failing(new ExternalError('limit', 'full', 'Room.')), {});
	await expect(full).rejects.toThrow('full');
	await failTask(office, taskId, 'roll_back');
	await finishRollback(office, taskId);
	await retryTask(office, taskId);
	await claimTask(office, taskId);
	await tell('second');
	expect({ mails, alerts, notes }).toEqual({ mails: ['first', 'second'], alerts: ['first'], notes: ['first'] });
});
