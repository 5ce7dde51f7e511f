import { createHash } from 'node:crypto';
import { ExternalError } from '../../kernel/errors';
import type { Inventory, RunLimit } from '../request';
import { limitText } from './limit';

/**
 * The hosts that a limit means, in order; null when only Ansible can tell.
 *
 * @throws ExternalError `invalid` when it means none.
 */
export function hostsWithin(inventory: Inventory, limit: RunLimit): readonly string[] | null {
	if (limit.kind === 'pattern') return null;
	limitText(limit);
	const names = limit.kind === 'all' ? Object.keys(inventory.hosts) : limit.names;
	const found = new Set<string>();
	for (const name of names) {
		const before = found.size;
		if (inventory.hosts[name]) found.add(name);
		else for (const host of hostsOfGroup(inventory, name, new Set())) found.add(host);
		if (found.size === before && !inventory.hosts[name] && !inventory.groups[name]) {
			throw new ExternalError(
				'invalid',
				`the inventory has no host and no group '${name.slice(0, 200)}'`,
				'Check the name, and whether the host is switched on in the inventory.',
			);
		}
	}
	if (found.size === 0)
		throw new ExternalError('invalid', 'the limit means no host', 'Check the limit and the inventory.');
	return [...found].sort();
}

function hostsOfGroup({ groups }: Inventory, name: string, seen: Set<string>): string[] {
	const found = groups[name];
	if (!found || seen.has(name)) return [];
	seen.add(name);
	return [
		...found.hosts,
		...(found.children ?? []).flatMap((child) => hostsOfGroup({ hosts: {}, groups }, child, seen)),
	];
}

/** SHA-256 of an inventory, whatever the order of its keys. */
export function hashOf(inventory: Inventory): string {
	return createHash('sha256')
		.update(JSON.stringify(sorted(inventory)))
		.digest('hex');
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.sort(([one], [other]) => (one < other ? -1 : 1))
			.map(([name, inner]) => [name, sorted(inner)]),
	);
}
