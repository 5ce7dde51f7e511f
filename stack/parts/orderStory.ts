import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { panelKind } from '../../core/panels';
import type { Server } from '../../core/servers';
import { labelOf } from './demoServers';
import type { OrderProgress } from './orderProgress';
import { Told } from './told';

export interface Story {
	readonly title: string;
	/** The step of the task that it tells of. */
	readonly step?: string;
	/** What shows that it has happened; undefined where it has not yet. */
	readonly look: (progress: OrderProgress) => string | undefined | Promise<string | undefined>;
}

const record = z.object({ type: z.string(), name: z.string() });

/** The steps on the panel: what each is called, and what of its result shows it. */
const steps: ReadonlyArray<readonly [name: string, title: string, shown: z.ZodType<string>]> = [
	[
		'package',
		'package is there',
		z
			.object({ packageName: z.string(), created: z.boolean() })
			.transform(({ packageName, created }) => (created ? `${packageName}, made for this order` : packageName)),
	],
	['account', 'hosting account created', z.object({ username: z.string() }).transform(({ username }) => username)],
	[
		'dns',
		'DNS records set',
		z.object({ added: z.array(record), serial: z.string().nullable() }).transform(({ added, serial }) => {
			const types = added.map(({ type }) => type).join(', ') || 'none was missing';
			return serial === null ? types : `${types}; zone serial ${serial}`;
		}),
	],
	['certificate', 'SSL certificate requested', z.object({ state: z.string() }).transform(({ state }) => state)],
	['mailbox', 'mailbox created', z.object({ address: z.string() }).transform(({ address }) => address)],
	['database', 'database created', z.object({ name: z.string() }).transform(({ name }) => name)],
];

/**
 * What comes of a paid order, in its order.
 *
 * @param mail finds the caught welcome mail about a domain.
 */
export function storiesOf(eventId: string, mail: (domain: string) => Promise<string | undefined>): readonly Story[] {
	return [
		{ title: 'event verified and stored', look: ({ event }) => event && `${eventId}, as ${event.paymentEventId}` },
		{ title: 'order resolved', look: ({ service }) => service && `order ${service.orderReference}` },
		{ title: 'payment applied', look: ({ payment }) => payment && `outcome ${payment.outcome}` },
		{ title: 'provisioning started', look: ({ task }) => task && `task ${task.taskId}` },
		{ title: 'server chosen', look: ({ server }) => server && onPanel(server) },
		...steps.map(([name, title, shown]): Story => ({
			title,
			step: name,
			look: ({ task }) => doneStep(task, name, shown),
		})),
		{
			title: 'welcome mail caught',
			step: 'welcome-mail',
			// As the back office writes the domain, which may be another way than it was typed.
			look: async ({ task, service }) =>
				service && doneStep(task, 'welcome-mail') ? await mail(service.domain) : undefined,
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

export type Say = (mark: '✓' | '✗' | '…', title: string, what: string) => void;

export interface Watching {
	readonly look: () => Promise<OrderProgress>;
	/** Hears a line for each thing that happened, failed, or will be tried again. */
	readonly say: Say;
	/** How long nothing may happen. */
	readonly patienceMs: number;
	/** How long a mail may take from its sending to the mail catcher. */
	readonly mailMs?: number;
}

/**
 * Follows an order to its end, and says what really happens. Gives the titles of what did not.
 *
 * @throws Told where the order does not come to anything, or nothing happens for too long.
 */
export async function watchOrder(stories: readonly Story[], watching: Watching): Promise<string[]> {
	const missed: string[] = [];
	const heard = { attempt: 0 };
	for (const story of stories) {
		const outcome = await outcomeOf(story, watching, heard);
		if (!outcome.happened) missed.push(story.title);
		watching.say(outcome.happened ? '✓' : '✗', story.title, outcome.what);
	}
	return missed;
}

interface Outcome {
	readonly happened: boolean;
	readonly what: string;
}

async function outcomeOf(
	story: Story,
	{ look, say, patienceMs, mailMs = 10_000 }: Watching,
	heard: { attempt: number },
): Promise<Outcome> {
	let deadline = Date.now() + patienceMs;
	let completedSince: number | undefined;
	for (;;) {
		const progress = await look();
		const shown = await story.look(progress);
		if (shown !== undefined) return { happened: true, what: shown };
		mustGoOn(progress);
		const { task } = progress;
		if (task?.status === 'completed') {
			completedSince ??= Date.now();
			const why = whyNot(story, task, Date.now() - completedSince > mailMs);
			if (why !== undefined) return { happened: false, what: why };
		}
		if (task?.status === 'retry' && task.attempt > heard.attempt) {
			heard.attempt = task.attempt;
			say(
				'…',
				`${task.failedStep ?? 'a step'} failed`,
				`tried again at ${timeOf(task.nextAttemptAt)}. ${failureOf(task)}`,
			);
			deadline = Math.max(deadline, task.nextAttemptAt.getTime() + patienceMs);
		}
		if (Date.now() > deadline) {
			throw new Told(
				`'${story.title}' has not happened for ${patienceMs / 1000} seconds: look at the executions in n8n (docs/stack.md).`,
			);
		}
		await pause(100);
	}
}

const timeOf = (moment: Date) => moment.toLocaleTimeString('en-GB');

interface Failure {
	readonly errorClass: string | null;
	readonly vendorMessage: string | null;
	readonly remedy: string | null;
}

function failureOf({ errorClass, vendorMessage, remedy }: Failure): string {
	const why = [errorClass, vendorMessage].filter(Boolean).join(': ');
	return [why, remedy].filter(Boolean).join(' — ');
}

/** @throws Told where nothing can happen any more. */
function mustGoOn({ task, payment, event }: OrderProgress): void {
	if (task && ['failed', 'cancelled', 'compensating', 'waiting'].includes(task.status)) {
		const at = task.failedStep ? ` at the step '${task.failedStep}'` : '';
		throw new Told(`The task is ${task.status}${at}. ${failureOf(task) || task.statusDetail}`.trim());
	}
	// An event is done with only once its task is there.
	if (event?.processedAt && !task) {
		const outcome = event.outcome ? `the payment came to '${event.outcome}'` : 'the payment came to nothing';
		throw new Told(`Nothing is set up: ${outcome}. ${payment?.outcomeDetail ?? ''}`.trim());
	}
}

/** Why something does not happen any more, now that the task is completed; undefined where it still may. */
function whyNot({ step: name }: Story, task: NonNullable<OrderProgress['task']>, late: boolean): string | undefined {
	if (name === undefined) return late ? 'the task is completed without it' : undefined;
	const step = task.steps.find((one) => one.name === name);
	if (!step) return 'no step of workflow 11 does it: somebody has changed the workflow';
	if (step.status !== 'done') return `not done: ${failureOf(step) || step.status}`;
	return late
		? 'sent, and not to the mail catcher: the MSP Mail Server credential names another mail server'
		: undefined;
}
