import type { ControlPanel } from '../../core/panels';
import { savePolicy } from '../../core/policies';
import { accountSuspension } from '../../core/provisioning';
import { ExternalError } from '../../core/kernel/errors';
import { claimTask, failTask, finishRollback, openStep, runStep, undoList, undoOf, undoStep } from '../../core/tasks';
import { due, on, openDunningNights, type DunningNights } from '../support/dunningNights';

/* A suspension whose first try failed is asked for again before the next one: nothing of it is done. */

let nights: DunningNights;
let clock: DunningNights['clock'];
let scene: DunningNights['scene'];
let office: DunningNights['office'];

/** Just before the hours end in Brussels, and after it. */
const lastMinutes = '13:55';
const evening = '14:30';

beforeEach(async () => {
	nights = await openDunningNights(on(1));
	({ clock, scene, office } = nights);
	const { serviceId } = await scene.customer('acme');
	await scene.invoice('acme', { number: 'acme-1', dueOn: due, serviceIds: [serviceId] });
});
afterEach(async () => await nights.close());

/** The panel refuses, or makes the change and is not heard of any more. */
function failing(how: 'busy' | 'lost'): ControlPanel {
	let isGone = false;
	const lost = () => new ExternalError('transport', 'no answer', 'Look what became of it.');
	return {
		...scene.panel,
		findAccount: async (account) => {
			if (isGone) throw lost();
			return await scene.panel.findAccount(account);
		},
		suspendAccount: async (account, reason) => {
			if (how === 'busy') throw new ExternalError('busy', 'no answer', 'Wait.');
			await scene.panel.suspendAccount(account, reason);
			isGone = true;
			throw lost();
		},
	};
}

/** A suspension whose first try, in the last minutes of the hours, failed. */
async function failedOnce(how: 'busy' | 'lost'): Promise<string> {
	await clock.moveTo(on(2));
	await scene.night();
	await scene.sendLetters();
	await clock.moveTo(on(3));
	const [suspension] = (await scene.night()).suspensions;
	const taskId = suspension?.taskId ?? '';
	await clock.moveTo(on(3, lastMinutes));
	expect(await claimTask(office, taskId)).toMatchObject({ direction: 'forward' });
	const step = openStep(office, { taskId, stepName: 'account' }, accountSuspension(failing(how)));
	await expect(runStep(step, { account: 'acme.example', reason: 'overdue' })).rejects.toThrow('no answer');
	expect(await failTask(office, taskId, 'roll_back')).toMatchObject({ next: 'retry_later' });
	return taskId;
}

const taskOf = async (id: string) =>
	(
		await scene.rows<{ status: string; detail: string; notBefore: Date | null }>(
			`select status, status_detail as detail, not_before as "notBefore" from msp.task where id = $1`,
			[id],
		)
	)[0];
const isSuspended = async () =>
	(await scene.panel.findAccount({ username: 'acmeexample', domain: 'acme.example' }))?.suspended;

async function takeBack(taskId: string): Promise<void> {
	for (const { name } of await undoList(office, taskId)) {
		await undoStep(office, { taskId, stepName: name }, () => undoOf(accountSuspension(scene.panel)));
	}
	await finishRollback(office, taskId);
}

test('it is tried again in the hours of the customer only', async () => {
	const taskId = await failedOnce('busy');
	await clock.moveTo(on(3, evening));
	expect(await claimTask(office, taskId)).toBeUndefined();
	expect(await taskOf(taskId)).toEqual({
		status: 'waiting',
		detail: 'waits for the business hours of the customer',
		notBefore: on(4, '07:00'),
	});
	await scene.carryOut();
	expect([await isSuspended(), await scene.statusOf('acme.example')]).toEqual([false, 'active']);

	await clock.moveTo(on(4, '07:30'));
	await scene.carryOut();
	expect([await isSuspended(), await scene.statusOf('acme.example')]).toEqual([true, 'suspended']);
	expect(await taskOf(taskId)).toMatchObject({ status: 'completed' });
});

test.each([
	['paid', async () => await scene.setInvoice('acme-1', { status: 'paid', balance_minor: 0 }), 'nothing asks for it'],
	[
		'protected',
		async () => await savePolicy(office, { scope: 'customer', customerCode: 'acme' }, { protected: true }),
		'protected',
	],
	['switched off', async () => await savePolicy(office, { scope: 'default' }, { dunning: 'dry_run' }), 'not live'],
] as const)('it is taken back and not tried again when it was %s meanwhile', async (_, change, why) => {
	// Nobody knows what became of the first try: the panel has made the change.
	const taskId = await failedOnce('lost');
	expect(await isSuspended()).toBe(true);
	await change();
	await clock.moveTo(on(3, evening));
	expect(await claimTask(office, taskId)).toMatchObject({ direction: 'roll_back' });
	await takeBack(taskId);
	expect(await taskOf(taskId)).toMatchObject({ status: 'cancelled', detail: expect.stringContaining(why) });
	expect([await isSuspended(), await scene.statusOf('acme.example')]).toEqual([false, 'active']);
	expect(await scene.rows(`select 1 from msp.task where kind = 'suspend' and status <> 'cancelled'`)).toEqual([]);
});

// Paymenter #854 the other way round: nobody is told that a service is back which was never away.
test.each(['busy', 'lost'] as const)(
	'a payment calls it off, and what the try (%s) made is taken back',
	async (how) => {
		const taskId = await failedOnce(how);
		await scene.setInvoice('acme-1', { status: 'paid', balance_minor: 0 });
		expect(await scene.giveBack()).toBe(1);
		expect(await scene.giveBack()).toBe(0);
		expect(await claimTask(office, taskId)).toMatchObject({ direction: 'roll_back' });
		await takeBack(taskId);
		expect(await taskOf(taskId)).toMatchObject({ status: 'cancelled' });
		expect([await isSuspended(), await scene.statusOf('acme.example')]).toEqual([false, 'active']);
		expect(await scene.rows(`select 1 from msp.task where kind = 'unsuspend'`)).toEqual([]);
		expect(await scene.sendLetters()).toEqual([]);
		expect(await scene.giveBack()).toBe(0);
	},
);

test('one of which a step is done goes on, whatever is paid: what it did is undone by a task after it', async () => {
	await clock.moveTo(on(2));
	await scene.night();
	await scene.sendLetters();
	await clock.moveTo(on(3));
	const [suspension] = (await scene.night()).suspensions;
	const taskId = suspension?.taskId ?? '';
	await clock.moveTo(on(3, '12:00'));
	await claimTask(office, taskId);
	const place = { taskId, stepName: 'account' };
	await runStep(openStep(office, place, accountSuspension(scene.panel)), {
		account: 'acme.example',
		reason: 'overdue',
	});
	// The run dies here, and its lease runs out.
	await scene.setInvoice('acme-1', { status: 'paid', balance_minor: 0 });
	await clock.moveTo(on(3, evening));
	expect(await claimTask(office, taskId)).toMatchObject({ direction: 'forward' });
});
