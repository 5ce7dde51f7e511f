import { paidCheckout } from '../../support/companyScene';
import { expectSetUp } from '../../support/expectSetUp';
import { expectSuspended, paid, staffTold, started, suspensionOf, told } from '../orders';
import type { Row } from '../row';

const start = 'Every Minute';
const minute = { items: [{}] };
const processed = 'select count(*) from msp.payment_event where event_id = $1 and processed_at is not null';
const lost = paidCheckout({ domain: 'unseen.example' });

export const resumeInterruptedWork: readonly Row[] = [
	{
		title: 'does nothing where nothing is due',
		start,
		given: () => minute,
		last: 'Take Unprocessed Events',
		items: [],
	},
	{
		title: 'runs a task whose run has died, and no step of it twice',
		start,
		given: async (scene) => {
			await scene.placeOn('web1');
			const { web1 } = scene.servers;
			await web1.addFault({ path: web1.changes.createMailbox, kind: 'drop_before' });
			const taskId = await started(scene, 'died.example');
			await scene.play('msp-11-provision-hosting-account', 'When Called', { items: [{ taskId }] });
			// As if the run had died there.
			await scene.change(
				`update msp.task set status = 'running', lease_until = now() + interval '1 hour' where id = $1`,
				taskId,
			);
			await scene.timePasses();
			return minute;
		},
		last: 'Take Unprocessed Events',
		then: async (scene) => await expectSetUp(scene, 'died.example'),
	},
	{
		title: 'runs a suspension that is due, on the panel of its service',
		start,
		given: async (scene) => {
			await suspensionOf(scene, 'died.example');
			await scene.timePasses();
			return minute;
		},
		last: 'Take Unprocessed Events',
		then: async (scene) => await expectSuspended(scene, 'died.example'),
	},
	{
		title: 'handles an event again whose run has died before its mark, and changes nothing twice',
		start,
		given: async (scene) => {
			await scene.play('msp-10-payment-received', 'Stripe Payment', told(scene, lost));
			await scene.change(
				`update msp.payment_event set processed_at = null, outcome = null, received_at = now() - interval '1 hour'
				where event_id = $1`,
				lost.id,
			);
			await scene.timePasses();
			return minute;
		},
		last: 'Handle Event',
		then: async (scene) => {
			expect(await scene.count(processed, lost.id)).toBe(1);
			await expectSetUp(scene, 'unseen.example');
		},
	},
	{
		title: 'of two orders at once for the last free place one gets it, and the other goes on when there is room',
		start,
		given: async (scene) => {
			await scene.change(
				`insert into msp.plan (plan_code, name, price_minor, currency, package_name, server_group)
				values ('tiny', 'Tiny', 990, 'EUR', 'starter', 'tiny')`,
			);
			await scene.change(`update msp.server set server_group = 'tiny', max_accounts =
				(select count(*) + 1 from msp.service where server_id = server.id) where server_code = 'web2'`);
			await Promise.all(last.map(async (domain) => await paid(scene, { domain, plan: 'tiny' })));
			const tasks = await Promise.all(last.map(async (domain) => await scene.task(domain)));
			expect(tasks.map((task) => task?.status).sort()).toEqual(['completed', 'waiting']);
			const waiting = tasks.find((task) => task?.status === 'waiting');
			expect(waiting?.statusDetail).toContain("no server of the group 'tiny' has room");
			expect((await scene.onPanels(String(waiting?.domain))).accounts).toEqual([]);
			await staffTold(scene);
			expect(await scene.mails("No server of the group 'tiny' has room")).toHaveLength(1);

			await scene.change(`update msp.server set max_accounts = max_accounts + 1 where server_code = 'web2'`);
			await scene.timePasses();
			return minute;
		},
		last: 'Take Unprocessed Events',
		then: async (scene) => {
			for (const domain of last) {
				expect(await scene.task(domain)).toMatchObject({ status: 'completed', serverCode: 'web2' });
				expect((await scene.onPanels(domain)).accounts).toHaveLength(1);
			}
			await staffTold(scene);
			const [done] = await scene.mails("No server of the group 'tiny' has room");
			expect(done?.subject).toContain('Solved');
		},
	},
];
const last = ['last-one.example', 'last-two.example'];
