import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'pg';
import { z } from 'zod';
import { showTask, type ShownTask } from '../../core/tasks';
import type { DemoServerCode } from '../../stack/parts/demoServers';
import { startStack, type RunningStack, type StackOptions } from '../../stack/parts/stack';
import type { Workflow } from '../../stack/parts/workflows';
import type { HeldAccount } from '../../stack/standins/shared';
import { payCheckout, signedDelivery, type Checkout, type StripeEvent } from '../../stack/standins/stripe';
import { controlled, fleetOf, type Controlled, type Fleet } from './playedServer';
import { letTimePass } from './provisioningScene';

/** The whole stack in a folder of its own, with what a test does to it and sees of it. */
export interface Scene {
	readonly stack: RunningStack;
	/** As the superuser, whom row-level security does not bind. */
	readonly admin: Pool;
	/** The customer pays: Stripe tells the trigger. */
	pay(checkout: Partial<Checkout> & { readonly domain: string }): Promise<{ event: StripeEvent; status: number }>;
	/** Stripe tells the trigger of an event, once. */
	deliver(event: StripeEvent): Promise<number>;
	/** By the codes of their records. */
	readonly servers: Fleet;
	/** From now on new orders go to these servers only. */
	placeOn(...codes: DemoServerCode[]): Promise<void>;
	/** From now on each server has a plan of its own, as the plan `starter` but under the server's code. */
	sellOnEach(): Promise<void>;
	/** What the panels hold for a domain, over all servers; and which of these know anything of it. */
	onPanels(domain: string): Promise<{ accounts: HeldAccount[]; known: string[] }>;
	readonly catcher: Controlled;
	/** Newest first; those whose subject or text names what is given. */
	mails(naming: string): Promise<Mail[]>;
	/** The provisioning task of a domain; undefined while there is none. */
	task(domain: string): Promise<ShownTask | undefined>;
	/** Waits until the task has one of these statuses. */
	taskIs(domain: string, ...statuses: string[]): Promise<ShownTask>;
	/** Lets every lease run out and every due time come. */
	timePasses(): Promise<void>;
	close(): Promise<void>;
}

const mailSchema = z.object({
	id: z.string(),
	to: z.array(z.string()),
	subject: z.string(),
	messageId: z.string(),
	text: z.string(),
	html: z.string(),
});
export type Mail = z.infer<typeof mailSchema>;

/** Starts the stack with the starter workflows; the reconciler looks every two seconds, not every minute. */
export async function openScene(options: Partial<StackOptions> = {}): Promise<Scene> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-e2e-'));
	// PostgreSQL may run as another user, who has to pass.
	await chmod(folder, 0o711);
	const stack = await startStack({ ...options, folder, transformWorkflow: impatient });
	const { addresses, secrets, backOffice } = stack;

	const admin = new Pool({ ...stack.database.admin, max: 2 });
	// It is there until the stack stops.
	admin.on('error', () => undefined);
	const deliver = async (event: StripeEvent) => {
		const { headers, body } = signedDelivery(event, [secrets.stripeSigningSecret]);
		const response = await fetch(`${addresses.n8n}/webhook/msp-stripe/payments`, { method: 'POST', headers, body });
		await response.arrayBuffer();
		return response.status;
	};
	const task = async (domain: string) => {
		const found = await backOffice.store.asStaff(
			async (transaction) =>
				await transaction.row(
					z.object({ taskId: z.uuid() }),
					`select t.id as "taskId" from msp.task t join msp.service s on s.id = t.subject_id
					where s.domain = $1 order by t.created_at desc`,
					[domain],
				),
		);
		return found && (await showTask(backOffice, found.taskId));
	};

	const servers = fleetOf(stack);

	return {
		stack,
		admin,
		deliver,
		task,
		servers,
		placeOn: async (...codes) => {
			await backOffice.store.asStaff(async (transaction) => {
				await transaction.run('update msp.server set accepts_new = server_code = any($1)', [codes]);
			});
		},
		sellOnEach: async () => {
			await backOffice.store.asStaff(async (transaction) => {
				await transaction.run('update msp.server set server_group = server_code');
				await transaction.run(`insert into msp.plan (plan_code, name, price_minor, currency, package_name, limits,
						mailbox_quota_megabytes, dns_records, server_group)
					select v.server_code, p.name, p.price_minor, p.currency, p.package_name, p.limits,
						p.mailbox_quota_megabytes, p.dns_records, v.server_code
					from msp.plan p cross join msp.server v where p.plan_code = 'starter'`);
			});
		},
		onPanels: async (domain) => {
			const held = await Promise.all(
				Object.values(servers).map(async (server) => {
					const accounts = (await server.accounts()).filter((account) => account.domain === domain);
					return { accounts, known: (await server.knows(domain)) ? [server.code] : [] };
				}),
			);
			return { accounts: held.flatMap(({ accounts }) => accounts), known: held.flatMap(({ known }) => known) };
		},
		catcher: controlled(addresses.mails),
		pay: async (checkout) => {
			const event = payCheckout({
				order: `order-${checkout.domain}`,
				customer: 'linden-bakery',
				plan: 'starter',
				amount: 990,
				currency: 'EUR',
				...checkout,
			});
			return { event, status: await deliver(event) };
		},
		mails: async (naming) => {
			const list = z.array(z.object({ id: z.string() })).parse(await json(`${addresses.mails}/messages`));
			const mails = await Promise.all(
				list.map(async ({ id }) => mailSchema.parse(await json(`${addresses.mails}/messages/${id}`))),
			);
			return mails.filter(({ subject, text }) => `${subject}\n${text}`.includes(naming));
		},
		taskIs: async (domain, ...statuses) =>
			await eventually(
				`the task of ${domain} is ${statuses.join(' or ')}`,
				async () => await task(domain),
				(found) => statuses.includes(found.status),
			),
		timePasses: async () => {
			await letTimePass(backOffice);
			await backOffice.store.asStaff(async (transaction) => {
				await transaction.run(`update msp.payment_event set lease_until = now() where lease_until > now()`);
				await transaction.run(`update msp.server_slot set lease_until = now() where lease_until > now()`);
			});
		},
		close: async () => {
			await admin.end();
			await stack.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** The demo company's credentials with other values in some, by their types. */
export function demoCredentialsWith(
	changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): StackOptions['credentials'] {
	return (demo) => demo.map((one) => ({ ...one, data: { ...one.data, ...changes[one.type] } }));
}

/** Waits for something to become so; a sentence and the last that was seen where it does not within the time. */
export async function eventually<Seen>(
	what: string,
	look: () => Promise<Seen | undefined>,
	isSo: (seen: Seen) => boolean,
	seconds = 60,
): Promise<Seen> {
	const deadline = Date.now() + seconds * 1000;
	for (;;) {
		const seen = await look();
		if (seen !== undefined && isSo(seen)) return seen;
		if (Date.now() > deadline) throw new Error(`It never came to be that ${what}; last seen: ${JSON.stringify(seen)}`);
		await wait(150);
	}
}

function impatient(workflow: Workflow): Workflow {
	if (workflow.id !== 'msp-13-resume-interrupted-work') return workflow;
	const nodes = workflow.nodes.map((node) =>
		node.type === 'n8n-nodes-base.scheduleTrigger'
			? { ...node, parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } } }
			: node,
	);
	return { ...workflow, nodes };
}

async function json(url: string): Promise<unknown> {
	return await (await fetch(url)).json();
}
