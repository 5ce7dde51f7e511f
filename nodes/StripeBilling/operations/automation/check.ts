import { companyCode } from '../../../../core/companies';
import { checkStripe } from '../../../../core/foundSettings';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { StripeContext } from '../../connection';

export const checkAutomation = operation({
	name: 'check',
	label: 'Check',
	action: 'Check automation',
	description: 'Note which customers have subscriptions that Stripe charges and retries by itself',
	fields: { companyCode: text('Company Code', companyCode, { required: true, default: 'main' }) },
	run: async ({ account, office }: StripeContext, { companyCode: code }) =>
		await checkStripe(await office(), code, account),
});
