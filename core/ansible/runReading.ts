import type { RefusedEvent, RunEvent, StartEvent, StatsEvent } from './events';
import { newReading, readResult, resultOf, type HostReading } from './hostReading';
import type { HostResult } from './outcome';

/** What the events of a run tell so far. */
export interface RunReading {
	start?: StartEvent;
	refused?: RefusedEvent;
	stats?: StatsEvent;
	plays: number;
	/** Hosts that a play is for. */
	readonly played: Set<string>;
	readonly tasks: Map<string, string>;
	readonly hosts: Map<string, HostReading>;
	/** The inventory, when it was asked for. */
	readonly inventory: Array<Extract<RunEvent, { event: 'inventory_host' | 'inventory_group' }>>;
}

export function newRunReading(): RunReading {
	return { plays: 0, played: new Set(), tasks: new Map(), hosts: new Map(), inventory: [] };
}

/** Takes one event into the reading. */
export function readEvent(reading: RunReading, event: RunEvent): void {
	switch (event.event) {
		case 'start':
			reading.start = event;
			return;
		case 'refused':
			reading.refused = event;
			return;
		case 'play':
			reading.plays += 1;
			for (const host of event.hosts) reading.played.add(host);
			return;
		case 'task':
			reading.tasks.set(event.task, event.name);
			return;
		case 'stats':
			reading.stats = event;
			return;
		case 'inventory_host':
		case 'inventory_group':
			reading.inventory.push(event);
			return;
		default:
			readResult(hostOf(reading, event.host), event, taskName(reading, event.task));
	}
}

function hostOf(reading: RunReading, host: string): HostReading {
	const known = reading.hosts.get(host) ?? newReading(host);
	reading.hosts.set(host, known);
	return known;
}

const taskName = (reading: RunReading, id: string) => reading.tasks.get(id) ?? id;

/**
 * The hosts as they stand: those of the limit in their order, then those that only a play names, such as `localhost`. A host
 * that no task reached is `not_attempted`.
 */
export function hostsOf(reading: RunReading): HostResult[] {
	const names = new Set([...(reading.start?.origin.hosts ?? []), ...reading.played, ...reading.hosts.keys()]);
	return [...names].map((name) =>
		resultOf(reading.hosts.get(name) ?? newReading(name), reading.stats, (id) => taskName(reading, id)),
	);
}
