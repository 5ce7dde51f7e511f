import { generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import { lackingForExample } from '../../support/exampleProject';
import type { Arrival, Played, WorkflowScene } from '../../support/workflowScene';
import type { Row } from '../row';

const lacking = lackingForExample();
const start = 'Person';

/** A key as its file has it. */
function publicKey(name: string): string {
	const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
	const sized = (part: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, part.length]), part]);
	const blob = Buffer.concat([sized(Buffer.from('ssh-ed25519')), sized(Buffer.from(x, 'base64url'))]);
	return `ssh-ed25519 ${blob.toString('base64')} ${name}@example.com`;
}
const [laptop, phone] = [publicKey('laptop'), publicKey('phone')];

const form = (more: object) => ({
	'Your name': 'Olga Operator',
	What: 'Create',
	'Log-in name': 'ann',
	'Full name': 'Ann Example',
	'Public keys': laptop,
	Servers: 'app1, db1',
	...more,
});
const sent = (more: object, decision: 'Carry it out' | 'Do nothing' = 'Carry it out'): Arrival => ({
	items: [form(more)],
	pages: { Confirm: () => ({ Decision: decision }) },
});
/** What a page of a form says. */
const pageOf = ({ run }: Played, page: string) =>
	`${String(run?.parameter(page, 'completionTitle'))}\n${String(run?.parameter(page, 'completionMessage'))}`;
const onEach = async (scene: WorkflowScene, script: string) => {
	const { all } = await scene.machines();
	return await Promise.all([all.app1, all.db1].map(async (machine) => await machine.inside(['sh', '-c', script])));
};
const account = 'getent passwd ann | cut -d: -f1; cat /home/ann/.ssh/authorized_keys 2>/dev/null || true';
const nowhere = ['', ''];

/** The rows tell one story, in their order: a person comes, gets another key, and goes. */
export const usersAcrossServers: readonly Row[] = [
	{
		title: 'wrong lines are refused one by one, and nothing is asked of a server',
		lacking,
		start,
		given: () =>
			sent({
				'Your name': ' ',
				'Log-in name': 'Ann!',
				'Public keys': `${laptop.slice(0, 40)}\n-----BEGIN OPENSSH PRIVATE KEY-----\n${laptop}\ncommand="id" ${laptop}\n<b>x</b>`,
			}),
		last: 'Not Accepted',
		then: async (_, played) => {
			const page = pageOf(played, 'Not Accepted');
			expect(page).toContain('Nothing was changed');
			expect(page).toContain('Your name is missing');
			expect(page).toContain('The log-in name has');
			for (const words of ['Key 1: it is cut off', 'Key 2: this is a private key', 'Key 4: it begins with none']) {
				expect(page).toContain(words);
			}
			expect(page).not.toContain('Key 3');
			expect(page).not.toContain('<b>x');
			await Promise.resolve();
		},
	},
	{
		title: 'a person who is not confirmed is not made, and the decision is kept',
		lacking,
		start,
		given: async (scene) => {
			await scene.machines();
			return sent({}, 'Do nothing');
		},
		last: 'Nothing Done',
		then: async (scene) => {
			expect(await onEach(scene, account)).toEqual(nowhere);
			expect(await decisions(scene)).toEqual(['declined by Olga Operator']);
		},
	},
	{
		title: 'a confirmed person is made on the chosen servers, as the page showed, and it is kept who did it',
		lacking,
		start,
		given: () => sent({ 'Public keys': `${laptop}\n${phone}` }),
		last: 'Done',
		then: async (scene, played) => {
			const shown = played.run?.run.data.resultData.runData['Every Host Checked']?.[0]?.data?.main?.[0] ?? [];
			expect(shown.map(({ json }) => json.host)).toEqual(['app1', 'db1']);
			expect(JSON.stringify(shown)).toContain('The account');
			expect(await onEach(scene, account)).toEqual(['', ''].map(() => `ann\n${laptop}\n${phone}\n`));
			expect(await (await scene.machines()).all.app2.inside(['sh', '-c', account])).toBe('');
			const page = pageOf(played, 'Done');
			expect(page).toContain('Done on every server');
			expect(page).toContain('<b>app1</b>: changed');
			expect(page).toContain('<b>db1</b>: changed');
			expect(await decisions(scene)).toContain('approved by Olga Operator');
		},
	},
	{
		title: 'other keys take the place of the old ones',
		lacking,
		start,
		given: () => sent({ What: 'Change keys', 'Public keys': phone }),
		last: 'Done',
		then: async (scene, played) => {
			expect(await onEach(scene, account)).toEqual(['', ''].map(() => `ann\n${phone}\n`));
			const fields = z.object({ values: z.array(z.object({ html: z.string().optional() })) });
			const { html = '' } = fields.parse(played.run?.parameter('Confirm', 'formFields')).values[0] ?? {};
			// What goes and what stays: a person confirms the keys, not only the name of a task.
			expect(html.match(/<b>\w+<\/b>|− ssh-ed25519 .*?(?=<)/g)).toEqual(
				['app1', 'db1'].flatMap((host) => [
					`<b>${host}</b>`,
					`− ${laptop.slice(0, 20)}…${laptop.slice(-32)}`,
				]),
			);
		},
	},
	{
		title: 'an account that is no person’s is refused by the check, with the words of each server',
		lacking,
		start,
		given: () => sent({ What: 'Remove', 'Log-in name': 'ops', 'Public keys': '' }),
		last: 'Not Possible',
		then: async (_, played) => {
			const page = pageOf(played, 'Not Possible');
			expect(page).toContain('Nothing was changed');
			expect(page).toContain('ops is an account that this playbook has not made');
			await Promise.resolve();
		},
	},
	{
		title: 'servers that the inventory does not have are refused',
		lacking,
		start,
		given: () => sent({ Servers: 'app1, nowhere' }),
		last: 'Refused',
		then: async (_, played) => {
			expect(pageOf(played, 'Refused')).toContain('nowhere');
			await Promise.resolve();
		},
	},
	{
		title: 'what is no longer as it was shown is not run',
		lacking,
		start,
		given: (scene) => ({
			items: [form({ What: 'Remove', 'Public keys': '' })],
			pages: {
				Confirm: async () => {
					const { office } = (await scene.machines()).all;
					await office.inside(['sh', '-c', 'echo "# another" >> /home/ops/.n8n-ansible/projects/servers/current/users.yml']);
					return { Decision: 'Carry it out' };
				},
			},
		}),
		last: 'Run Refused',
		then: async (scene) => expect(await onEach(scene, account)).toEqual(['', ''].map(() => `ann\n${phone}\n`)),
	},
	{
		title: 'a removed person is gone from each server',
		lacking,
		start,
		given: () => sent({ What: 'Remove', 'Public keys': '' }),
		last: 'Done',
		then: async (scene) => expect(await onEach(scene, account)).toEqual(nowhere),
	},
];

const decision = z.object({ decision: z.string().nullable(), decidedBy: z.string().nullable() });
async function decisions({ backOffice }: WorkflowScene): Promise<string[]> {
	return await backOffice.store.asStaff(async (transaction) => {
		const rows = await transaction.rows(
			decision,
			'select decision, decided_by from msp.ansible_approval order by decided_at',
		);
		return rows.map((row) => `${row.decision ?? 'undecided'} by ${row.decidedBy ?? 'nobody'}`);
	});
}
