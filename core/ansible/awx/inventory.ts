import { z } from 'zod';
import { ExternalError, InputError } from '../../kernel/errors';
import type { Inventory, InventorySource, Variables } from '../request';
import { inventoryScript, named } from './answers';
import type { Awx } from './awx';

/** @param wanted the ID or the name. */
export async function findInventory(awx: Awx, wanted: string): Promise<z.infer<typeof named>> {
	const name = wanted.trim();
	if (/^\d+$/.test(name)) return await awx.json({ method: 'GET', path: `/inventories/${name}/` }, named);
	const [found, other] = await awx.rows({ path: '/inventories/', query: { name } }, named, 2);
	if (!found) {
		throw new ExternalError(
			'not_found',
			`AWX has no inventory with the name '${name.slice(0, 200)}' that this log-in may see`,
			'Check the name, and that the user has the role Read on the inventory.',
		);
	}
	if (other) {
		throw new ExternalError(
			'invalid',
			`AWX has several inventories with the name '${name.slice(0, 200)}': ${found.id} and ${other.id}`,
			'Give the ID of the one that you mean.',
		);
	}
	return found;
}

export async function inventoryOf(awx: Awx, source: InventorySource): Promise<Inventory> {
	if (source.kind === 'inline') return source.inventory;
	if (source.kind === 'path') return await readInventory(awx, (await findInventory(awx, source.path)).id);
	const [only, other] = await awx.rows({ path: '/inventories/' }, named, 2);
	if (only && !other) return await readInventory(awx, only.id);
	throw new InputError(
		'inventory',
		only ? 'is not named, and AWX has several' : 'is not named, and AWX shows none to this log-in',
		'Name an inventory of AWX, by its ID or its name.',
	);
}

/** Reads an inventory as Ansible gets it, without the hosts that are switched off. */
export async function readInventory(awx: Awx, id: number): Promise<Inventory> {
	const script = await awx.json(
		{ method: 'GET', path: `/inventories/${id}/script/`, query: { hostvars: 1 } },
		inventoryScript,
	);
	const { _meta, ...rest } = script;
	const hostVariables = meta.parse(_meta ?? {}).hostvars;
	const groups = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, group.parse(value)]));
	const hosts: Record<string, Variables> = { ...hostVariables };
	for (const { hosts: names } of Object.values(groups)) for (const name of names) hosts[name] ??= {};
	return {
		hosts,
		groups: Object.fromEntries(
			Object.entries(groups).map(([name, { hosts: names, children, vars }]) => [
				name,
				{
					hosts: names,
					...(children.length === 0 ? {} : { children }),
					...(Object.keys(vars).length === 0 ? {} : { variables: vars }),
				},
			]),
		),
	};
}
const variables = z.record(z.string(), z.json());
const meta = z.object({ hostvars: z.record(z.string(), variables).catch({}) });
const group = z
	.object({
		hosts: z.array(z.string()).catch([]),
		children: z.array(z.string()).catch([]),
		vars: variables.catch({}),
	})
	.catch({ hosts: [], children: [], vars: {} });
