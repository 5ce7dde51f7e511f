import { updateServer } from '../../../../core/servers';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { server } from '../fields';
import { changes } from './fields';

export const update = operation({
	name: 'update',
	label: 'Update',
	action: 'Update server',
	description: 'Change a server: its capacity, its group, how much it does at once, or whether it accepts new accounts',
	fields: { server, updateFields: changes },
	run: async (office: CustomersContext, { server: code, updateFields }) =>
		await updateServer(office, code, updateFields),
});
