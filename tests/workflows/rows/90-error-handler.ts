import { paidCheckout } from '../../support/companyScene';
import { starterWorkflows } from '../../support/starterWorkflows';
import type { WorkflowScene } from '../../support/workflowScene';
import { resumed, staffTold, started, told } from '../orders';
import type { Row } from '../row';

const start = 'A Run Stopped';
const last = 'Note Failed Run';
const example = starterWorkflows().find(({ flow }) => flow.id === 'msp-90-error-handler')?.flow.pinData?.[start] ?? [];

/** What n8n says of a run whose process ended. */
const cutOff = (workflow: { id: string; name: string }, id: string) => ({
	workflow,
	execution: {
		id,
		url: `http://127.0.0.1:5678/workflow/${workflow.id}/executions/${id}`,
		lastNodeExecuted: 'Create Mailbox',
		mode: 'integrated',
		error: { message: 'Workflow did not finish, possible out-of-memory issue', level: 'error' },
	},
});
const provisioning = { id: 'msp-11-provision-hosting-account', name: '11 Provision hosting account' };

/** A task whose run was cut off in the middle; gives the number of the run. */
async function cutOffIn(scene: WorkflowScene, domain: string): Promise<string> {
	await scene.placeOn('web1');
	const { web1 } = scene.servers;
	await web1.addFault({ path: web1.changes.createMailbox, kind: 'drop_before' });
	const taskId = await started(scene, domain);
	const { run } = await scene.play(provisioning.id, 'When Called', { items: [{ taskId }] });
	// As if the run had died there.
	await scene.change(
		`update msp.task set status = 'running', lease_until = now() + interval '1 hour' where id = $1`,
		taskId,
	);
	return run?.executionId ?? '';
}

let stopped: string[] = [];

export const errorHandler: readonly Row[] = [
	{
		title: 'tells a person which run stopped where, why, and what to do',
		start,
		given: () => ({ items: example.map(({ json }) => json as never) }),
		last,
		then: async (scene) => {
			expect(await scene.mails('11 Provision hosting account')).toEqual([]);
			await staffTold(scene);
			const [mail, ...others] = await scene.mails('11 Provision hosting account');
			expect(others).toEqual([]);
			expect(mail).toMatchObject({ to: ['operator@demo-hosting.example'] });
			for (const part of ['Create Account', 'Connection terminated unexpectedly', 'Check that the panel runs']) {
				expect(mail?.text).toContain(part);
			}
		},
	},
	{
		title: 'a run that n8n tells of again is no second mail',
		start,
		given: () => ({ items: example.map(({ json }) => json as never) }),
		last,
		items: [{ nothingToTell: 'known' }],
		then: async (scene) => {
			await staffTold(scene);
			expect(await scene.mails('11 Provision hosting account')).toHaveLength(1);
		},
	},
	{
		title: 'tells of a trigger that could not start',
		start,
		given: () => ({
			items: [
				{
					workflow: { id: 'other', name: 'Some workflow' },
					trigger: { mode: 'trigger', error: { message: 'The port is taken', description: 'Choose another.' } },
				},
			],
		}),
		last,
		then: async (scene) => {
			await staffTold(scene);
			const [mail] = await scene.mails('Some workflow');
			expect(mail?.text).toContain('It stopped before it ran.');
			expect(mail?.text).toContain('The port is taken');
			expect(mail?.text).toContain('Choose another.');
		},
	},
	{
		title: 'n8n was killed in the middle: one mail in our own words, and one when workflow 13 has done all of it',
		start,
		given: async (scene) => {
			stopped = [await cutOffIn(scene, 'outage-one.example'), await cutOffIn(scene, 'outage-two.example')];
			return { items: [...stopped, ...stopped].map((id) => cutOff(provisioning, id)) };
		},
		last,
		items: [{ kind: 'runs_cut_off' }, { count: 2 }, { nothingToTell: 'known' }, { nothingToTell: 'known' }],
		then: async (scene) => {
			await scene.change(`update msp.alert set tell_at = now()`);
			await scene.play('msp-91-stack-health', 'Every Minute', { items: [{}] });
			const [mail, ...others] = await scene.mails('n8n stopped while workflows were at work');
			expect(others).toEqual([]);
			expect(mail?.text).toContain('Work in hand: 2 tasks.');
			expect(JSON.stringify(mail)).not.toMatch(/memory/i);

			await resumed(scene);
			for (const domain of ['outage-one.example', 'outage-two.example']) {
				expect(await scene.task(domain)).toMatchObject({ status: 'completed' });
			}
			await staffTold(scene);
			await staffTold(scene);
			const [done, first, ...more] = await scene.mails('n8n stopped while workflows were at work');
			expect(more).toEqual([]);
			expect(first?.messageId).toBe(mail?.messageId);
			expect(done?.subject).toBe('Solved: n8n stopped while workflows were at work');
			expect(done?.text).toContain('2 tasks');
		},
	},
	{
		title: 'a run whose work is done already when n8n tells of it is not told',
		start,
		given: async (scene) => {
			const { run } = await scene.play('msp-10-payment-received', 'Stripe Payment', told(scene, doneAlready));
			return {
				items: [
					cutOff({ id: 'msp-10-payment-received', name: '10 Payment received' }, run?.executionId ?? ''),
				],
			};
		},
		last,
		items: [{ nothingToTell: 'work_done' }],
		then: async (scene) => {
			await staffTold(scene);
			expect(await scene.mails('10 Payment received')).toEqual([]);
		},
	},
];
const doneAlready = paidCheckout({ domain: 'done-already.example' });
