import type { RecordKind } from '../build/recordKind';

export const documentKind: RecordKind = {
	entity: 'document',
	resource: 'document',
	label: 'Document',
	one: 'document',
	many: 'documents',
	required: {},
	optional: {},
	keys: [],
	sorts: ['name', 'created_at'],
	without: ['create', 'update', 'upsert', 'archive', 'restore', 'bulk', 'delete'],
	shownBy: ['name'],
};
