import { z } from 'zod';
import type { Inventory, InventorySource, Json } from '../../../core/ansible';
import { inventoryOfStore } from '../../../core/ansibleRuns';
import { InputError } from '../../../core/kernel/errors';
import { textLimits } from '../../../core/kernel/textLimits';
import { serviceStatuses } from '../../../core/services';
import { additional, anyOf, choice, json, several, text, type Field } from '../../shared/field';
import { jsonValue } from '../../shared/jsonValue';
import type { AnsibleContext } from '../context';

const jsonData: z.ZodType<Json> = z.json();
const variables = z.record(z.string(), jsonData, 'must be an object of variables');
const hostNames = z.array(z.string('must be a list of names'), 'must be a list of names');

/** As Inventory: List tells it, or shorter: a list of names for hosts or a group without variables. */
const inventory = z.strictObject(
	{
		hosts: z.union(
			[
				z.record(z.string(), variables),
				hostNames.transform((list): Record<string, Record<string, Json>> =>
					Object.fromEntries(list.map((name) => [name, {}])),
				),
			],
			'must be a list of names, or an object of hosts with their variables',
		),
		groups: z
			.record(
				z.string(),
				z.union(
					[
						z.strictObject({
							hosts: hostNames.default([]),
							children: hostNames.optional(),
							variables: variables.optional(),
						}),
						hostNames.transform((hosts) => ({ hosts })),
					],
					'must be a list of names, or an object with hosts, children and variables',
				),
				'must be an object of groups',
			)
			.default({}),
	},
	'must be an object with hosts and groups',
);

const storeFilters = additional(
	'Store Filters',
	{
		customerCode: text('Customer', z.string().trim().max(textLimits.token), {
			placeholder: 'e.g. acme',
			description: 'Only the services of this customer, and the servers that serve them',
		}),
		serverGroup: text('Server Group', z.string().trim().max(textLimits.token), {
			placeholder: 'e.g. web',
			description: 'Only servers of this group, and the services on them',
		}),
		statuses: several('Statuses of Services', serviceStatuses, {
			description: 'Active and suspended services are hosts when nothing is chosen',
		}),
	},
	{ placeholder: 'Add Filter', displayOptions: { show: { inventory: ['store'] } } },
);

/** Where the hosts come from. */
export const inventoryFields = {
	inventory: choice(
		'Inventory',
		{ default: 'Default', path: 'Path', json: 'JSON', store: 'From the Store' },
		{
			description:
				'Where the hosts come from. Default is what the credential or the template says; From the Store takes the servers and services of the back office.',
		},
	),
	inventoryPath: text('Inventory Path', z.string().trim().max(textLimits.path).default(''), {
		required: true,
		placeholder: 'e.g. inventory/production.yml',
		description: 'Within the project, or absolute. At AWX it is the name or the ID of the inventory.',
		displayOptions: { show: { inventory: ['path'] } },
	}),
	inventoryJson: json('Inventory JSON', jsonValue(z.unknown()).optional(), {
		required: true,
		placeholder: '{"hosts": {"web1": {"ansible_host": "10.77.0.11"}}, "groups": {"web": ["web1"]}}',
		description: 'Hosts and groups with their variables. Every text is data, and no template.',
		displayOptions: { show: { inventory: ['json'] } },
	}),
	// The editor hides it while the inventory is another one.
	storeFilters: { ...storeFilters, schema: storeFilters.schema.default({}) },
} as const satisfies Readonly<Record<string, Field>>;

export interface ChosenInventory {
	readonly inventory: 'default' | 'path' | 'json' | 'store';
	readonly inventoryPath: string;
	readonly inventoryJson?: unknown;
	readonly storeFilters: {
		readonly customerCode?: string;
		readonly serverGroup?: string;
		readonly statuses?: Array<(typeof serviceStatuses)[number]>;
	};
}

/** @throws InputError when what was chosen is not given, or the back office is needed and not connected. */
export async function inventoryOf({ openOffice }: AnsibleContext, chosen: ChosenInventory): Promise<InventorySource> {
	switch (chosen.inventory) {
		case 'default':
			return { kind: 'default' };
		case 'path':
			if (chosen.inventoryPath !== '') return { kind: 'path', path: chosen.inventoryPath };
			throw new InputError('inventoryPath', 'is empty', 'Give the path, or choose Default.');
		case 'json':
			return { kind: 'inline', inventory: inlineInventory(chosen.inventoryJson) };
		case 'store': {
			const { statuses, ...filters } = chosen.storeFilters;
			const { store } = await openOffice();
			const filter = { ...filters, statuses: anyOf(statuses) };
			return { kind: 'inline', inventory: await store.asStaff(async (each) => await inventoryOfStore(each, filter)) };
		}
	}
}

function inlineInventory(given: unknown): Inventory {
	if (given === undefined) throw new InputError('inventoryJson', 'is empty', 'Give the hosts, or choose Default.');
	return z.object({ inventoryJson: inventory }).parse({ inventoryJson: given }).inventoryJson;
}
