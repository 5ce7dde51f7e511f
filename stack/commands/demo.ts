import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { panelKind } from '../../core/panels';
import { closePools } from '../../core/db';
import { findPlanByCode } from '../../core/catalog';
import type { Server } from '../../core/servers';
import { attach, type AttachedStack } from '../parts/attach';
import { playDrift } from '../parts/demoDrift';
import { labelOf } from '../parts/demoServers';
import { orderProgress, type OrderProgress } from '../parts/orderProgress';
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

interface Story {
	readonly title: string;
	/** What shows that it has happened; undefined where it has not yet. */
	readonly look: (progress: OrderProgress) => string | undefined | Promise<string | undefined>;
}

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
	const mailId: { value?: string } = {};
	const look = async () => await orderProgress(backOffice, event.id, order);
	const stories = storiesOf(event.id, async () => {
		mailId.value ??= await caughtMail(addresses.mails, domain);
		return mailId.value;
	});
	for (const { title, look: shows } of stories) {
		const shown = await until(look, shows, title);
		const seconds = ((Date.now() - begun.getTime()) / 1000).toFixed(1);
		console.log(`  ✓ ${seconds.padStart(5)} s  ${title.padEnd(34)} ${shown}`.trimEnd());
	}

	const executions = await n8n.executions({ limit: 20 });
	const workflows = new Map((await n8n.workflows()).map(({ id, name }) => [id, name]));
	const ours = executions.filter(({ startedAt }) => startedAt && new Date(startedAt) >= begun).reverse();
	console.log(`\n${bold('To look at')} (n8n: ${stack.secrets.ownerEmail} with ${stack.secrets.ownerPassword})`);
	for (const execution of ours) {
		console.log(`  ${(workflows.get(execution.workflowId) ?? '').padEnd(32)} ${n8n.addressOf(execution)}`);
	}
	console.log(`  ${'The welcome mail'.padEnd(32)} ${addresses.mails}/mail/${mailId.value ?? ''}`);
}

/** As Stripe does it: signed, to the address of the trigger. */
async function deliver({ addresses, secrets }: AttachedStack, event: Parameters<typeof signedDelivery>[0]) {
	const address = `${addresses.n8n}/webhook/msp-stripe/payments`;
	const { headers, body } = signedDelivery(event, [secrets.stripeSigningSecret]);
	const answer = await fetch(address, { method: 'POST', headers, body }).catch((error: unknown) => {
		throw new Told(`n8n does not answer at ${address}: ${wordsOf(error)}`, { cause: error });
	});
	if (!answer.ok) {
		throw new Told(`The Payment Trigger refused the event (${answer.status}): ${(await answer.text()).slice(0, 300)}`);
	}
}

const record = z.object({ type: z.string(), name: z.string() });

/** The steps on the panel: what each is called, and what of its result shows it. */
const steps: ReadonlyArray<readonly [name: string, title: string, shown: z.ZodType<string>]> = [
	['account', 'hosting account created', z.object({ username: z.string() }).transform(({ username }) => username)],
	[
		'dns',
		'DNS records set',
		z.object({ added: z.array(record), serial: z.string().nullable() }).transform(({ added, serial }) => {
			const types = added.map(({ type }) => type).join(', ');
			return serial === null ? types : `${types}; zone serial ${serial}`;
		}),
	],
	['certificate', 'SSL certificate requested', z.object({ state: z.string() }).transform(({ state }) => state)],
	['mailbox', 'mailbox created', z.object({ address: z.string() }).transform(({ address }) => address)],
	['database', 'database created', z.object({ name: z.string() }).transform(({ name }) => name)],
];

function storiesOf(eventId: string, mail: () => Promise<string | undefined>): Story[] {
	return [
		{ title: 'event verified and stored', look: ({ event }) => event && `${eventId}, as ${event.paymentEventId}` },
		{ title: 'order resolved', look: ({ service }) => service && `order ${service.orderReference}` },
		{ title: 'payment applied', look: ({ payment }) => payment && `outcome ${payment.outcome}` },
		{ title: 'provisioning started', look: ({ task }) => task && `task ${task.taskId}` },
		{ title: 'server chosen', look: ({ server }) => server && onPanel(server) },
		...steps.map(([name, title, shown]): Story => ({ title, look: ({ task }) => doneStep(task, name, shown) })),
		{
			title: 'welcome mail caught',
			look: async ({ task }) => (task && doneStep(task, 'welcome-mail') ? await mail() : undefined),
		},
		{
			title: 'service active',
			look: ({ service, server }) =>
				service?.status === 'active' && server ? `${service.domain} on ${onPanel(server)}` : undefined,
		},
	];
}

/** Such as `plesk1 (Plesk)`. */
const onPanel = ({ serverCode, panel }: Server) => `${serverCode} (${labelOf(panelKind(panel))})`;

function doneStep(task: OrderProgress['task'], name: string, shown: z.ZodType<string> = z.never()): string | undefined {
	const step = task?.steps.find((one) => one.name === name);
	return step?.status === 'done' ? (shown.safeParse(step.result).data ?? 'done') : undefined;
}

/** @throws Told where it cannot happen any more, or nothing happens for too long. */
async function until(look: () => Promise<OrderProgress>, shows: Story['look'], title: string): Promise<string> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const progress = await look();
		const shown = await shows(progress);
		if (shown !== undefined) return shown;
		const { task, payment, event } = progress;
		if (task && ['failed', 'cancelled', 'compensating', 'waiting'].includes(task.status)) {
			const { failedStep, errorClass, vendorMessage, statusDetail } = task;
			const why = [errorClass, vendorMessage ?? statusDetail].filter(Boolean).join(': ');
			throw new Told(`The task is ${task.status}${failedStep ? ` at the step '${failedStep}'` : ''}. ${why}`.trim());
		}
		// An event is done with only once its task is there.
		if (event?.processedAt && !task) {
			throw new Told(
				`Nothing is set up: the payment came to '${event.outcome ?? ''}'. ${payment?.outcomeDetail ?? ''}`.trim(),
			);
		}
		if (Date.now() > deadline) {
			throw new Told(
				`'${title}' has not happened for ${patienceMs / 1000} seconds: look at the executions in n8n (docs/stack.md).`,
			);
		}
		await wait(100);
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
		if (`${subject} ${text}`.includes(domain)) return id;
	}
	return undefined;
}
