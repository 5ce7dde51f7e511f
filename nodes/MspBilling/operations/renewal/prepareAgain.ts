import type { BackOffice } from '../../../../core/db';
import { prepareAgain as again } from '../../../../core/renewals';
import { operation } from '../../../shared/operation';
import { invoice } from '../invoice/fields';

export const prepareAgain = operation({
	name: 'prepareAgain',
	label: 'Prepare Again',
	action: 'Prepare voided renewal again',
	description:
		'Prepare the invoice of a voided one once more, with the same lines and prices. Nothing does this by itself.',
	fields: { invoice },
	run: async (office: BackOffice, { invoice: wanted }) => await again(office, wanted),
});
