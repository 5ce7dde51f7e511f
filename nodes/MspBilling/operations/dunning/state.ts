import { customerCode } from '../../../../core/customers';
import type { BackOffice } from '../../../../core/db';
import { stateOfCustomer } from '../../../../core/dunning';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

export const state = operation({
	name: 'state',
	label: 'State',
	action: 'Get dunning state of customer',
	description: 'Say how the account of a customer stands today, what the next run would do, and why. Changes nothing.',
	fields: { customerCode: text('Customer Code', customerCode, { required: true, placeholder: 'e.g. acme' }) },
	run: async (office: BackOffice, parameters) => await stateOfCustomer(office, parameters.customerCode),
});
