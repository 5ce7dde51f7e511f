import { settleByHand } from '../../../../core/billing';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { invoice, reason } from './fields';

export const settle = operation({
	name: 'settle',
	label: 'Settle',
	action: 'Settle invoice by hand',
	description:
		'Settle what is owed on an invoice without a payment, such as for cash or a gift. A repeat changes nothing.',
	fields: { invoice, reason },
	run: async (office: BackOffice, input) => await settleByHand(office, input),
});
