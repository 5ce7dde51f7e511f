import type { Operation, Resource } from '../../shared/operation';
import type { NinjaContext } from '../context';
import { bulkOperation } from './bulk';
import { createOperation } from './create';
import { getOperation } from './get';
import { listOperation } from './list';
import type { RecordKind } from './recordKind';
import { stateOperation } from './states';
import { updateOperation, upsertOperation } from './update';

const standard: ReadonlyArray<(kind: RecordKind) => Operation<NinjaContext>> = [
	createOperation,
	updateOperation,
	upsertOperation,
	getOperation,
	listOperation,
	(kind) => stateOperation(kind, 'delete'),
	(kind) => stateOperation(kind, 'archive'),
	(kind) => stateOperation(kind, 'restore'),
	bulkOperation,
];

/** A resource with what all kinds have. An operation of its own replaces the one of the same name. */
export function resourceOf(kind: RecordKind, own: ReadonlyArray<Operation<NinjaContext>> = []): Resource<NinjaContext> {
	const left: readonly string[] = [...(kind.without ?? []), ...own.map(({ name }) => name)];
	const common = standard.map((make) => make(kind)).filter(({ name }) => !left.includes(name));
	return { name: kind.resource, label: kind.label, operations: [...own, ...common] };
}
