import type { Resource } from '../../../shared/operation';
import type { SproutContext } from './context';
import { get } from './get';
import { listRows } from './listRows';
import { preview } from './preview';
import { run } from './run';
import { undo } from './undo';

export const sproutMigration: Resource<SproutContext> = {
	name: 'sproutMigration',
	label: 'Sprout Migration',
	operations: [preview, run, get, listRows, undo],
};
