import { ExternalError } from '../../kernel/errors';
import { parseIni } from '../api/iniInventory';
import type { Inventory } from '../request';
import type { SemaphoreInventory } from './answers';

/** The inventory, when Semaphore holds it in the form of Ansible's INI; undefined when only Ansible can read it. */
export function readStatic({ type, inventory }: SemaphoreInventory): Inventory | undefined {
	return type === 'static' ? parseIni(inventory) : undefined;
}

/** @throws ExternalError `invalid` for an inventory in a repository or in YAML. */
export function readInventory(held: SemaphoreInventory): Inventory {
	const read = readStatic(held);
	if (read) return read;
	throw new ExternalError(
		'invalid',
		`Semaphore's inventory '${held.name}' is of the type '${held.type}', and its API does not show the hosts of one`,
		'Use an inventory of the type Static, or list it on a controller over SSH.',
	);
}
