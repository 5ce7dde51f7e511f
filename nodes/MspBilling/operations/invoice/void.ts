import { voidByHand } from '../../../../core/billing';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { invoice, reason } from './fields';

export const voidInvoice = operation({
	name: 'void',
	label: 'Void',
	action: 'Void invoice of store',
	description:
		'Void an invoice of the store on which no money has come. Credit that paid of it is given back. A repeat changes nothing.',
	fields: { invoice, reason },
	run: async (office: BackOffice, input) => await voidByHand(office, input),
});
