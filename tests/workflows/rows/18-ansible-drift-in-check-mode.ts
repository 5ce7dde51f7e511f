import { lackingForExample } from '../../support/exampleProject';
import type { Arrival, WorkflowScene } from '../../support/workflowScene';
import type { Row } from '../row';

const lacking = lackingForExample();
const night: Arrival = { items: [{}] };
const words = 'The words that greet who logs in';

const onHost = async (scene: WorkflowScene, host: 'office' | 'app1' | 'app2' | 'db1', script: string) =>
	await (await scene.machines()).all[host].inside(['sh', '-c', script]);
const reports = async (scene: WorkflowScene) => await scene.mails('site.yml');

/** The rows tell one story, in their order: nights on the same machines. */
export const ansibleDrift: readonly Row[] = [
	{
		title: 'servers that are as they are meant to be are told of by no mail',
		lacking,
		start: 'Every Night',
		given: async (scene) => {
			await onHost(scene, 'office', 'cd /home/ops/.n8n-ansible/projects/servers/current && sudo -u ops -H ansible-playbook site.yml');
			return night;
		},
		last: 'Anything to Tell?',
		then: async (scene) => expect(await reports(scene)).toEqual([]),
	},
	{
		title: 'what somebody changed by hand is mailed with its host and its task, and stays as it is',
		lacking,
		start: 'Every Night',
		given: async (scene) => {
			await onHost(scene, 'db1', 'echo "hand made" > /etc/motd');
			return night;
		},
		last: 'Send Report',
		then: async (scene) => {
			const [mail, ...others] = await reports(scene);
			expect(others).toEqual([]);
			expect(mail?.to).toEqual(['operator@demo-hosting.example']);
			expect(mail?.text).toContain('db1');
			expect(mail?.text).toContain(words);
			expect(mail?.text).not.toContain('app1');
			expect(mail?.text).toMatch(/http\S+\/webhook\/msp\/ansible-run\?ticket=\S+/);
			expect(await onHost(scene, 'db1', 'cat /etc/motd')).toBe('hand made\n');
		},
	},
	{
		title: 'the link of the mail shows the run with what differs',
		lacking,
		start: 'Run Opened',
		given: async (scene) => {
			const [mail] = await reports(scene);
			const ticket = /\/webhook\/msp\/ansible-run\?ticket=([^\s)\]]+)/.exec(mail?.text ?? '')?.[1] ?? '';
			return { request: { method: 'GET', query: { ticket: decodeURIComponent(ticket) } } };
		},
		answer: { status: 200, headers: { 'content-type': expect.stringContaining('text/html') as unknown } },
		last: 'Answer with Page',
		then: async (_, { answer }) => {
			expect(answer.body).toContain('db1');
			expect(answer.body).toContain('hand made');
			await Promise.resolve();
		},
	},
	{
		title: 'a link that nobody was given shows nothing',
		lacking,
		start: 'Run Opened',
		given: () => ({ request: { method: 'GET', query: { ticket: 'v1.forged' } } }),
		answer: { status: 403 },
		last: 'Answer with Page',
	},
	{
		title: 'a server that cannot be reached is told, and the others are checked all the same',
		lacking,
		start: 'Every Night',
		given: async (scene) => {
			await onHost(scene, 'office', "sed -i '/Host app2/,/Port/ s/Port .*/Port 1/' /home/ops/.ssh/config");
			// Ansible keeps each connection for a minute, and would still reach the server by the one of the night before.
			await onHost(scene, 'office', 'rm -rf /home/ops/.ansible/cp');
			return night;
		},
		last: 'Send Report',
		then: async (scene) => {
			const [mail] = await reports(scene);
			expect(mail?.text).toContain('app2');
			expect(mail?.text).toContain('db1');
			expect(mail?.text).toContain(words);
		},
	},
];
