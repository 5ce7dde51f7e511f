import { paymentApplication } from '../../../../core/invoiceNinja';
import { InputError } from '../../../../core/kernel/errors';
import { durableStepFields } from '../../../shared/durableStep';
import { rowField } from '../../build/common';
import { made } from '../../build/create';
import { invoiceShares, paymentKind, type Share } from '../../kinds/payment';

/** `Apply` of a payment: what is left of it pays invoices. */
export const applyPayment = made({
	name: 'apply',
	label: 'Apply',
	action: 'Apply payment to invoices',
	description: 'Use what is left of a payment for invoices of the same client',
	fields: { row: rowField(paymentKind), invoices: invoiceShares, ...durableStepFields },
	run: async ({ ninja, perform }, given) => {
		const { row: paymentId, invoices } = given as unknown as { row: string; invoices: Share[] };
		if (invoices.length === 0) throw new InputError('invoices', 'is empty', 'Say which invoices it pays.');
		return await perform(paymentApplication(ninja), { paymentId, invoices, credits: [] });
	},
});
