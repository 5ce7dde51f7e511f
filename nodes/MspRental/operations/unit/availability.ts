import type { BackOffice } from '../../../../core/db';
import { listNights } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';
import { dayField, unit } from '../fields';

export const getAvailability = operation({
	name: 'getAvailability',
	label: 'Get Availability',
	action: 'Get availability of unit',
	description: 'Return an item for each night: whether it is free, who has it, and what it costs',
	fields: {
		unit,
		from: dayField('From', 'The first night'),
		to: dayField('To', 'The first day that is not asked for, within two years'),
	},
	run: async (office: BackOffice, { unit: code, ...span }) => await listNights(office, code, span),
});
