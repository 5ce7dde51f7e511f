import type { BackOffice } from '../../../../core/db';
import { getUnit } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';
import { unit } from '../fields';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get unit',
	description: 'Return a unit with its prices and terms',
	fields: { unit },
	run: async ({ store }: BackOffice, input) =>
		await store.asStaff(async (transaction) => await getUnit(transaction, input.unit)),
});
