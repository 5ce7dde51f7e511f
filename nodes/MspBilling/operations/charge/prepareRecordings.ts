import { prepareRecordings as prepare } from '../../../../core/charges';
import type { BackOffice } from '../../../../core/db';
import { additional } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { ofCompany } from '../fields';

export const prepareRecordings = operation({
	name: 'prepareRecordings',
	label: 'Prepare Recordings',
	action: 'Prepare recordings of money',
	description:
		'Start a task for money that came to Stripe or PayPal for an invoice of Invoice Ninja which Invoice Ninja does not know of. Each money once.',
	fields: { filters: additional('Filters', { companyCode: ofCompany }) },
	run: async (office: BackOffice, { filters }) => await prepare(office, filters),
});
