import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { companyCode } from '../../../../core/companies';
import { textLimits } from '../../../../core/kernel/textLimits';
import { bookingStatuses, listBookings, unitCode } from '../../../../core/rentals';
import { additional, listFields, several, text } from '../../../shared/field';
import { listRows } from '../../../shared/listRows';
import { operation } from '../../../shared/operation';
import { anyDay } from '../fields';

export const list = operation({
	name: 'list',
	label: 'List',
	action: 'List bookings',
	description: 'Return bookings, by arrival',
	fields: {
		...listFields,
		filters: additional('Filters', {
			companyCode: text('Company Code', companyCode, { description: 'Only bookings of this company' }),
			from: anyDay('From', 'Only stays with a night from this day on'),
			search: text('Search', z.string().trim().max(textLimits.search), {
				description: "Only bookings with this text in the code, or in the guest's name or address",
			}),
			statuses: several('Statuses', bookingStatuses, { description: 'Only bookings of these statuses' }),
			unitCode: text('Unit Code', unitCode, { description: 'Only bookings of this unit' }),
		}),
	},
	run: async (office: BackOffice, input) => await listRows(office, listBookings, input),
});
