import { listApiKeys } from '../../../../core/apiKeys';
import { additional, listFields, several } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List API keys',
	description: 'Return the keys of the API with their scopes and their last use, newest first. No key itself is kept.',
	fields: {
		...listFields,
		filters: additional('Filters', {
			statuses: several('Statuses', ['active', 'expired', 'revoked'], { description: 'Only keys of these statuses' }),
		}),
	},
	run: async (office: CustomersContext, input) => await listRows(office, listApiKeys, input),
});
