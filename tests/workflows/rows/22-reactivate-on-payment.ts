import type { Arrival, WorkflowScene } from '../../support/workflowScene';
import { expectSuspended, until } from '../orders';
import type { Row } from '../row';
import { owes, say, wasWarned } from './21-dunning';

const look: Arrival = { items: [{}] };

/** The nightly run has started the suspension of a service. */
async function isToBeSuspended(scene: WorkflowScene, domain: string): Promise<void> {
	await say(scene, { dunning: 'live', mostSuspensions: 100 });
	await owes(scene, domain, 3);
	await wasWarned(scene, domain, 'warning', 1);
	await scene.play('msp-21-dunning', 'Every Night', look);
}

const pay = async (scene: WorkflowScene, domain: string) =>
	await scene.change(`update msp.invoice set status = 'paid', balance_minor = 0 where number = 'late-' || $1`, domain);

export const reactivateOnPayment: readonly Row[] = [
	{
		title: 'does nothing where nothing is suspended',
		start: 'Twice a Minute',
		given: () => look,
		last: 'Reactivate',
		items: [],
	},
	{
		title: 'calls off a suspension that has not begun',
		start: 'When Called',
		given: async (scene) => {
			await isToBeSuspended(scene, 'quick.example');
			await pay(scene, 'quick.example');
			return look;
		},
		last: 'Called Off',
		items: [{ domain: 'quick.example', calledOff: true }],
		then: async (scene) => expect(await scene.task('quick.example')).toMatchObject({ status: 'cancelled' }),
	},
	{
		title: 'switches a suspended service on again, on the panel, at once',
		start: 'Twice a Minute',
		given: async (scene) => {
			await isToBeSuspended(scene, 'paid.example');
			await scene.timePasses();
			await scene.play('msp-13-resume-interrupted-work', 'Every Minute', look);
			await expectSuspended(scene, 'paid.example');
			await pay(scene, 'paid.example');
			return look;
		},
		last: 'Run Task',
		then: async (scene) => {
			await until('paid.example runs again', async () => (await scene.task('paid.example'))?.status === 'completed');
			expect(await scene.task('paid.example')).toMatchObject({ kind: 'unsuspend', serviceStatus: 'active' });
			expect((await scene.onPanels('paid.example')).accounts).toMatchObject([{ suspended: false }]);
		},
	},
	{
		title: 'leaves a service whose unsuspension is under way',
		start: 'Twice a Minute',
		given: async (scene) => {
			await isToBeSuspended(scene, 'held.example');
			await pay(scene, 'held.example');
			// As if the suspension had begun, and its account were being changed.
			await scene.change(
				`update msp.task set status = 'running', lease_until = now() + interval '1 hour' where kind = 'suspend'
					and subject_id = (select id from msp.service where domain = 'held.example')`,
			);
			await scene.play('msp-22-reactivate-on-payment', 'Twice a Minute', look);
			return look;
		},
		last: 'Reactivate',
		then: async (scene) =>
			expect(
				await scene.count(`select count(*) from msp.task where kind = 'unsuspend' and status = 'pending'
				and subject_id = (select id from msp.service where domain = 'held.example')`),
			).toBe(1),
	},
	{
		title: 'leaves a suspension that is being called off already, as after a failed try',
		start: 'Twice a Minute',
		given: async (scene) => {
			await isToBeSuspended(scene, 'calledoff.example');
			await pay(scene, 'calledoff.example');
			await scene.change(
				`update msp.task set status = 'retry', cancel_requested = true where kind = 'suspend'
					and subject_id = (select id from msp.service where domain = 'calledoff.example')`,
			);
			return look;
		},
		last: 'Left as It Is',
		items: [{ domain: 'calledoff.example', done: false, why: 'is being called off already' }],
	},
];
