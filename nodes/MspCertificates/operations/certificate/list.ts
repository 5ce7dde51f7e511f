import { z } from 'zod';
import { listCertificates, watchedStates } from '../../../../core/certificates';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { additional, choice, listFields, several, text } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List certificates',
	description: 'Return the watched certificates with their ends, those that end first come first',
	fields: {
		...listFields,
		filters: additional('Filters', {
			customerCode: text('Customer Code', z.string().trim().max(textLimits.token), {
				description: 'Only certificates of this customer',
			}),
			search: text('Search', z.string().trim().max(textLimits.search), {
				description: 'Only certificates with this text in the host or the label',
			}),
			source: choice(
				'Source',
				{ account: 'Account', host: 'Host' },
				{ description: 'Only accounts on panels, or only added hosts' },
			),
			states: several('States', watchedStates, { description: 'Only certificates in these states' }),
		}),
	},
	run: async (office: BackOffice, input) => await listRows(office, listCertificates, input),
});
