import { changeLogIn as change } from '../../../../core/servers';
import { operation } from '../../../shared/operation';
import type { CustomersContext } from '../context';
import { server } from '../fields';
import { panel } from './fields';

export const changeLogIn = operation({
	name: 'changeLogIn',
	label: 'Update Log-In',
	action: 'Update log in of server',
	description: 'Copy the log-in of the chosen credential to the server, encrypted. Do this after you renew the token.',
	fields: { server, panel },
	run: async (office: CustomersContext, { server: code }) => await change(office, code, await office.logIn()),
});
