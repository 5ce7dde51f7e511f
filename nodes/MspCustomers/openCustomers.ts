import type { IExecuteFunctions } from 'n8n-workflow';
import { openBackOffice } from '../shared/backOffice';
import { panelLogin } from '../shared/panelCredentials';
import type { CustomersContext } from './operations/context';

/** Opens the back office for each item. */
export const openCustomers =
	(node: IExecuteFunctions) =>
	async (item: number): Promise<CustomersContext> => ({
		...(await openBackOffice(node, item)),
		logIn: async () => {
			const chosen = node.getNodeParameter('panel', item, 'whm');
			const { kind, login } = await panelLogin(chosen, async (type) => await node.getCredentials(type, item));
			return {
				panel: kind,
				baseUrl: login.baseUrl,
				username: login.username,
				token: login.token,
				certificateAuthority: login.certificateAuthority ?? null,
				certificateFingerprint: login.certificateFingerprint ?? null,
			};
		},
	});
