import type { BackOffice } from '../../../../core/db';
import { showRefund } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';
import { booking } from '../fields';
import { refundItem } from './refundItem';

export const get = operation({
	name: 'get',
	label: 'Get',
	action: 'Get refund',
	description: 'Return what goes back for a booking, and which payment gives how much of it',
	fields: { booking },
	run: async (office: BackOffice, input) => refundItem(await showRefund(office, input.booking)),
});
