import { getCustomer } from '../../../core/customers';
import { issueInvoice, type Invoice } from '../../../core/invoices';
import { settleByHand } from '../../../core/billing';
import { makeRequests } from '../../../core/paymentRequests';
import type { StripeEvent } from '../../../stack/standins/stripe';
import { seenOn } from '../../support/paymentRequestScene';
import { paysOn } from '../../support/paysOn';
import { controlled } from '../../support/playedServer';
import type { WorkflowScene } from '../../support/workflowScene';
import { staffTold, told } from '../orders';
import type { Row } from '../row';

const code = 'linden-bakery';
const workflow = 'msp-29-pay-open-invoices';

interface Session extends Record<string, unknown> {
	readonly id: string;
	readonly status: string;
	readonly metadata: Readonly<Record<string, string>>;
}
const standin = async ({ addresses }: WorkflowScene) =>
	(await (await fetch(`${addresses.stripe}/_standin/state`)).json()) as { sessions: Session[]; events: StripeEvent[] };
const pages = async (scene: WorkflowScene) =>
	(await standin(scene)).sessions.filter(({ metadata }) => metadata.payment_request !== undefined);

/** Two invoices of the bakery, in dinars: nothing else of the demo company is. */
async function owes({ backOffice: { store } }: WorkflowScene, amounts: readonly number[]): Promise<Invoice[]> {
	return await store.asStaff(async (transaction) => {
		const { customerId } = await getCustomer(transaction, code);
		const made: Invoice[] = [];
		for (const amountMinor of amounts) {
			const lines = [{ kind: 'other', description: 'Hosting', amountMinor }] as const;
			const what = { customerId, reference: null, currency: 'CHF', lines, dueOn: '2026-01-15', status: 'open' } as const;
			made.push((await issueInvoice(transaction, { ...what, issuedAt: new Date() })).invoice);
		}
		return made;
	});
}

async function ticketOf({ backOffice }: WorkflowScene, language: 'en' | 'fr' | 'nl' = 'en'): Promise<string> {
	const wish = { customerCode: code, currency: 'CHF', page: 'https://n8n.example/webhook/msp/pay', language };
	const [request] = await makeRequests(backOffice, wish);
	return new URL(request?.payUrl ?? '').searchParams.get('ticket') ?? '';
}

const opened = (ticket: string, from = '') => ({ request: { method: 'GET' as const, query: { ticket, from } } });
const pressed = (ticket: string, seen = '') => ({
	request: {
		method: 'POST' as const,
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		rawBody: new URLSearchParams({ ticket, seen }).toString(),
	},
});

let ticket = '';
let seen = '';

export const payOpenInvoices: readonly Row[] = [
	{
		title: 'a link shows what is open now',
		start: 'Link Opened',
		given: async (scene) => {
			await owes(scene, [1000, 2550]);
			ticket = await ticketOf(scene, 'fr');
			return opened(ticket);
		},
		last: 'Answer with Page',
		answer: {
			status: 200,
			body: expect.stringMatching(/<html lang="fr">[^]*Payer 35,50\sCHF/u) as unknown,
			headers: expect.objectContaining({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' }) as unknown,
		},
		then: async (scene, { answer }) => {
			seen = seenOn(String(answer.body));
			expect(await pages(scene)).toEqual([]);
		},
	},
	{
		title: 'its button leads to a page of Stripe',
		start: 'Button Pressed',
		given: () => pressed(ticket, seen),
		last: 'To Stripe',
		items: [{ state: 'ready', totalMinor: 3550, currency: 'CHF', customerCode: code }],
		answer: { status: 303, headers: expect.objectContaining({ location: expect.stringContaining('/pay/cs_') as unknown }) as unknown },
		then: async (scene) => expect(await pages(scene)).toMatchObject([{ status: 'open', locale: 'fr' }]),
	},
	{
		title: 'pressed again it leads to the same one',
		start: 'Button Pressed',
		given: () => pressed(ticket, seen),
		last: 'To Stripe',
		items: [{ state: 'ready' }],
		then: async (scene) => expect(await pages(scene)).toHaveLength(1),
	},
	{
		title: 'an invoice that was paid in another way closes the page',
		start: 'Every 5 Minutes',
		given: async (scene) => {
			const [added] = await owes(scene, [450]);
			await scene.play(workflow, 'Button Pressed', pressed(ticket));
			await settleByHand(scene.backOffice, { invoice: added?.invoiceId ?? '', reason: 'cash' });
			return { items: [{}] };
		},
		last: 'Close Outdated Pages',
		items: [{ pageState: 'expired', totalMinor: 4000 }],
		then: async (scene) => expect((await pages(scene)).map(({ status }) => status)).toEqual(['expired', 'expired']),
	},
	{
		title: 'what is paid there is split over the invoices by workflow 10',
		start: 'Link Opened',
		given: async (scene) => {
			await scene.play(workflow, 'Button Pressed', pressed(ticket));
			const [page] = await pages(scene);
			await paysOn(page?.url);
			const { events } = await standin(scene);
			const event = events.find(({ data, type }) => data.object.id === page?.id && type === 'checkout.session.completed');
			if (!event) throw new Error('Stripe tells of no payment');
			await scene.play('msp-10-payment-received', 'Stripe Payment', told(scene, event));
			return opened(ticket, 'stripe');
		},
		last: 'Answer with Page',
		answer: { status: 200, body: expect.stringContaining('Rien n’est ouvert') as unknown },
		then: async (scene) => {
			const paid = `select count(*) from msp.payment y join msp.invoice i on i.id = y.invoice_id
				where i.currency = 'CHF' and y.outcome = 'paid' and i.status = 'paid' and not y.needs_attention and y.amount_minor = any($1)`;
			expect(await scene.count(paid, '{1000,2550}')).toBe(2);
		},
	},
	{
		title: 'a button of a page that is out of date leads back to it',
		start: 'Button Pressed',
		given: async (scene) => {
			await owes(scene, [700]);
			return pressed(ticket, seen);
		},
		last: 'To Stripe',
		items: [{ state: 'changed', location: expect.stringContaining('from=changed') as unknown }],
	},
	{
		title: 'when Stripe refuses, staff are told, and the customer reads that nothing was paid',
		start: 'Button Pressed',
		given: async (scene) => {
			const error = { type: 'invalid_request_error', message: 'Invalid API Key provided: sk_test_*****old' };
			const refusal = { kind: 'answer', path: '/v1/.*', times: 20, status: 401, body: { error } };
			await controlled(scene.addresses.stripe).addFault(refusal);
			return pressed(ticket);
		},
		last: 'Back to the Page',
		answer: {
			status: 303,
			headers: expect.objectContaining({ location: expect.stringMatching(/msp\/pay\?ticket=[^&]+&from=later$/) as unknown }) as unknown,
		},
		then: async (scene) => {
			await controlled(scene.addresses.stripe).clearFaults();
			await staffTold(scene);
			const [mail] = await scene.mails('Customers cannot pay by the payment page');
			expect(mail?.text).toContain('Invalid API Key provided');
			const { answer } = await scene.play(workflow, 'Link Opened', opened(ticket, 'later'));
			expect(String(answer.body)).toContain('Quelque chose ne fonctionne pas chez nous');
		},
	},
	{
		title: 'a link that is none opens nothing',
		start: 'Link Opened',
		given: () => opened('v1.nonsense'),
		last: 'Answer with Page',
		answer: { status: 403, body: expect.stringContaining('not valid') as unknown },
	},
];
