import { paidCheckout } from '../../support/companyScene';
import { expectSetUp } from '../../support/expectSetUp';
import type { Arrival, WorkflowScene } from '../../support/workflowScene';
import { staffTold, told, until } from '../orders';
import type { Row } from '../row';

const query = { search: '' };

/** The ticket in the mail about the payment of a domain whose customer nobody has entered. */
async function ticketIn(scene: WorkflowScene, domain: string): Promise<string> {
	const customer = `nobody-${domain.split('.')[0] ?? ''}`;
	const event = paidCheckout({ domain, customer });
	const customer_details = { name: 'Ada Baker', email: `ada@${domain}`, address: { country: 'BE' } };
	Object.assign(event.data.object, { customer_details });
	await scene.play('msp-10-payment-received', 'Stripe Payment', told(scene, event));
	await staffTold(scene);
	const [mail] = await scene.mails(`There is no customer ${customer}`);
	const link = /https?:\/\/\S+\/msp\/payment-placement\?ticket=[^\s)"]+/.exec(mail?.text ?? '')?.[0];
	if (link === undefined) throw new Error(`The mail has no link: ${mail?.text ?? 'there is none'}`);
	return new URL(link).searchParams.get('ticket') ?? '';
}

const posted = (ticket: string, domain: string, customer: string): Arrival => {
	const form = new URLSearchParams({ ticket, customer, plan: 'starter', domain, by: 'Ann Operator' });
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	return { request: { method: 'POST', headers, rawBody: form.toString() } };
};

const customers = 'select count(*) from msp.customer where customer_code = $1';

/** Money of buyers whom nobody has entered, and the page that places it. */
export const firstCustomers: readonly Row[] = [
	{
		title: 'the link of the mail shows the payment, and changes nothing',
		start: 'Link Opened',
		given: async (scene) => ({ request: { method: 'GET', query: { ...query, ticket: await ticketIn(scene, 'shown.example') } } }),
		answer: {
			status: 200,
			headers: { 'content-type': expect.stringContaining('text/html') as unknown },
			body: expect.stringContaining('shown.example') as unknown,
		},
		last: 'Answer with Page',
		then: async (scene) => expect(await scene.task('shown.example')).toBeUndefined(),
	},
	{
		title: 'a new customer is made of the buyer, and the order is set up',
		start: 'Placement Posted',
		given: async (scene) => posted(await ticketIn(scene, 'new-buyer.example'), 'new-buyer.example', 'new customer'),
		answer: { status: 200 },
		last: 'Handle Event',
		then: async (scene) => {
			await until('new-buyer.example is set up', async () =>
				['completed'].includes(String((await scene.task('new-buyer.example'))?.status)),
			);
			const customer = { customerCode: 'nobody-new-buyer', to: 'ada@new-buyer.example' };
			await expectSetUp(scene, 'new-buyer.example', customer);
			expect(await scene.count(customers, 'nobody-new-buyer')).toBe(1);
		},
	},
	{
		title: 'a second click says who has decided, and starts nothing',
		start: 'Placement Posted',
		given: async (scene) => {
			const form = posted(await ticketIn(scene, 'clicked.example'), 'clicked.example', 'linden-bakery');
			await scene.play('msp-10-payment-received', 'Placement Posted', form);
			return form;
		},
		answer: { status: 200, body: expect.stringContaining('Ann Operator has placed this payment already') as unknown },
		last: 'Placed?',
	},
	{
		title: 'the event is sent again once its customer is there: it is set up, and a third delivery starts nothing',
		start: 'Stripe Payment',
		given: async (scene) => {
			const event = told(scene, paidCheckout({ domain: 'resent.example', customer: 'resent-buyer' }));
			await scene.play('msp-10-payment-received', 'Stripe Payment', event);
			const name = { customer_code: 'resent-buyer', name: 'Resent', email: 'resent@customer.example' };
			await scene.backOffice.store.asStaff(
				async (transaction) =>
					await transaction.run('insert into msp.customer (customer_code, name, email) values ($1, $2, $3)', [
						...Object.values(name),
					]),
			);
			return event;
		},
		answer: { status: 200 },
		last: 'Provision',
		then: async (scene) => {
			const customer = { customerCode: 'resent-buyer', to: 'resent@customer.example' };
			await expectSetUp(scene, 'resent.example', customer);
		},
	},
];
