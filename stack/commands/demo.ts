import { randomBytes } from 'node:crypto';
import { domainToUnicode } from 'node:url';
import { z } from 'zod';
import { closePools } from '../../core/db';
import { findPlanByCode } from '../../core/catalog';
import { attach, type AttachedStack } from '../parts/attach';
import { playDrift } from '../parts/demoDrift';
import { orderProgress } from '../parts/orderProgress';
import { storiesOf, watchOrder } from '../parts/orderStory';
import { demoCustomer } from '../parts/seed';
import { readChoices } from '../parts/settings';
import { bold } from '../parts/table';
import { Told, wordsOf } from '../parts/told';
import { payCheckout, signedDelivery } from '../standins/stripe';

/** How long nothing may happen. */
const patienceMs = 60_000;

/**
 * `npm run demo`: a customer pays for a hosting plan; shows what comes of it, step by step. With `--drift` somebody works
 * on the panels by hand, and the audit finds it.
 */
export async function run(args: readonly string[]): Promise<number> {
	const own = { domain: { type: 'string' }, plan: { type: 'string' }, drift: { type: 'boolean' } } as const;
	const { folder, flags } = readChoices(args, own);
	if (flags.drift === true && (flags.domain !== undefined || flags.plan !== undefined)) {
		throw new Told('--drift goes without --domain and --plan: it works on the accounts that are there.');
	}
	const stack = await attach(folder);
	try {
		if (flags.drift === true) {
			await playDrift(stack);
			return 0;
		}
		const domain = textOf(flags.domain) ?? `demo-${randomBytes(3).toString('hex')}.example`;
		await play(stack, domain, textOf(flags.plan) ?? 'starter');
		return 0;
	} finally {
		await closePools();
	}
}

const textOf = (flag: string | boolean | undefined) => (typeof flag === 'string' ? flag : undefined);

async function play(stack: AttachedStack, domain: string, planCode: string): Promise<void> {
	const { backOffice, addresses, n8n } = stack;
	const plan = await backOffice.store.asStaff(async (transaction) => await findPlanByCode(transaction, planCode));
	if (!plan) throw new Told(`There is no plan '${planCode}': the demo company sells starter and business.`);

	const order = `demo-${randomBytes(4).toString('hex')}`;
	const event = payCheckout({
		order,
		customer: demoCustomer.customerCode,
		plan: plan.planCode,
		domain,
		amount: plan.priceMinor,
		currency: plan.currency,
		name: demoCustomer.name,
		email: demoCustomer.email,
	});
	const price = `${(plan.priceMinor / 100).toFixed(2)} ${plan.currency}`;
	console.log(`${bold(`${demoCustomer.name} pays ${price} for ${plan.name} on ${domain}.`)}\n`);

	const begun = new Date();
	await deliver(stack, event);
	let mailId: string | undefined;
	const stories = storiesOf(event.id, async (written) => (mailId ??= await caughtMail(addresses.mails, written)));
	const missed = await watchOrder(stories, {
		look: async () => await orderProgress(backOffice, event.id, order),
		patienceMs,
		say: (mark, title, what) => {
			const seconds = ((Date.now() - begun.getTime()) / 1000).toFixed(1);
			console.log(`  ${mark} ${seconds.padStart(5)} s  ${title.padEnd(34)} ${what}`.trimEnd());
		},
	});

	const executions = await n8n.executions({ limit: 50 });
	const workflows = new Map((await n8n.workflows()).map(({ id, name }) => [id, name]));
	const ours = executions.filter(({ startedAt }) => startedAt && new Date(startedAt) >= begun).reverse();
	console.log(`\n${bold('To look at')} (n8n: ${stack.secrets.ownerEmail} with ${stack.secrets.ownerPassword})`);
	for (const execution of ours) {
		console.log(`  ${(workflows.get(execution.workflowId) ?? '').padEnd(32)} ${n8n.addressOf(execution)}`);
	}
	if (mailId !== undefined) console.log(`  ${'The welcome mail'.padEnd(32)} ${addresses.mails}/mail/${mailId}`);
	if (missed.length > 0) throw new Told(`Not everything came about: ${missed.join(', ')}.`);
}

/** As Stripe does it: signed, to the address of the trigger. */
async function deliver({ addresses, secrets }: AttachedStack, event: Parameters<typeof signedDelivery>[0]) {
	const address = `${addresses.n8n}/webhook/msp-stripe/payments`;
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

/** The address part of the newest mail about a domain. */
async function caughtMail(url: string, domain: string): Promise<string | undefined> {
	const mails = z.array(z.object({ id: z.string(), to: z.array(z.string()) }));
	const caught = mails.parse(await (await fetch(`${url}/messages`)).json());
	for (const { id, to } of caught.slice(0, 20)) {
		if (!to.includes(demoCustomer.email)) continue;
		const opened = z.object({ text: z.string(), subject: z.string() });
		const { text, subject } = opened.parse(await (await fetch(`${url}/messages/${id}`)).json());
		// People read it in Unicode.
		if ([domain, domainToUnicode(domain)].some((name) => `${subject} ${text}`.includes(name))) return id;
	}
	return undefined;
}
