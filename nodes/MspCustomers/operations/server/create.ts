import { addServer, serverCode } from '../../../../core/customers';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { additionalFields, maxAccounts } from './fields';

export const create = operation({
	name: 'create',
	label: 'Create',
	action: 'Create server',
	description: 'Add a server; the log-in of the chosen WHM credential is copied to it, encrypted',
	fields: {
		serverCode: text('Server Code', serverCode, { required: true, placeholder: 'e.g. web1' }),
		maxAccounts,
		additionalFields,
	},
	run: async (office: CustomersContext, { additionalFields: more, ...server }) =>
		await addServer(office, { ...more, ...server }, await office.logIn()),
});
