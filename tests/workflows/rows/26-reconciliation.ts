import { controlled } from '../../support/playedServer';
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

/** The rows tell one story, in their order: a month without a mail, one that does not agree, its page, and one of which nobody knows. */
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
	{
		title: 'a month with nothing to compare says so, and that nobody agrees about anything',
		start: 'Every Month',
		given: () => month,
		last: 'Send Report',
		then: async (scene) => {
			const [mail] = await scene.mails('Reconciliation of');
			expect(mail?.subject).toContain('there was nothing to compare');
			for (const said of [mail?.subject, mail?.text]) expect(said).not.toMatch(/agree/i);
		},
	},
	{
		title: 'sides that could not be read are told of, also if nobody wants a mail of a month that agrees',
		start: 'Every Month',
		given: async ({ addresses }) => {
			const error = { type: 'invalid_request_error', message: 'Invalid API Key provided' };
			await controlled(addresses.stripe).addFault({ kind: 'answer', path: '/v1/.*', times: 9, status: 401, body: { error } });
			const body = { message: 'Invalid token' };
			await controlled(addresses.invoiceNinja).addFault({ kind: 'answer', path: 'companies/current', times: 9, status: 403, body });
			return { ...month, settings: { timeZone: 'UTC', mailWhenAllAgree: 'false' } };
		},
		last: 'Send Report',
		then: async (scene) => {
			for (const url of [scene.addresses.stripe, scene.addresses.invoiceNinja]) await controlled(url).clearFaults();
			const [mail] = await scene.mails('Reconciliation of');
			expect(mail?.subject).toContain('not every side could be read');
			for (const part of ['nothing to compare', 'Stripe could not be read', 'Invoice Ninja could not be read', 'Invalid token'])
				expect(mail?.text).toContain(part);
			expect(mail?.text).not.toMatch(/agree/i);
		},
	},
];
