import { domainToUnicode } from 'node:url';
import { z } from 'zod';
import type { AttachedStack } from './attach';
import type { Execution, RunItem } from './n8nClient';
import type { OrderProgress } from './orderProgress';
import { watchOrder, type Say, type Story } from './orderStory';
import { demoCustomer } from './seed';
import { bold } from './table';
import { Told } from './told';

/** How long nothing may happen. */
const patienceMs = 60_000;

/** Says things as they happen, each with the seconds since the beginning. */
export function sayWithTimes(begun: Date): Say {
	return (mark, title, what) => {
		const seconds = ((Date.now() - begun.getTime()) / 1000).toFixed(1);
		console.log(`  ${mark} ${seconds.padStart(5)} s  ${title.padEnd(34)} ${what}`.trimEnd());
	};
}

export interface Followed {
	readonly begun: Date;
	readonly stories: readonly Story[];
	readonly look: () => Promise<OrderProgress>;
	/** Mails to look at, by their titles. */
	/** Whether an item is the one that the order began with: its executions are said to be. */
	readonly isPayment?: (json: RunItem['json']) => boolean;
	readonly mails: () => ReadonlyArray<readonly [title: string, id: string | undefined]>;
}

/**
 * Follows an order to its end, and links to what there is to look at.
 *
 * @throws Told where not everything comes about.
 */
export async function followOrder(
	stack: AttachedStack,
	{ begun, stories, look, mails, isPayment }: Followed,
): Promise<void> {
	const missed = await watchOrder(stories, { look, patienceMs, say: sayWithTimes(begun) });
	await tellExecutions(stack, begun, isPayment);
	for (const [title, id] of mails()) {
		if (id !== undefined) console.log(`  ${title.padEnd(32)} ${stack.addresses.mails}/mail/${id}`);
	}
	if (missed.length > 0) throw new Told(`Not everything came about: ${missed.join(', ')}.`);
}

/** Links to the executions since then. */
export async function tellExecutions(
	{ n8n, secrets }: AttachedStack,
	begun: Date,
	isPayment?: Followed['isPayment'],
): Promise<void> {
	const executions = await n8n.executions({ limit: 50 });
	const workflows = new Map((await n8n.workflows()).map(({ id, name }) => [id, name]));
	const ours = executions.filter(({ startedAt }) => startedAt && new Date(startedAt) >= begun).reverse();
	console.log(`\n${bold('To look at')} (n8n: ${secrets.ownerEmail} with ${secrets.ownerPassword})`);
	for (const execution of ours) {
		const note = isPayment && handles(await n8n.execution(execution.id), isPayment) ? '  ← the payment' : '';
		console.log(`  ${(workflows.get(execution.workflowId) ?? '').padEnd(32)} ${n8n.addressOf(execution)}${note}`);
	}
}

/** Whether one of the nodes of an execution gave out such an item. */
export function handles({ data }: Pick<Execution, 'data'>, isOne: (json: RunItem['json']) => boolean): boolean {
	const runs = Object.values(data?.resultData.runData ?? {}).flat();
	const items = runs.flatMap((run) => Object.values(run.data ?? {}).flat(2));
	return items.some((item) => item !== null && isOne(item.json));
}

/** The address part of the newest mail to the demo customer, or to another one, that names something: a domain, or a number. */
export async function caughtMail(
	url: string,
	named: string,
	customer: string = demoCustomer.email,
): Promise<string | undefined> {
	const mails = z.array(z.object({ id: z.string(), to: z.array(z.string()) }));
	const caught = mails.parse(await (await fetch(`${url}/messages`)).json());
	for (const { id, to } of caught.slice(0, 20)) {
		if (!to.includes(customer)) continue;
		const opened = z.object({ text: z.string(), subject: z.string() });
		const { text, subject } = opened.parse(await (await fetch(`${url}/messages/${id}`)).json());
		// People read a domain in Unicode.
		if ([named, domainToUnicode(named)].some((name) => name !== '' && `${subject} ${text}`.includes(name))) return id;
	}
	return undefined;
}
