import { randomBytes } from 'node:crypto';
import { closePools } from '../../core/db';
import { findPlanByCode, type Plan } from '../../core/catalog';
import { attach, folderOfRunning, type AttachedStack } from '../parts/attach';
import { followPlaybooks } from '../parts/demoAnsible';
import { playBilling, type DemoBuyer } from '../parts/demoBilling';
import { playDrift } from '../parts/demoDrift';
import { playImport } from '../parts/demoImport';
import { playInvoiceNinja } from '../parts/demoInvoiceNinja';
import { caughtMail, followOrder } from '../parts/followOrder';
import { orderProgress } from '../parts/orderProgress';
import { storiesOf } from '../parts/orderStory';
import { demoCustomer } from '../parts/seed';
import { playbookPlan } from '../parts/seedHosts';
import { readChoices } from '../parts/settings';
import { stripeTriggerPath } from '../parts/standins';
import { bold } from '../parts/table';
import { Told, wordsOf } from '../parts/told';
import { payCheckout, signedDelivery } from '../standins/stripe';

/**
 * `npm run demo`: a customer pays for a hosting plan; shows what comes of it, step by step. With `--drift` somebody works
 * on the panels by hand, and the audit finds it. With `--invoice-ninja` the customer pays an invoice of Invoice Ninja.
 * With `--import` an office clerk hands in a workbook. With `--billing` a service is renewed, not paid for, suspended, and
 * given back by the payment.
 */
export async function run(args: readonly string[]): Promise<number> {
	const own = {
		domain: { type: 'string' },
		plan: { type: 'string' },
		drift: { type: 'boolean' },
		'invoice-ninja': { type: 'boolean' },
		ansible: { type: 'boolean' },
		import: { type: 'boolean' },
		billing: { type: 'boolean' },
	} as const;
	const choices = readChoices(args, own);
	const { flags } = choices;
	const chosen = ['drift', 'invoice-ninja', 'ansible', 'import', 'billing'].filter((flag) => flags[flag] === true);
	if (chosen.length > 1) throw new Told(`Choose one of --${chosen.join(' and --')}.`);
	if (flags.ansible === true && flags.plan !== undefined)
		throw new Told('--ansible goes without --plan: it is for the plan that playbooks deliver.');
	if (flags.import === true && (flags.domain !== undefined || flags.plan !== undefined)) {
		throw new Told('--import goes without --domain and --plan: it plays the office, and sells nothing.');
	}
	if (flags.drift === true && (flags.domain !== undefined || flags.plan !== undefined)) {
		throw new Told('--drift goes without --domain and --plan: it works on the accounts that are there.');
	}
	if (flags.billing === true && (flags.domain !== undefined || flags.plan !== undefined)) {
		throw new Told('--billing goes without --domain and --plan: it plays a customer of its own.');
	}
	const folder = await folderOfRunning(choices);
	const stack = await attach(folder);
	try {
		if (flags.drift === true) {
			await playDrift(stack);
			return 0;
		}
		if (flags.import === true) {
			await playImport(stack, folder);
			return 0;
		}
		if (flags.billing === true) {
			const plan = await planOf(stack, 'starter');
			await playBilling(stack, async (customer, domain) => {
				await deliver(stack, paidCheckout(domain, plan, customer).event);
			});
			return 0;
		}
		if (flags.ansible === true && stack.running.pids.machines === undefined) {
			throw new Told('No machines for Ansible run: the start says what they lack (docs/stack.md).');
		}
		const domain = textOf(flags.domain) ?? `demo-${randomBytes(3).toString('hex')}.example`;
		const plan = await planOf(
			stack,
			flags.ansible === true ? playbookPlan.planCode : (textOf(flags.plan) ?? 'starter'),
		);
		if (flags.ansible === true) await playAnsible(stack, folder, domain, plan);
		else if (flags['invoice-ninja'] === true) await playInvoiceNinja(stack, domain, plan);
		else await play(stack, domain, plan);
		return 0;
	} finally {
		await closePools();
	}
}

const textOf = (flag: string | boolean | undefined) => (typeof flag === 'string' ? flag : undefined);

async function planOf({ backOffice }: AttachedStack, planCode: string): Promise<Plan> {
	const plan = await backOffice.store.asStaff(async (transaction) => await findPlanByCode(transaction, planCode));
	if (plan) return plan;
	throw new Told(`There is no plan '${planCode}': the demo company sells starter and business.`);
}

/** The event of a paid checkout, and its order; says what is paid. */
function paidCheckout(domain: string, plan: Plan, buyer: DemoBuyer = demoCustomer) {
	const order = `demo-${randomBytes(4).toString('hex')}`;
	const event = payCheckout({
		order,
		customer: buyer.customerCode,
		plan: plan.planCode,
		domain,
		amount: plan.priceMinor,
		currency: plan.currency,
		name: buyer.name,
		email: buyer.email,
	});
	const price = `${(plan.priceMinor / 100).toFixed(2)} ${plan.currency}`;
	console.log(`${bold(`${buyer.name} pays ${price} for ${plan.name} on ${domain}.`)}\n`);
	return { order, event };
}

async function playAnsible(stack: AttachedStack, folder: string, domain: string, plan: Plan): Promise<void> {
	const { order, event } = paidCheckout(domain, plan);
	const begun = new Date();
	await deliver(stack, event);
	await followPlaybooks(stack, folder, begun, { event: event.id, reference: order, plan, domain });
}

async function play(stack: AttachedStack, domain: string, plan: Plan): Promise<void> {
	const { backOffice } = stack;
	const { order, event } = paidCheckout(domain, plan);
	const begun = new Date();
	await deliver(stack, event);
	let mailId: string | undefined;
	await followOrder(stack, {
		begun,
		stories: storiesOf(event.id, async (written) => (mailId ??= await caughtMail(stack.addresses.mails, written))),
		look: async () => await orderProgress(backOffice, { event: event.id }, order),
		mails: () => [['The welcome mail', mailId]],
	});
}

/** As Stripe does it: signed, to the address of the trigger. */
async function deliver({ addresses, secrets }: AttachedStack, event: Parameters<typeof signedDelivery>[0]) {
	const address = `${addresses.n8n}${stripeTriggerPath}`;
	const { headers, body } = signedDelivery(event, [secrets.stripeSigningSecret]);
	const answer = await fetch(address, { method: 'POST', headers, body }).catch((error: unknown) => {
		throw new Told(`n8n does not answer at ${address}: ${wordsOf(error)}`, { cause: error });
	});
	if (answer.status === 404) {
		throw new Told(`n8n knows nothing at ${address}: publish the workflow '10 Payment received' in it.`);
	}
	if (!answer.ok) {
		throw new Told(`The Payment Trigger refused the event (${answer.status}): ${(await answer.text()).slice(0, 300)}`);
	}
}
