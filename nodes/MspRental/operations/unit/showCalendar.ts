import type { BackOffice } from '../../../../core/db';
import { showCalendar as show } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';
import { ticket } from '../fields';

export const showCalendar = operation({
	name: 'showCalendar',
	label: 'Show Calendar',
	action: 'Show calendar of unit',
	description: 'Return the nights that are taken as an iCalendar (RFC 5545), without anybody’s name',
	fields: { ticket },
	run: async (office: BackOffice, input) => await show(office, input.ticket),
});
