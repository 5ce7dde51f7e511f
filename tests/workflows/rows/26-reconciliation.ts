import type { Arrival, WorkflowScene } from '../../support/workflowScene';
import type { Row } from '../row';

/** The month before, as UTC has it. */
const month: Arrival = { items: [{}], settings: { timeZone: 'UTC' } };
const reference = 'pi_ofLastMonth';

/** A payment of the month before, whatever day it is: the store has it, and Stripe does not. */
async function payLastMonth({ owner }: WorkflowScene): Promise<void> {
	await owner.query(
		`insert into msp.payment (provider, payment_reference, amount_minor, price_minor, currency, outcome, received_at)
		values ('stripe', $1, 2000, 2000, 'EUR', 'paid', date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' - interval '10 days')`,
		[reference],
	);
}

async function ticketOf(scene: WorkflowScene): Promise<string> {
	const [mail] = await scene.mails('Reconciliation of');
	return /[?&]ticket=([^&\s]+)/.exec(mail?.text ?? '')?.[1] ?? '';
}

const opened = (ticket: string): Arrival => ({ request: { method: 'GET', query: { ticket } } });

/** The rows tell one story, in their order: a month in which all agrees, one that does not, and its page. */
export const reconciliation: readonly Row[] = [
	{
		title: 'a month in which all agrees sends no mail, if nobody wants one',
		start: 'Every Month',
		given: () => ({ ...month, settings: { timeZone: 'UTC', mailWhenAllAgree: 'false' } }),
		last: 'Anything to Tell?',
		then: async (scene) => expect(await scene.mails('Reconciliation of')).toEqual([]),
	},
	{
		title: 'money that only one side has is told in one mail, and nothing is changed',
		start: 'Every Month',
		given: async (scene) => {
			await payLastMonth(scene);
			return month;
		},
		last: 'Send Report',
		then: async (scene) => {
			const [mail, ...others] = await scene.mails('Reconciliation of');
			expect(others).toEqual([]);
			expect(mail?.text).toContain('Missing at the provider');
			const { rows } = await scene.owner.query(`select outcome from msp.payment where payment_reference = $1`, [
				reference,
			]);
			expect(rows).toEqual([{ outcome: 'paid' }]);
		},
	},
	{
		title: 'the link shows what to do',
		start: 'Link Opened',
		given: async (scene) => opened(await ticketOf(scene)),
		answer: {
			status: 200,
			body: expect.stringContaining(reference) as unknown,
			headers: { 'content-type': expect.stringContaining('text/html') as unknown },
		},
		last: 'Answer with Page',
	},
	{
		title: 'a forged ticket shows nothing',
		start: 'Link Opened',
		given: async (scene) => opened(`${(await ticketOf(scene)).slice(0, -4)}AAAA`),
		answer: { status: 403, body: expect.not.stringContaining(reference) as unknown },
		last: 'Answer with Page',
		then: async ({ owner }) => {
			await owner.query('delete from msp.payment where payment_reference = $1', [reference]);
		},
	},
];
