import { getFinding } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { findingId, itemOf } from '../fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get finding',
	description: 'Return a finding with what billing and the panel say and what to do',
	fields: { findingId },
	run: async ({ store }: BackOffice, input) =>
		itemOf(await store.asStaff(async (transaction) => await getFinding(transaction, input.findingId))),
});
