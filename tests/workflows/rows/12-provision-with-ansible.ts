import { acceptApproval } from '../../../core/ansibleRuns';
import { startLifecycleTask } from '../../../core/provisioning';
import { cancelTask } from '../../../core/tasks';
import { lackingForExample } from '../../support/exampleProject';
import type { Mail } from '../../support/companyScene';
import type { Arrival, WorkflowScene } from '../../support/workflowScene';
import { resumed, staffTold, started, until } from '../orders';
import type { Row } from '../row';

const lacking = lackingForExample();
const id = 'msp-12-provision-with-ansible';
const start = 'When Called';

/** A paid order of the plan that playbooks deliver, and the hosts that take it. */
async function ordered(scene: WorkflowScene, domain: string): Promise<Arrival> {
	await scene.machines();
	await scene.change(`update msp.server set accepts_new = true where panel = 'ansible'`);
	return { items: [{ taskId: await started(scene, domain, 'site') }] };
}

/** The mails that ask for an approval, the newest first. */
const questions = async (scene: WorkflowScene, domain: string): Promise<Mail[]> =>
	(await scene.mails(domain)).filter(({ text }) => text.includes('ticket='));

async function ticketOf(scene: WorkflowScene, domain: string): Promise<string> {
	const [mail] = await questions(scene, domain);
	const [, ticket] = /\/webhook\/msp\/service-approval\?ticket=([^\s>)]+)/.exec(mail?.text ?? '') ?? [];
	if (ticket === undefined) throw new Error(`There is no link: ${mail?.text ?? 'no mail'}`);
	return decodeURIComponent(ticket);
}

const posted = (ticket: string, decision: 'approved' | 'declined', by = 'Olga Operator'): Arrival => ({
	request: {
		method: 'POST',
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		rawBody: new URLSearchParams({ ticket, decision, by, reason: '' }).toString(),
	},
});

/** Somebody has decided, and n8n was not there. */
async function decided(scene: WorkflowScene, domain: string, decision: 'approved' | 'declined'): Promise<Arrival> {
	const ticket = await ticketOf(scene, domain);
	const answer = await acceptApproval(scene.backOffice, { ticket, decision, by: 'Olga Operator' });
	if (!answer.decided) throw new Error(`nothing was decided: ${answer.html}`);
	return await taskOf(scene, domain);
}

async function taskOf(scene: WorkflowScene, domain: string): Promise<Arrival> {
	const task = await scene.task(domain);
	if (!task) throw new Error(`there is no task of ${domain}`);
	return { items: [{ taskId: task.taskId }] };
}

/** What the hosts know of a site, over all of them. */
async function onHosts(scene: WorkflowScene, domain: string): Promise<string> {
	const { all } = await scene.machines();
	const look = `cat /var/lib/msp/sites/${domain}.json 2>/dev/null; ls -d /srv/www/${domain} 2>/dev/null || true`;
	const said = await Promise.all([all.app1, all.app2].map(async (host) => await host.inside(['sh', '-c', look])));
	return said.join('').trim();
}

const askedAgain = async (scene: WorkflowScene, domain: string, times: number) => {
	expect(await scene.task(domain)).toMatchObject({ status: 'waiting' });
	expect(await questions(scene, domain)).toHaveLength(times);
	expect(await onHosts(scene, domain)).toBe('');
};

/** The rows tell three stories, in their order: an order that is approved, one that is declined, one that has changed. */
export const provisionWithAnsible: readonly Row[] = [
	{
		title: 'a paid order is checked first: staff get the differences and a link, the task waits, and no host is changed',
		lacking,
		start,
		given: async (scene) => await ordered(scene, 'approved.example'),
		last: 'Waits for a Person',
		then: async (scene) => {
			await askedAgain(scene, 'approved.example', 1);
			const [mail] = await questions(scene, 'approved.example');
			expect(mail).toMatchObject({ to: ['operator@demo-hosting.example'] });
			const task = await scene.task('approved.example');
			expect(task?.steps.map(({ name, status }) => [name.replace(/:.*/, ''), status])).toEqual([
				['check', 'done'],
				['approval-mail', 'done'],
			]);
		},
	},
	{
		title: 'looked at again while nobody has decided, it asks nobody twice',
		lacking,
		start,
		given: async (scene) => await taskOf(scene, 'approved.example'),
		last: 'Waits for a Person',
		then: async (scene) => await askedAgain(scene, 'approved.example', 1),
	},
	{
		title: 'opening the link shows what would change, and decides nothing',
		lacking,
		start: 'Link Opened',
		given: async (scene) => ({
			request: { method: 'GET', query: { ticket: await ticketOf(scene, 'approved.example') } },
		}),
		answer: { status: 200, headers: { 'content-type': expect.stringContaining('text/html') as unknown } },
		last: 'Answer with Page',
		then: async (scene, { answer }) => {
			expect(String(answer.body)).toContain('name="decision" value="approved"');
			await askedAgain(scene, 'approved.example', 1);
		},
	},
	{
		title: 'a forged ticket decides nothing',
		lacking,
		start: 'Approval Posted',
		given: async (scene) => posted(`${(await ticketOf(scene, 'approved.example')).slice(0, -4)}AAAA`, 'approved'),
		answer: { status: 403 },
		last: 'A Task Waits?',
		then: async (scene) => await askedAgain(scene, 'approved.example', 1),
	},
	{
		title: 'approved on the page, the task goes on at once: the playbook runs, and the customer is told',
		lacking,
		start: 'Approval Posted',
		given: async (scene) => posted(await ticketOf(scene, 'approved.example'), 'approved'),
		answer: { status: 200 },
		last: 'Go On',
		then: async (scene) => {
			await until('the service is active', async () => {
				return (await scene.task('approved.example'))?.status === 'completed';
			});
			expect(await scene.task('approved.example')).toMatchObject({ serviceStatus: 'active', attempt: 0 });
			expect(await onHosts(scene, 'approved.example')).toContain('/srv/www/approved.example');
			const told = (await scene.mails('approved.example')).filter(({ subject }) => subject.includes('is ready'));
			expect(told).toHaveLength(1);
		},
	},
	{
		title: 'who approves what was decided changes nothing more',
		lacking,
		start: 'Approval Posted',
		given: async (scene) => posted(await ticketOf(scene, 'approved.example'), 'declined', 'Late Larry'),
		answer: { status: 200 },
		last: 'A Task Waits?',
		then: async (scene) => {
			expect(await scene.task('approved.example')).toMatchObject({ status: 'completed', serviceStatus: 'active' });
		},
	},
	{
		title: 'a suspension needs no approval: its playbook runs at once',
		lacking,
		start,
		given: async (scene) => {
			const { subjectId } = (await scene.task('approved.example')) ?? {};
			const order = { serviceId: String(subjectId), kind: 'suspend', by: 'system', reason: 'overdue' } as const;
			return { items: [{ taskId: (await startLifecycleTask(scene.backOffice, order)).taskId }] };
		},
		last: 'Complete Task',
		items: [{ status: 'completed' }],
		then: async (scene) => {
			expect(await scene.task('approved.example')).toMatchObject({ kind: 'suspend', serviceStatus: 'suspended' });
			expect(await onHosts(scene, 'approved.example')).toMatch(/suspended/);
		},
	},
	{
		title: 'declined, the order is rolled back, staff are told, and the run is red',
		lacking,
		start,
		given: async (scene) => {
			await scene.play(id, start, await ordered(scene, 'declined.example'));
			return await decided(scene, 'declined.example', 'declined');
		},
		last: 'End as Failed',
		fails: /^The task of declined\.example \(provision\) failed/,
		then: async (scene) => {
			const task = await scene.task('declined.example');
			expect(task).toMatchObject({ status: 'failed', errorClass: 'invalid', serviceStatus: 'provisioning_failed' });
			expect(task?.vendorMessage).toContain('Olga Operator declined');
			expect(await onHosts(scene, 'declined.example')).toBe('');
			await staffTold(scene);
			const alerts = (await scene.mails('declined.example')).filter(({ subject }) => subject.includes('failed'));
			expect(alerts).toHaveLength(1);
		},
	},
	{
		title: 'what would run is not what was approved: nothing runs, staff are told, and it is checked and asked again',
		lacking,
		start,
		given: async (scene) => {
			await scene.play(id, start, await ordered(scene, 'changed.example'));
			const called = await decided(scene, 'changed.example', 'approved');
			await scene.change(
				`update msp.plan set playbooks = jsonb_set(playbooks, '{create,variables}', '{"greeting": "{{ hello }}"}')
				where plan_code = 'site'`,
			);
			return called;
		},
		last: 'Tell: Changed',
		then: async (scene) => {
			expect(await onHosts(scene, 'changed.example')).toBe('');
			await resumed(scene);
			await until('it is asked again', async () => (await questions(scene, 'changed.example')).length === 2);
			await until('it waits', async () => (await scene.task('changed.example'))?.status === 'waiting');
			await staffTold(scene);
			expect(await scene.mails('is not what would run')).toHaveLength(1);
		},
	},
	{
		title: 'a mail to the customer that is refused for good leaves the service set up, and staff are told',
		lacking,
		start,
		given: async (scene) => {
			await scene.catcher.addFault({ kind: 'refuse', code: 550, to: 'linden-bakery' });
			return await decided(scene, 'changed.example', 'approved');
		},
		last: 'Complete Task',
		items: [{ status: 'completed' }],
		then: async (scene) => {
			expect(await scene.task('changed.example')).toMatchObject({ status: 'completed', serviceStatus: 'active' });
			expect(await onHosts(scene, 'changed.example')).toContain('/srv/www/changed.example');
		},
	},
	{
		title: 'a mail that cannot be sent now is tried again later',
		lacking,
		start,
		given: async (scene) => {
			await scene.play(id, start, await ordered(scene, 'stopped.example'));
			await scene.catcher.addFault({ kind: 'refuse', code: 451, to: 'linden-bakery' });
			return await decided(scene, 'stopped.example', 'approved');
		},
		last: 'Tried Again Later',
		then: async (scene) => {
			expect(await scene.task('stopped.example')).toMatchObject({ status: 'retry', failedStep: 'ready-mail' });
			expect(await onHosts(scene, 'stopped.example')).toContain('/srv/www/stopped.example');
		},
	},
	{
		title: 'called off, what the playbook made is taken back by the one that terminates, and nothing else',
		lacking,
		start,
		given: async (scene) => {
			const called = await taskOf(scene, 'stopped.example');
			await cancelTask(scene.backOffice, String((await scene.task('stopped.example'))?.taskId));
			return called;
		},
		last: 'Failed?',
		items: [{ status: 'cancelled' }],
		then: async (scene) => {
			expect(await onHosts(scene, 'stopped.example')).toBe('');
			expect(await onHosts(scene, 'changed.example')).toContain('/srv/www/changed.example');
		},
	},
	{
		title: 'a service whose plan has another panel than its server is refused in words, and rolled back',
		start,
		given: async (scene) => {
			const taskId = await started(scene, 'misplaced.example');
			await scene.change(`insert into msp.server (server_code, panel, server_group, max_accounts)
				values ('lost1', 'ansible', 'lost', 1) on conflict do nothing`);
			await scene.change(`update msp.service set server_id = (select id from msp.server where server_code = 'lost1')
				where domain = 'misplaced.example'`);
			return { items: [{ taskId }] };
		},
		last: 'End as Failed',
		fails: /^The task of misplaced\.example/,
		then: async (scene) => {
			expect((await scene.task('misplaced.example'))?.vendorMessage).toMatch(/lost1, a host behind Ansible, and its plan/);
		},
	},
	{
		title: 'where no host has room the task waits, and a person is told',
		start,
		given: async (scene) => {
			await scene.change(`insert into msp.plan (plan_code, name, price_minor, currency, package_name, server_group, delivery,
					playbooks)
				values ('nowhere', 'Nowhere', 100, 'EUR', 'nowhere', 'nowhere', 'playbook', '{"project": "", "inventory": "",
					"create": {"playbook": "c.yml"}, "suspend": {"playbook": "s.yml"}, "resume": {"playbook": "r.yml"},
					"terminate": {"playbook": "t.yml"}}')`);
			return { items: [{ taskId: await started(scene, 'no-host.example', 'nowhere') }] };
		},
		last: 'Tell: No Room',
		then: async (scene) => {
			expect(await scene.task('no-host.example')).toMatchObject({
				status: 'waiting',
				statusDetail: expect.stringContaining('no host behind Ansible of the group') as unknown,
			});
		},
	},
];
