import { setTimeout as wait } from 'node:timers/promises';
import { findInvoice, issueInvoice, listInvoices, type Invoice } from '../../core/invoices';
import { addDays, dayIn } from '../../core/kernel/calendar';
import { formatMoney } from '../../core/kernel/money';
import { paymentLinkFor } from '../../core/paymentRequests';
import { savePolicy } from '../../core/policies';
import { listTerms, startTerms } from '../../core/renewals';
import { findCustomerByCode, type Customer } from '../../core/customers';
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

/**
 * A service is invoiced for its next month; an older invoice of it stays unpaid, its customer was warned, it is suspended, and the
 * payment gives it back. The demo company's policy is switched on for it, suspends at any hour, and invoices
 * 40 days ahead.
 *
 * @throws Told where not everything comes about.
 */
export async function playBilling(stack: AttachedStack): Promise<void> {
	const { backOffice, n8n } = stack;
	const service = await anActiveService(stack);
	const begun = new Date();
	const say = sayWithTimes(begun);
	await switchOn(stack);

	console.log(
		`${bold(`${service.domain} renews in a month; the demo invoices 40 days ahead, so the night makes its invoice now.`)}\n`,
	);
	const today = dayIn(demoCustomer.timeZone ?? 'UTC', begun);
	await backOffice.store.asStaff(
		async (transaction) =>
			await startTerms(transaction, { serviceId: service.serviceId }, (zone) => dayIn(zone, begun)),
	);
	await n8n.run('msp-20-recurring-billing', 'Every Night');
	const renewal = await until('the invoice of the renewal', async () => await openRenewal(stack, service, begun));
	say('✓', 'renewal invoiced', `${renewal.invoiceNumber}, ${amountOf(renewal)}, due ${renewal.dueOn}`);
	const invoiceMail = await until(
		'the mail with the invoice',
		async () => await mailAbout(stack, renewal.invoiceNumber),
	);

	console.log(
		`\n${bold('An older invoice of it was due three days ago. The customer was warned last night; this night suspends.')}\n`,
	);
	const late = await lateInvoice(stack, service, { dueOn: addDays(today, -3), issuedAt: begun });
	const customer = await customerOf(stack);
	const { sentOn } = await playNightBefore(stack, customer.customerId);
	const warning = await until('the warning', async () => await mailAbout(stack, late.invoiceNumber));
	say('✓', 'warned the night before', `${late.invoiceNumber}, ${amountOf(late)}, on ${sentOn}`);
	await n8n.run('msp-21-dunning', 'Every Night');
	await until('the suspension', async () => await inStatus(stack, service, 'suspended'));
	say('✓', 'service suspended', `${service.domain}, because it is overdue`);

	console.log(`\n${bold('The customer opens the link in the mail, and pays what is open.')}\n`);
	const link = paymentLinkFor(backOffice, {
		...{ customerId: customer.customerId, currency: late.currency, language: 'en' },
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

/** The newest service with an account that is paid for, and that the pack does not renew yet. */
async function anActiveService({ backOffice }: AttachedStack): Promise<Service> {
	const { customerCode } = demoCustomer;
	const [service] = await backOffice.store.asStaff(async (transaction) => {
		const active = await listServices(transaction, { customerCode, statuses: ['active'], limit: null });
		const renewed = new Set(
			(await listTerms(transaction, { customerCode, limit: null })).map(({ serviceId }) => serviceId),
		);
		return active.filter(({ serviceId }) => !renewed.has(serviceId));
	});
	if (service) return service;
	throw new Told('There is no active service that the pack does not renew yet: play `npm run demo` first.');
}

async function switchOn({ backOffice }: AttachedStack): Promise<void> {
	const { customerCode } = demoCustomer;
	await savePolicy(backOffice, { scope: 'default' }, { renewals: 'live', charges: 'live', dunning: 'live' });
	await savePolicy(
		backOffice,
		{ scope: 'customer', customerCode },
		{ suspensionHours: atAnyTime, invoiceLeadDays: 40 },
	);
}

async function openRenewal(
	{ backOffice }: AttachedStack,
	{ serviceId }: Service,
	since: Date,
): Promise<Invoice | undefined> {
	const { customerCode } = demoCustomer;
	const open = await backOffice.store.asStaff(
		async (transaction) => await listInvoices(transaction, { customerCode, statuses: ['open'], limit: null }),
	);
	return open.find((invoice) => invoice.serviceId === serviceId && invoice.createdAt >= since);
}

/** What was sold beside the plan, and never paid. */
async function lateInvoice(
	stack: AttachedStack,
	{ serviceId, domain }: Service,
	{ dueOn, issuedAt }: { readonly dueOn: string; readonly issuedAt: Date },
): Promise<Invoice> {
	const { customerId } = await customerOf(stack);
	const { invoice } = await stack.backOffice.store.asStaff(
		async (transaction) =>
			await issueInvoice(transaction, {
				...{ customerId, dueOn, issuedAt, reference: null, currency: 'EUR', status: 'open' },
				lines: [{ kind: 'other', serviceId, description: `Extra backup of ${domain}`, quantity: 1, amountMinor: 1500 }],
			}),
	);
	return invoice;
}

async function customerOf({ backOffice }: AttachedStack): Promise<Customer> {
	const { customerCode } = demoCustomer;
	const found = await backOffice.store.asStaff(
		async (transaction) => await findCustomerByCode(transaction, customerCode),
	);
	if (found) return found;
	throw new Told(`There is no customer '${customerCode}': the start of the stack makes it.`);
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

const mailAbout = async ({ addresses }: AttachedStack, named: string) => await caughtMail(addresses.mails, named);

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
