import { raiseAlert } from '../../../core/alerts';
import type { WorkflowScene } from '../../support/workflowScene';
import type { Row } from '../row';

const start = 'Every Minute';
const minute = { items: [{}] };

const raised = async ({ backOffice }: WorkflowScene, title: string) =>
	await raiseAlert(backOffice, {
		cause: title,
		kind: 'other',
		severity: 'warning',
		title,
		remedy: 'Look at it.',
		settles: 'by_hand',
		facts: { orderReference: 'order-1001', paid: '9.90 EUR' },
	});
const health = async (scene: WorkflowScene) => await scene.play('msp-91-stack-health', start, minute);

/** While the database lets nobody of the back office work in it. */
async function withoutDatabase(scene: WorkflowScene, work: () => Promise<void>): Promise<void> {
	await scene.owner.query('alter table msp.alert rename to alert_away');
	try {
		await work();
	} finally {
		await scene.owner.query('alter table msp.alert_away rename to alert');
	}
}

/** So many minutes pass for what the workflow remembers. */
const later = (minutes: number) => jest.setSystemTime(Date.now() + minutes * 60_000);

export const stackHealth: readonly Row[] = [
	{
		title: 'tells nothing where nothing is to be told',
		start,
		given: () => minute,
		last: 'Alerts to Tell',
		items: [],
	},
	{
		title: 'tells an alert once, with the order and the amount',
		start,
		given: async (scene) => {
			await raised(scene, 'Something is so');
			return minute;
		},
		last: 'Mark Told',
		items: [{ title: 'Something is so', toTell: null }],
		then: async (scene) => {
			await health(scene);
			const [mail, ...others] = await scene.mails('Something is so');
			expect(others).toEqual([]);
			expect(mail).toMatchObject({ to: ['operator@demo-hosting.example'], subject: 'Warning: Something is so' });
			for (const part of ['order-1001', '9.90 EUR', 'Look at it.']) expect(mail?.text).toContain(part);
		},
	},
	{
		title: 'sends it later when the mail server does not take it now',
		start,
		given: async (scene) => {
			await scene.catcher.addFault({ kind: 'refuse', code: 451, to: 'operator' });
			await raised(scene, 'The mail server was away');
			return minute;
		},
		last: 'Try Again Later',
		items: [{ toTell: 'problem', tellFailure: expect.stringContaining('451') as unknown }],
		then: async (scene) => {
			expect(await scene.mails('The mail server was away')).toEqual([]);
			await scene.calm();
			await health(scene);
			expect(await scene.mails('The mail server was away')).toEqual([]);
			await scene.timePasses();
			await health(scene);
			expect(await scene.mails('The mail server was away')).toHaveLength(1);
		},
	},
	{
		title: 'says once that the database cannot be used, not every minute, and once that it can again',
		start,
		given: async (scene) => {
			jest.useFakeTimers({ doNotFake: timers, now: Date.now() });
			await withoutDatabase(scene, async () => {
				await health(scene);
				expect(await scene.mails(away)).toEqual([]);
				later(1);
				await scene.catcher.addFault({ kind: 'refuse', code: 451, to: 'operator' });
				await health(scene);
				expect(await scene.mails(away)).toEqual([]);
				await scene.catcher.clearFaults();
				for (let times = 0; times < 4; times++) {
					later(1);
					await health(scene);
				}
				expect(await scene.mails(away)).toHaveLength(1);
			});
			later(1);
			return minute;
		},
		last: 'Outage Told',
		then: async (scene) => {
			await health(scene);
			jest.useRealTimers();
			const mails = await scene.mails('The back office can');
			expect(mails.map(({ subject }) => subject)).toEqual([
				'Solved: The back office can use its database again',
				'Action needed: The back office cannot use its database',
			]);
			expect(mails[0]?.text).toContain('It could not for 6 minutes.');
		},
	},
];

const away = 'cannot use its database';
/** Everything but the clock. */
const timers = [
	...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
	...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];
