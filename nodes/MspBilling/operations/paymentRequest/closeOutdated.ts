import { InputError } from '../../../../core/kernel/errors';
import { closeOutdated as close } from '../../../../core/paymentRequests';
import { operation } from '../../../shared/operation';
import type { BillingContext } from '../../openBilling';

/** A page is open for a day at the most: a run every five minutes comes to all of them. */
const mostPages = 1_000;

export const closeOutdated = operation({
	name: 'closeOutdated',
	label: 'Close Outdated',
	action: 'Close outdated payment pages',
	description:
		'Close the pages of Stripe that ask for what is not open any more, such as after an invoice was paid in another way. Returns what was closed; a repeat closes nothing.',
	fields: {},
	run: async (office: BillingContext) => {
		if (office.stripe) return await close(office, office.stripe, mostPages);
		throw new InputError(
			'mspStripeApi',
			'is missing',
			'Choose the MSP Stripe credential of the node, with a key in it.',
		);
	},
});
