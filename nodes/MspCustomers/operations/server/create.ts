import { addHost, addServer, behindAnsible } from '../../../../core/servers';
import { serverCode } from '../../../../core/customers';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { additionalFields, maxAccounts, panelOrHost } from './fields';

export const create = operation({
	name: 'create',
	label: 'Create',
	action: 'Create server',
	description:
		'Add a server, and copy the log-in of the chosen credential to it, encrypted. A host behind Ansible has no log-in.',
	fields: {
		serverCode: text('Server Code', serverCode, { required: true, placeholder: 'e.g. web1' }),
		panel: panelOrHost,
		maxAccounts,
		additionalFields,
	},
	run: async (office: CustomersContext, { additionalFields: more, serverCode: code, panel, maxAccounts: most }) => {
		const server = { ...more, serverCode: code, maxAccounts: most };
		return panel === behindAnsible
			? await addHost(office, server)
			: await addServer(office, server, await office.logIn());
	},
});
