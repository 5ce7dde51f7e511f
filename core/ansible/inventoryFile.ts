import { isIP } from 'node:net';
import { InputError } from '../kernel/errors';
import { domainPattern, mostHosts } from './inventoryLimits';
import { checkHostName } from './limit';
import type { Inventory, Json, Variables } from './request';
import { shown, wrappedVariables, type Wrapped } from './variables';

/**
 * Writes an inventory as JSON, which Ansible's plugin for YAML reads. Each text is data.
 *
 * @throws InputError when a name or a variable cannot be written, or a group names what is not there.
 */
export function inventoryJson(inventory: Inventory): string {
	const hosts = Object.entries(inventory.hosts);
	if (hosts.length === 0 || hosts.length > mostHosts) {
		throw new InputError(
			'inventory',
			hosts.length === 0 ? 'has no host' : `has more than ${mostHosts} hosts`,
			'Give an inventory with the hosts that the run is for.',
		);
	}
	for (const [name] of hosts) checkHostName(name, 'inventory');
	const groups = Object.entries(inventory.groups);
	for (const [name, group] of groups) checkGroup(name, group, inventory);
	return JSON.stringify({
		all: {
			hosts: Object.fromEntries(hosts.map(([name, variables]) => [name, hostVariables(name, variables)])),
			children: Object.fromEntries(
				groups.map(([name, { hosts: members, children = [], variables = {} }]) => [
					name,
					{
						hosts: Object.fromEntries(members.map((member) => [member, null])),
						children: Object.fromEntries(children.map((child) => [child, null])),
						vars: wrappedVariables(variables, `inventory.${name}`),
					},
				]),
			),
		},
	});
}

function checkGroup(name: string, { hosts, children = [] }: Inventory['groups'][string], inventory: Inventory): void {
	const complaint = !/^[A-Za-z_][A-Za-z0-9_]{0,199}$/.test(name)
		? `has the group ${shown(name)}, which is no name of a group`
		: ['all', 'ungrouped'].includes(name)
			? `has a group with Ansible's own name ${name}`
			: Object.hasOwn(inventory.hosts, name)
				? `has a host and a group with the name ${name}`
				: missingIn(name, hosts, children, inventory);
	if (complaint === undefined) return;
	throw new InputError(
		'inventory',
		complaint,
		'Name groups with letters, digits and underscores, and list what they hold.',
	);
}

function missingIn(
	name: string,
	hosts: readonly string[],
	children: readonly string[],
	inventory: Inventory,
): string | undefined {
	const host = hosts.find((member) => !Object.hasOwn(inventory.hosts, member));
	if (host !== undefined) return `has no host ${shown(host)}, which its group ${name} names`;
	const child = children.find((member) => !Object.hasOwn(inventory.groups, member));
	if (child !== undefined) return `has no group ${shown(child)}, which its group ${name} names`;
	return children.some((member) => holds(member, name, inventory, new Set()))
		? `has the group ${name} in itself`
		: undefined;
}

function holds(group: string, wanted: string, inventory: Inventory, seen: Set<string>): boolean {
	if (group === wanted) return true;
	if (seen.has(group)) return false;
	seen.add(group);
	return (inventory.groups[group]?.children ?? []).some((child) => holds(child, wanted, inventory, seen));
}

/** How a host is reached: the only names of Ansible's own that may be given, each in a form that can mean nothing else. */
const reached: Readonly<Record<string, (value: Json) => boolean>> = {
	ansible_host: (value) => typeof value === 'string' && (isIP(value) !== 0 || domainPattern.test(value)),
	ansible_port: (value) => typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536,
	ansible_user: (value) => typeof value === 'string' && /^[a-z_][a-z0-9_-]{0,31}$/i.test(value),
};

function hostVariables(host: string, variables: Variables): Record<string, Wrapped> {
	const isReach = (name: string) => Object.hasOwn(reached, name);
	const own = Object.entries(variables).filter(([name]) => isReach(name));
	const wrong = own.find(([name, value]) => reached[name]?.(value) !== true);
	if (wrong !== undefined) {
		throw new InputError(
			'inventory',
			`has for the host ${host} an unusable ${wrong[0]}`,
			'Give an address or a name, a port from 1 to 65535, and a plain user name.',
		);
	}
	const others = Object.fromEntries(Object.entries(variables).filter(([name]) => !isReach(name)));
	return {
		...Object.fromEntries(own.map(([name, value]) => [name, value as string | number])),
		...wrappedVariables(others, `inventory.${host}`),
	};
}
