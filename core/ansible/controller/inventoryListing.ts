import type { Inventory, Json, Variables } from '../request';
import type { RunReading } from '../runReading';

/** What stands for a value that only the vault's password opens. */
export const closed = '(closed: in the vault)';

/** The inventory as Ansible understands it: the hosts of the limit, and the groups with their variables. */
export function listingOf({ inventory }: RunReading): Inventory {
	const hosts = inventory.flatMap((event) =>
		event.event === 'inventory_host' ? [[event.host, shownVariables(event.variables)] as const] : [],
	);
	const names = new Set(hosts.map(([name]) => name));
	const groups = inventory.flatMap((event) =>
		event.event === 'inventory_group'
			? [
					[
						event.group,
						{
							hosts: event.hosts.filter((host) => names.has(host)),
							children: event.children,
							variables: shownVariables(event.variables),
						},
					] as const,
				]
			: [],
	);
	return { hosts: Object.fromEntries(hosts), groups: Object.fromEntries(groups) };
}

function shownVariables(variables: Variables): Variables {
	return Object.fromEntries(
		Object.entries(variables).map(([name, value]) => [name === '__msp_closed' ? 'vault' : name, shown(value)]),
	);
}

function shown(value: Json): Json {
	if (value === 'variables of the vault') return closed;
	if (Array.isArray(value)) return (value as readonly Json[]).map(shown);
	if (typeof value !== 'object' || value === null) return value;
	if (Object.hasOwn(value, '__msp_vault')) return closed;
	return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, shown(held)]));
}
