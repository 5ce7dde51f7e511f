import { z } from 'zod';
import { makeApprovalLink, saveCampaign } from '../../../core/dunning';
import { listCampaigns } from '../../../core/dunning/campaigns';
import { savePolicy, type PolicySettings } from '../../../core/policies';
import type { Arrival, WorkflowScene } from '../../support/workflowScene';
import { paid } from '../orders';
import type { Row } from '../row';

const night: Arrival = { items: [{}] };
const minute = night;
const alwaysOpen = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00' as const };

/** What everybody's policy says from now on. */
export async function say({ backOffice }: WorkflowScene, settings: PolicySettings): Promise<void> {
	const open = { suspensionHours: alwaysOpen, mostSuspendedPercent: 100 };
	await savePolicy(backOffice, { scope: 'default' }, { ...open, ...settings });
}

/** A service of the demo company, and an unpaid invoice of it that was due so many days ago. */
export async function owes(scene: WorkflowScene, domain: string, days: number): Promise<void> {
	await scene.placeOn('web1');
	await paid(scene, { domain, plan: 'starter' });
	await scene.change(
		`insert into msp.invoice (customer_id, service_id, number, currency, total_minor, balance_minor, due_on, period_number)
		select s.customer_id, s.id, 'late-' || $1, 'EUR', 1250, 1250, (now() at time zone c.time_zone)::date - $2::integer, 2
		from msp.service s join msp.customer c on c.id = s.customer_id where s.domain = $1`,
		domain,
		days,
	);
}

/** The customer was warned of it so many days ago. */
export async function wasWarned(scene: WorkflowScene, domain: string, stage: string, days: number): Promise<void> {
	await scene.change(
		`insert into msp.dunning_attempt (customer_id, invoice_id, stage_code, due_on, action, status, planned_on, sent_on)
		select i.customer_id, i.id, s.code, i.due_on, s.action, 'sent', current_date - $3::integer, current_date - $3::integer
		from msp.invoice i join msp.dunning_stage s on s.code = $2 and s.campaign_code = 'default'
		where i.number = 'late-' || $1
		on conflict on constraint dunning_attempt_once do update set sent_on = excluded.sent_on, status = 'sent',
			planned_on = excluded.planned_on`,
		domain,
		stage,
		days,
	);
}

const suspensions = `select count(*) from msp.task where kind = 'suspend' and input->>'dunning' = 'true'`;
const letters = `select count(*) from msp.task where kind = 'dunning_notice' and status = $1`;

const opened = (ticket: string): Arrival => ({ request: { method: 'GET', query: { ticket } } });
const posted = (ticket: string, services: readonly string[]): Arrival => {
	const form = new URLSearchParams({ ticket, by: 'Ann Operator' });
	for (const service of services) form.append('service', service);
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	return { request: { method: 'POST', headers, rawBody: form.toString() } };
};

const identity = z.object({ id: z.uuid() });

async function ticketOfLastRun({ backOffice, owner }: WorkflowScene): Promise<string> {
	const { rows } = await owner.query('select id from msp.dunning_run order by started_at desc limit 1');
	const { approvalUrl } = makeApprovalLink(backOffice, 'https://n8n.example.com/webhook/msp/dunning', {
		...{ runId: identity.parse(rows[0]).id, language: 'en', hours: 1 },
	});
	return new URL(approvalUrl).searchParams.get('ticket') ?? '';
}

/** The rows tell one story, in their order. */
export const dunning: readonly Row[] = [
	{
		title: 'until somebody switches it on, it only looks, and says so',
		start: 'Every Night',
		given: async (scene) => {
			await owes(scene, 'late.example', 2);
			return night;
		},
		last: 'Notices',
		then: async (scene) => {
			expect(await scene.count('select count(*) from msp.dunning_attempt')).toBe(0);
			expect(await scene.count(`select count(*) from msp.alert where cause = 'dunning:dry-run'`)).toBe(1);
		},
	},
	{
		title: 'live, it warns before it suspends',
		start: 'Every Night',
		given: async (scene) => {
			await say(scene, { dunning: 'live' });
			return night;
		},
		last: 'Notices',
		items: [{ action: 'warn_suspension', mode: 'live' }],
		then: async (scene) => {
			expect(await scene.count(letters, 'pending')).toBe(1);
			expect(await scene.count(suspensions)).toBe(0);
		},
	},
	{
		title: 'a letter whose mail server is busy is tried again later',
		start: 'Every Minute',
		given: async (scene) => {
			await scene.catcher.addFault({ kind: 'refuse', code: 451, to: 'linden-bakery' });
			await scene.timePasses();
			return minute;
		},
		last: 'Tried Again Later',
		then: async (scene) => expect(await scene.count(letters, 'retry')).toBe(1),
	},
	{
		title: 'sends the letter with a link to pay, and notes it once',
		start: 'Every Minute',
		given: async (scene) => {
			await scene.timePasses();
			return minute;
		},
		last: 'Complete Letter',
		then: async (scene) => {
			const [letter, ...others] = await scene.mails('late-late.example');
			expect(others).toEqual([]);
			expect(letter?.subject).toMatch(/late\.example/);
			expect(letter?.text).toContain('/webhook/msp/pay?ticket=');
			expect(
				await scene.count(
					`select count(*) from msp.dunning_attempt where status = 'sent' and action = 'warn_suspension'`,
				),
			).toBe(1);
		},
	},
	{
		title: 'suspends who was warned in time',
		start: 'Every Night',
		given: async (scene) => {
			await scene.change(`update msp.invoice set due_on = due_on - 1 where number = 'late-late.example'`);
			await wasWarned(scene, 'late.example', 'warning', 1);
			return night;
		},
		last: 'Suspensions',
		then: async (scene) => expect(await scene.count(suspensions)).toBe(1),
	},
	{
		title: 'more than the policy allows waits for a person, who is asked by mail',
		start: 'Every Night',
		given: async (scene) => {
			await say(scene, { mostSuspensions: 1 });
			for (const domain of ['one.example', 'two.example']) {
				await owes(scene, domain, 3);
				await wasWarned(scene, domain, 'warning', 1);
			}
			return night;
		},
		last: 'Ask Staff',
		then: async (scene) => {
			expect(await scene.count(suspensions)).toBe(1);
			const [mail] = await scene.mails('Dunning stopped');
			expect(mail?.text).toContain('/webhook/msp/dunning?ticket=');
		},
	},
	{
		title: 'the link shows what waits, and changes nothing',
		start: 'Link Opened',
		given: async (scene) => opened(await ticketOfLastRun(scene)),
		last: 'Answer with Page',
		answer: { status: 200, body: expect.stringContaining('two.example') },
		then: async (scene) => expect(await scene.count(suspensions)).toBe(1),
	},
	{
		title: 'what is approved is started, and what is not stays',
		start: 'Approval Posted',
		given: async (scene) => {
			const { rows } = await scene.owner.query(`select id from msp.service where domain = 'one.example'`);
			return posted(await ticketOfLastRun(scene), [`suspend:${identity.parse(rows[0]).id}`]);
		},
		last: 'Answer Who Approved',
		answer: { status: 200, body: expect.stringContaining('approved') },
		then: async (scene) => {
			expect(await scene.count(suspensions)).toBe(2);
			expect(await scene.count(`${suspensions} and input->>'approvedBy' = 'Ann Operator'`)).toBe(1);
		},
	},
	{
		title: 'where the mail to staff cannot be sent, an alert tells them',
		start: 'Every Night',
		given: async (scene) => {
			await owes(scene, 'three.example', 3);
			await wasWarned(scene, 'three.example', 'warning', 1);
			await scene.catcher.addFault({ kind: 'refuse', code: 550, to: 'operator' });
			return night;
		},
		last: 'Tell: Not Asked',
		then: async (scene) =>
			expect(await scene.count(`select count(*) from msp.alert where cause = 'dunning:not-asked'`)).toBe(1),
	},
	{
		title: 'a stage that charges again hands its invoices to the charges',
		start: 'Every Night',
		given: async (scene) => {
			await say(scene, { mostSuspensions: 100 });
			const [standard] = await scene.backOffice.store.asStaff(listCampaigns);
			if (!standard) throw new Error('there is no campaign');
			const again = { code: 'again', offsetDays: 0, action: 'retry_charge' as const };
			const { stages, ...campaign } = standard;
			await saveCampaign(scene.backOffice, {
				...campaign,
				stages: [...stages, { ...again, template: null, channel: 'none', fee: null, noticeFor: null }],
			});
			return night;
		},
		last: 'Charge Again',
	},
	{
		title: 'a letter that is refused for good ends its task, and staff are told',
		start: 'Every Minute',
		given: async (scene) => {
			await scene.timePasses();
			await scene.play('msp-21-dunning', 'Every Minute', minute);
			await owes(scene, 'gone.example', 1);
			await scene.catcher.addFault({ kind: 'refuse', code: 550, to: 'linden-bakery' });
			await scene.change(
				`insert into msp.task (customer_id, kind, subject_type, subject_id, input, task_key, correlation_id)
				select s.customer_id, 'dunning_notice', 'customer', s.customer_id,
					jsonb_build_object('about', 'reactivated', 'day', current_date, 'serviceId', s.id), 'a-letter', 'a-letter'
				from msp.service s where s.domain = 'gone.example'`,
			);
			return minute;
		},
		last: 'Tell: Not Sent',
		then: async (scene) => expect(await scene.count(letters, 'failed')).toBe(1),
	},
];
