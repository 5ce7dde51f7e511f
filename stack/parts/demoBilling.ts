import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { findInvoice, issueInvoice, listInvoices, type Invoice } from '../../core/invoices';
import { addDays, dayIn } from '../../core/kernel/calendar';
import { formatMoney } from '../../core/kernel/money';
import { paymentLinkFor } from '../../core/paymentRequests';
import { savePolicy } from '../../core/policies';
import { startTerms } from '../../core/renewals';
import { insertCustomer, type Customer } from '../../core/customers';
import { findService, listServices, type Service } from '../../core/services';
import type { AttachedStack } from './attach';
import { payRequest } from './demoPayer';
import { caughtMail, sayWithTimes, tellExecutions } from './followOrder';
import { demoCustomer } from './seed';
import { playNightBefore } from './nightBefore';
import { bold } from './table';
import { Told } from './told';

/** How long nothing may happen: a reactivation comes within a minute. */
const patienceMs = 120_000;

const atAnyTime = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00' };

/** Who buys in the demo. */
export type DemoBuyer = Pick<typeof demoCustomer, 'customerCode' | 'name' | 'email'>;

/** Buys a service for a customer on a domain, as the provider tells it. */
type Buy = (buyer: DemoBuyer, domain: string) => Promise<void>;

/**
 * A new customer's service is invoiced for its next month; an older invoice stays unpaid, the customer was warned, the service
 * is suspended, and the payment gives it back. Each play has a customer of its own, for nobody gets two letters on one day. The
 * policy of the demo company is switched on; that of the customer suspends at any hour and invoices 40 days ahead.
 *
 * @throws Told where not everything comes about.
 */
export async function playBilling(stack: AttachedStack, buy: Buy): Promise<void> {
	const { backOffice, n8n } = stack;
	const begun = new Date();
	const say = sayWithTimes(begun);
	const customer = await newCustomer(stack);
	const { customerId, timeZone } = customer;
	const mailAbout = async (named: string) => await caughtMail(stack.addresses.mails, named, addressOf(customer));
	await buy({ ...customer, email: addressOf(customer) }, `${customer.customerCode}.example`);
	const service = await until('the service', async () => await activeService(stack, customer));
	say('✓', 'service active', service.domain);

	console.log(
		`\n${bold('It renews in a month. The customer is invoiced 40 days ahead, so the night makes the invoice.')}\n`,
	);
	const today = dayIn(timeZone, begun);
	await backOffice.store.asStaff(
		async (transaction) =>
			await startTerms(transaction, { serviceId: service.serviceId }, (zone) => dayIn(zone, begun)),
	);
	await n8n.run('msp-20-recurring-billing', 'Every Night');
	const renewal = await until('the invoice of the renewal', async () => await openRenewal(stack, customer, begun));
	say('✓', 'renewal invoiced', `${renewal.invoiceNumber}, ${amountOf(renewal)}, due ${renewal.dueOn}`);
	const invoiceMail = await until('the mail with the invoice', async () => await mailAbout(renewal.invoiceNumber));

	console.log(
		`\n${bold('An older invoice of it was due three days ago. The customer was warned last night; this night suspends.')}\n`,
	);
	const late = await lateInvoice(stack, service, { dueOn: addDays(today, -3), issuedAt: begun });
	const { sentOn } = await playNightBefore(stack, customerId);
	const warning = await until('the warning', async () => await mailAbout(late.invoiceNumber));
	say('✓', 'warned the night before', `${late.invoiceNumber}, ${amountOf(late)}, on ${sentOn}`);
	await n8n.run('msp-21-dunning', 'Every Night');
	await until('the suspension', async () => await inStatus(stack, service, 'suspended'));
	say('✓', 'service suspended', `${service.domain}, because it is overdue`);

	console.log(`\n${bold('The customer opens the link in the mail, and pays what is open.')}\n`);
	const link = paymentLinkFor(backOffice, {
		...{ customerId, currency: late.currency, language: 'en' },
		page: `${stack.addresses.n8n}/webhook/msp/pay`,
	});
	await payRequest(link);
	await until('the payment of the invoice', async () =>
		(await invoiceNow(stack, late))?.status === 'paid' ? true : undefined,
	);
	say('✓', 'invoice paid', late.invoiceNumber);
	await until('the reactivation', async () => await inStatus(stack, service, 'active'));
	say('✓', 'service reactivated', service.domain);

	await tellExecutions(stack, begun);
	for (const [title, id] of [
		['The invoice', invoiceMail],
		['The warning', warning],
	] as const)
		console.log(`  ${title.padEnd(32)} ${stack.addresses.mails}/mail/${id}`);
	console.log(`  ${'What is to pay'.padEnd(32)} ${link}`);
}

async function newCustomer({ backOffice }: AttachedStack): Promise<Customer> {
	const customerCode = `maple-${randomBytes(3).toString('hex')}`;
	const made = await backOffice.store.asStaff(
		async (transaction) =>
			await insertCustomer(transaction, {
				...demoCustomer,
				...{ customerCode, name: 'Maple Studio', email: `office@${customerCode}.example` },
			}),
	);
	if (!made) throw new Told(`There is a customer '${customerCode}' already: play the demo again.`);
	await savePolicy(backOffice, { scope: 'default' }, { renewals: 'live', charges: 'live', dunning: 'live' });
	await savePolicy(
		backOffice,
		{ scope: 'customer', customerCode },
		{ suspensionHours: atAnyTime, invoiceLeadDays: 40 },
	);
	return made;
}

const addressOf = ({ email }: Customer): string => email ?? '';

async function activeService({ backOffice }: AttachedStack, { customerCode }: Customer): Promise<Service | undefined> {
	const [active] = await backOffice.store.asStaff(
		async (transaction) => await listServices(transaction, { customerCode, statuses: ['active'], limit: 1 }),
	);
	return active;
}

async function openRenewal(
	{ backOffice }: AttachedStack,
	{ customerCode }: Customer,
	since: Date,
): Promise<Invoice | undefined> {
	const open = await backOffice.store.asStaff(
		async (transaction) => await listInvoices(transaction, { customerCode, statuses: ['open'], limit: null }),
	);
	return open.find(({ createdAt }) => createdAt >= since);
}

/** What was sold beside the plan, and never paid. */
async function lateInvoice(
	stack: AttachedStack,
	{ customerId, serviceId, domain }: Service,
	{ dueOn, issuedAt }: { readonly dueOn: string; readonly issuedAt: Date },
): Promise<Invoice> {
	const { invoice } = await stack.backOffice.store.asStaff(
		async (transaction) =>
			await issueInvoice(transaction, {
				...{ customerId, dueOn, issuedAt, reference: null, currency: 'EUR', status: 'open' },
				lines: [{ kind: 'other', serviceId, description: `Extra backup of ${domain}`, quantity: 1, amountMinor: 1500 }],
			}),
	);
	return invoice;
}

async function invoiceNow({ backOffice }: AttachedStack, { invoiceId }: Invoice): Promise<Invoice | undefined> {
	return await backOffice.store.asStaff(async (transaction) => await findInvoice(transaction, invoiceId));
}

async function inStatus(
	{ backOffice }: AttachedStack,
	{ serviceId }: Service,
	status: Service['status'],
): Promise<true | undefined> {
	const now = await backOffice.store.asStaff(async (transaction) => await findService(transaction, serviceId));
	return now?.status === status ? true : undefined;
}

const amountOf = ({ totalMinor, currency }: Invoice) => formatMoney({ amountMinor: totalMinor, currency }, 'en');

async function until<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const found = await look();
		if (found !== undefined) return found;
		if (Date.now() > deadline) throw new Told(`Waited in vain for ${what}: look at the executions of n8n.`);
		await wait(250);
	}
}
