import { InputError } from '../../kernel/errors';
import type { Inventory, RunLimit } from '../request';
import { hostsWithin } from './hostsWithin';

/** The part of an inventory that a limit means. */
export function narrowed(inventory: Inventory, limit: RunLimit | undefined): Inventory {
	if (!limit || limit.kind === 'all') return inventory;
	const hosts = hostsWithin(inventory, limit);
	if (hosts === null) {
		throw new InputError('limit', 'is a pattern, which only Ansible can expand', 'Name hosts and groups.');
	}
	const kept = new Set(hosts);
	return {
		hosts: Object.fromEntries(Object.entries(inventory.hosts).filter(([name]) => kept.has(name))),
		groups: Object.fromEntries(
			Object.entries(inventory.groups).map(([name, group]) => [
				name,
				{ ...group, hosts: group.hosts.filter((host) => kept.has(host)) },
			]),
		),
	};
}
