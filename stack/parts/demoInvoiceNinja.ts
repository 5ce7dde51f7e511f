import { exponentOf } from '../../core/kernel/money';
import { findInvoiceOfSource } from '../../core/invoices';
import type { Plan } from '../../core/catalog';
import { operate, type Answered, type Operator } from '../standins/invoiceNinja';
import type { AttachedStack } from './attach';
import { caughtMail, followOrder, sayWithTimes } from './followOrder';
import { orderProgress } from './orderProgress';
import { storiesOf, type Story } from './orderStory';
import { demoCustomer } from './seed';
import { seedInvoiceNinja } from './seedInvoiceNinja';
import { bold } from './table';
import { Told } from './told';

/** The code of the demo's company in the back office, as the credential has it. */
const companyCode = 'main';

/** The event *Payment created* of Invoice Ninja. */
const paymentCreated = 4;

/**
 * A customer pays an invoice of Invoice Ninja in its portal; what comes of it is shown, step by step.
 *
 * @throws Told where not everything comes about.
 */
export async function playInvoiceNinja(stack: AttachedStack, domain: string, plan: Plan): Promise<void> {
	const { addresses, backOffice, secrets } = stack;
	const ninja = operate(addresses.invoiceNinja, secrets.invoiceNinjaToken);
	await mustListen(ninja);
	const price = `${(plan.priceMinor / 100).toFixed(2)} ${plan.currency}`;
	console.log(
		`${bold(`${demoCustomer.name} gets an invoice of ${price} for ${plan.name} on ${domain}, and pays it.`)}\n`,
	);

	const begun = new Date();
	const say = sayWithTimes(begun);
	const { client } = await seedInvoiceNinja(stack);
	say('✓', 'client at Invoice Ninja', `${String(client.display_name)}, ID number ${String(client.id_number)}`);
	const line = { product_key: plan.planCode, notes: plan.name, quantity: 1, custom_value1: domain };
	const body = { client_id: client.id, line_items: [{ ...line, cost: plan.priceMinor / 100 }] };
	const invoice = await ninja.make('invoices', body, '?send_email=true');
	const number = String(invoice.number);
	say('✓', 'invoice made and e-mailed', `number ${number}, ${price}`);
	const payment = await ninja.pay(invoice.id);
	say(
		'✓',
		'invoice paid in the portal',
		`${String(payment.transaction_reference)}, by Invoice Ninja's own Stripe gateway`,
	);

	const name = `ninja:${companyCode}:${payment.id}`;
	const trace = { event: name, payment: `${name}:${invoice.id}` };
	const mails: { invoice?: string; welcome?: string } = {};
	const stories = storiesOf(name, async (written) => (mails.welcome ??= await caughtMail(addresses.mails, written)));
	await followOrder(stack, {
		begun,
		stories: [
			{
				title: 'invoice caught by the mail catcher',
				look: async () => (mails.invoice ??= await caughtMail(addresses.mails, number)),
			},
			{ title: 'webhook delivered', look: async () => await deliveredTo(ninja, payment) },
			...stories,
			...shownOnBothSides(stack, ninja, invoice, plan.currency),
		],
		look: async () => await orderProgress(backOffice, trace, `ninja:${companyCode}:${invoice.id}`),
		isPayment: (json) => (json.entity === 'payment' && json.id === payment.id) || JSON.stringify(json).includes(name),
		mails: () => [
			['The invoice', mails.invoice],
			['The welcome mail', mails.welcome],
		],
	});
}

/** An amount of Invoice Ninja, such as `9.90 EUR` for the number 9.9. */
export function inWords(amount: unknown, currency: string): string {
	return `${Number(amount).toFixed(exponentOf(currency))} ${currency}`;
}

/** @throws Told where no webhook of the event leads to n8n. */
async function mustListen(ninja: Operator): Promise<void> {
	const webhooks = await ninja.list('webhooks');
	if (webhooks.some(({ event_id }) => event_id === String(paymentCreated))) return;
	throw new Told("Invoice Ninja has no webhook for payments: publish the workflow '16 Invoice Ninja events' in n8n.");
}

async function deliveredTo(ninja: Operator, payment: Answered): Promise<string | undefined> {
	const deliveries = await ninja.deliveries();
	const found = deliveries.find(({ event, entityId }) => event === paymentCreated && entityId === payment.id);
	return found && `event ${paymentCreated}, answered with ${found.status}`;
}

function shownOnBothSides({ backOffice }: AttachedStack, ninja: Operator, { id }: Answered, currency: string): Story[] {
	const shown = (amount: unknown) => inWords(amount, currency);
	return [
		{
			title: 'payment shown in Invoice Ninja',
			look: async () => {
				const { status_id, balance, paid_to_date } = await ninja.get('invoices', id);
				return status_id === '4' ? `paid ${shown(paid_to_date)}, balance ${shown(balance)}` : undefined;
			},
		},
		{
			title: 'payment shown in the back office',
			look: async () => {
				const invoice = await backOffice.store.asStaff(
					async (transaction) => await findInvoiceOfSource(transaction, 'invoice_ninja', `${companyCode}:${id}`),
				);
				return invoice?.status === 'paid' ? `invoice ${invoice.invoiceNumber} is paid` : undefined;
			},
		},
	];
}
