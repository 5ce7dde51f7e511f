import { starterWorkflows } from '../../support/starterWorkflows';
import type { Row } from '../row';

const start = 'A Run Stopped';
const example = starterWorkflows().find(({ flow }) => flow.id === 'msp-90-error-handler')?.flow.pinData?.[start] ?? [];

export const errorHandler: readonly Row[] = [
	{
		title: 'tells a person which run stopped where, why, and what to do',
		start,
		given: () => ({ items: example.map(({ json }) => json as never) }),
		last: 'Tell a Person',
		then: async ({ mails }) => {
			const [mail, ...others] = await mails('11 Provision hosting account');
			expect(others).toEqual([]);
			expect(mail).toMatchObject({ to: ['operator@demo-hosting.example'] });
			for (const part of ['Claim Task', 'Connection terminated unexpectedly', 'Check that PostgreSQL runs']) {
				expect(mail?.text).toContain(part);
			}
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
		last: 'Tell a Person',
		then: async ({ mails }) => {
			const [mail] = await mails('Some workflow');
			expect(mail?.text).toContain('Before it ran.');
			expect(mail?.text).toContain('The port is taken');
		},
	},
];
