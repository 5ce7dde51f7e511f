import type { BackOffice } from '../../../../core/db';
import { runBookings } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';

export const run = operation({
	name: 'run',
	label: 'Run',
	action: 'Run what bookings ask for',
	description:
		'Confirm what is paid, end holds that were not, issue balances, start reminders and complete stays. Return an item for each thing that was done. Each is done once, however often it runs.',
	fields: {},
	run: async (office: BackOffice) => await runBookings(office),
});
