import { z } from 'zod';

/** The most of one text of an event; the callback cuts earlier. */
const text = z.string().max(20_000);
const name = z.string().max(2_000);

const origin = z.object({
	commit: name.nullable(),
	changesHash: name.nullable(),
	inventoryHash: name.nullable(),
	hosts: z.array(name).nullable(),
});

const result = z.object({
	host: name,
	task: name,
	status: z.enum(['ok', 'failed', 'unreachable', 'skipped']),
	changed: z.boolean(),
	/** The task has `no_log`. */
	censored: z.boolean(),
	/** The result of a loop as a whole: its items came before. */
	loop: z.boolean(),
	ignored: z.boolean(),
	/** A `rescue` stands above the task. */
	rescue: z.boolean(),
	/** The task ran in check mode. */
	simulated: z.boolean(),
	facts: z.boolean(),
	/** It ran on the controller: it says nothing of the host. */
	here: z.boolean(),
	message: text,
	item: text.nullish(),
	/** What goes on after the play, and what was seen to end. */
	job: name.optional(),
	endedJob: name.optional(),
	before: text.optional(),
	after: text.optional(),
});

const counts = z.object({
	ok: z.number(),
	changed: z.number(),
	failures: z.number(),
	dark: z.number(),
	skipped: z.number(),
	rescued: z.number(),
	ignored: z.number(),
});

const byEvent = z.discriminatedUnion('event', [
	z.object({
		event: z.literal('start'),
		origin,
		ansible: name,
		request: name,
		tagged: z.boolean(),
		found: z.boolean(),
	}),
	z.object({ event: z.literal('refused'), reason: name, message: text, parts: z.array(text) }),
	z.object({ event: z.literal('play'), name: text, hosts: z.array(name) }),
	z.object({ event: z.literal('task'), task: name, name: text, handler: z.boolean() }),
	result.extend({ event: z.literal('host') }),
	result.extend({ event: z.literal('item') }),
	result.extend({ event: z.literal('retry') }),
	z.object({
		event: z.literal('stats'),
		hosts: z.record(z.string(), counts),
		custom: z.record(z.string(), z.record(z.string(), z.json())),
		whole: z.record(z.string(), z.json()),
	}),
	z.object({ event: z.literal('inventory_host'), host: name, variables: z.record(z.string(), z.json()) }),
	z.object({
		event: z.literal('inventory_group'),
		group: name,
		hosts: z.array(name),
		children: z.array(name),
		variables: z.record(z.string(), z.json()),
	}),
]);

export type RunEvent = z.infer<typeof byEvent>;
export type ResultEvent = Extract<RunEvent, { event: 'host' | 'item' | 'retry' }>;
export type StatsEvent = Extract<RunEvent, { event: 'stats' }>;
export type StartEvent = Extract<RunEvent, { event: 'start' }>;
export type RefusedEvent = Extract<RunEvent, { event: 'refused' }>;

/** Reads a line of our callback. A line that is none, such as one that a full disk cut, is null. */
export function eventOf(line: string): RunEvent | null {
	let data: unknown;
	try {
		data = JSON.parse(line);
	} catch {
		return null;
	}
	const read = byEvent.safeParse(data);
	return read.success ? read.data : null;
}
