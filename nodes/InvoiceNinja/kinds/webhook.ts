import type { RecordKind } from '../build/recordKind';

export const webhookKind: RecordKind = {
	entity: 'webhook',
	resource: 'webhook',
	label: 'Webhook',
	one: 'webhook',
	many: 'webhooks',
	required: {},
	optional: {},
	keys: [],
	sorts: ['target_url', 'updated_at', 'created_at'],
	without: ['create', 'update', 'upsert', 'archive', 'restore', 'bulk'],
	shownBy: ['event_id', 'target_url'],
};
