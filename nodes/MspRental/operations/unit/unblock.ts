import type { BackOffice } from '../../../../core/db';
import { releaseNights } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';
import { dayField, unit } from '../fields';

export const unblock = operation({
	name: 'unblock',
	label: 'Unblock',
	action: 'Unblock nights of unit',
	description: 'Give nights free that the owner kept. Nights of bookings stay taken.',
	fields: { unit, from: dayField('From', 'The first night'), to: dayField('To', 'The day after the last night') },
	run: async (office: BackOffice, { unit: code, ...span }) => ({
		unitCode: code,
		...span,
		...(await releaseNights(office, code, span)),
	}),
});
