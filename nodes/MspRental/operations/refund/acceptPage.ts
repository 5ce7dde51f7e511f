import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { acceptRefundPage } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';
import { posted, ticket } from '../fields';
import { refundItem } from './refundItem';

export const acceptPage = operation({
	name: 'acceptPage',
	label: 'Accept Page',
	action: 'Accept page of refund',
	description: 'Take the decision that the page of a refund posts. One decision counts.',
	fields: {
		ticket,
		decision: posted('Decision', 'decision', textLimits.token),
		by: posted('By', 'by', textLimits.name),
	},
	run: async (office: BackOffice, input) => {
		const { decided, ...page } = await acceptRefundPage(office, input);
		return { ...page, decided: decided && refundItem(decided) };
	},
});
