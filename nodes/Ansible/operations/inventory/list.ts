import type { Inventory } from '../../../../core/ansible';
import { operation } from '../../../shared/operation';
import type { AnsibleContext } from '../../context';
import { limitOf, listedHosts } from '../hostFields';
import { inventoryFields, inventoryOf } from '../inventoryFields';
import { project } from '../runFields';

export const listInventory = operation({
	name: 'list',
	label: 'List',
	action: 'List hosts of inventory',
	description:
		'Return one item for each host of an inventory, with its groups and variables as data. What a vault holds stays closed.',
	fields: { ...inventoryFields, ...listedHosts, project },
	run: async (context: AnsibleContext, { project: name, ...chosen }) => {
		const source = await inventoryOf(context, chosen);
		return itemsOf(await context.runner.inventory(source, name, limitOf(chosen)));
	},
});

function itemsOf({ hosts, groups }: Inventory): object[] {
	return Object.entries(hosts).map(([host, variables]) => {
		const names = groupsOf(host, groups);
		const given = [...names, 'all'].map((name) => [name, groups[name]?.variables ?? {}] as const);
		const groupVariables = Object.fromEntries(given.filter(([, held]) => Object.keys(held).length > 0));
		return { host, groups: names, variables, groupVariables };
	});
}

/** The groups that a host is in, those that hold one of its groups too. */
function groupsOf(host: string, groups: Inventory['groups']): string[] {
	const found = new Set<string>();
	const add = (name: string) => {
		if (found.has(name)) return;
		found.add(name);
		for (const [parent, { children = [] }] of Object.entries(groups)) if (children.includes(name)) add(parent);
	};
	for (const [name, group] of Object.entries(groups)) if (group.hosts.includes(host)) add(name);
	// Every host is in it.
	found.delete('all');
	return [...found].sort();
}
