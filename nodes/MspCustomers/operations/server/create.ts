import { addServer } from '../../../../core/servers';
import { serverCode } from '../../../../core/customers';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { additionalFields, maxAccounts, panel } from './fields';

export const create = operation({
	name: 'create',
	label: 'Create',
	action: 'Create server',
	description: 'Add a server, and copy the log-in of the chosen credential to it, encrypted',
	fields: {
		serverCode: text('Server Code', serverCode, { required: true, placeholder: 'e.g. web1' }),
		panel,
		maxAccounts,
		additionalFields,
	},
	run: async (office: CustomersContext, { additionalFields: more, serverCode: code, maxAccounts: most }) =>
		await addServer(office, { ...more, serverCode: code, maxAccounts: most }, await office.logIn()),
});
