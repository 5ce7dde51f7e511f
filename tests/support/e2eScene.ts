import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'pg';
import { closePools } from '../../core/db';
import type { ShownTask } from '../../core/tasks';
import { attach, type AttachedStack } from '../../stack/parts/attach';
import { startStack, type RunningStack, type StackOptions } from '../../stack/parts/stack';
import type { Workflow } from '../../stack/parts/workflows';
import { signedDelivery, type Checkout, type StripeEvent } from '../../stack/standins/stripe';
import { companyScene, paidCheckout, type CompanyScene } from './companyScene';
import { sharedStackFolder } from './sharedStack';

/** The whole stack with a real n8n, and what a test does to it and sees of it. */
export interface Scene extends CompanyScene {
	readonly n8n: AttachedStack['n8n'];
	/** Where everything of it is kept. */
	readonly folder: string;
	/** As the superuser, whom row-level security does not bind. */
	readonly admin: Pool;
	/** The customer pays: Stripe tells the trigger. */
	pay(checkout: Partial<Checkout> & { readonly domain: string }): Promise<{ event: StripeEvent; status: number }>;
	/** Stripe tells the trigger of an event, once. */
	deliver(event: StripeEvent): Promise<number>;
	/** Waits until the task of a domain has one of these statuses. */
	taskIs(domain: string, ...statuses: string[]): Promise<ShownTask>;
	close(): Promise<void>;
}

/**
 * The stack that all suites share which kill nothing: each has domains of its own on it, and leaves settings of the
 * servers as it found them.
 */
export async function enterSharedStack(): Promise<Scene> {
	const folder = sharedStackFolder();
	const scene = sceneOn(folder, await attach(folder));
	return {
		...scene,
		close: async () => {
			await scene.close();
			await closePools();
		},
	};
}

/** A stack of a test file's own, which it may kill. */
export async function openOwnStack(
	options: Partial<StackOptions> = {},
): Promise<Scene & { readonly stack: RunningStack }> {
	const folder = await stackFolder();
	const stack = await startStack({ ...options, folder, transformWorkflow: impatient });
	const scene = sceneOn(folder, stack);
	return {
		...scene,
		stack,
		close: async () => {
			await scene.close();
			await stack.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** A new folder for a stack. */
export async function stackFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-e2e-'));
	// PostgreSQL may run as another user, who has to pass.
	await chmod(folder, 0o711);
	return folder;
}

type Reached = Pick<AttachedStack, 'ports' | 'addresses' | 'secrets' | 'backOffice' | 'n8n'>;

function sceneOn(folder: string, { ports, addresses, secrets, backOffice, n8n }: Reached): Scene {
	const company = companyScene({ addresses, secrets, backOffice });
	const login = { user: 'postgres', password: secrets.databasePassword };
	const admin = new Pool({ host: '127.0.0.1', port: ports.database, database: 'msp', ...login, max: 2 });
	// It is there until the stack stops.
	admin.on('error', () => undefined);
	const deliver = async (event: StripeEvent) => {
		const { headers, body } = signedDelivery(event, [secrets.stripeSigningSecret]);
		const response = await fetch(`${addresses.n8n}/webhook/msp-stripe/payments`, { method: 'POST', headers, body });
		await response.arrayBuffer();
		return response.status;
	};
	return {
		...company,
		n8n,
		folder,
		admin,
		deliver,
		pay: async (checkout) => {
			const event = paidCheckout(checkout);
			return { event, status: await deliver(event) };
		},
		taskIs: async (domain, ...statuses) =>
			await eventually(
				`the task of ${domain} is ${statuses.join(' or ')}`,
				async () => await company.task(domain),
				(found) => statuses.includes(found.status),
			),
		close: async () => await admin.end(),
	};
}

/** The demo company's credentials with other values in some, by their types. */
export function demoCredentialsWith(
	changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): StackOptions['credentials'] {
	return (demo) => demo.map((one) => ({ ...one, data: { ...one.data, ...changes[one.type] } }));
}

/** Waits for something to become so. Throws a sentence with what it saw last when it does not within the time. */
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

/** The reconciler looks every two seconds, not every minute. */
export function impatient(workflow: Workflow): Workflow {
	if (workflow.id !== 'msp-13-resume-interrupted-work') return workflow;
	const nodes = workflow.nodes.map((node) =>
		node.type === 'n8n-nodes-base.scheduleTrigger'
			? { ...node, parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } } }
			: node,
	);
	return { ...workflow, nodes };
}
