import type { BackOffice } from '../../../../core/db';
import { calendarLink, getUnit } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';
import { pageAddress, unit } from '../fields';

export const getCalendarLink = operation({
	name: 'getCalendarLink',
	label: 'Get Calendar Link',
	action: 'Get calendar link of unit',
	description: 'Return the address of the calendar that portals read. It is the same calendar each time.',
	fields: {
		unit,
		calendarPage: pageAddress('Calendar Page', 'calendar', 'The address at which Unit: Show Calendar answers'),
	},
	run: async (office: BackOffice, { unit: code, calendarPage }) => {
		const { unitCode } = await office.store.asStaff(async (transaction) => await getUnit(transaction, code));
		return { unitCode, calendarUrl: calendarLink(office, calendarPage, unitCode) };
	},
});
