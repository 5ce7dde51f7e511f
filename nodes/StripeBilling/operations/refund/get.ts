import { getRefund } from '../../../../core/stripe';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';
import { refundId } from '../fields';

export const getRefundById = operation({
	name: 'get',
	label: 'Get',
	action: 'Get refund',
	description: 'Return one refund by its ID',
	fields: { refundId },
	run: async ({ account }: StripeContext, input) => await getRefund(account, input.refundId),
});
