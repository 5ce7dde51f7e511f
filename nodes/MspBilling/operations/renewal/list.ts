import type { BackOffice } from '../../../../core/db';
import { listTerms, showTerms } from '../../../../core/renewals';
import { additional, listFields } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import { ofCustomer } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List renewal terms',
	description: 'Return the services that the pack renews, by customer and domain',
	fields: { ...listFields, filters: additional('Filters', { customerCode: ofCustomer }) },
	run: async (office: BackOffice, input) => (await listRows(office, listTerms, input)).map(showTerms),
});
