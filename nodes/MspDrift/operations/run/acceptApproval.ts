import { z } from 'zod';
import { acceptApproval as accept } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { itemOf, ticket, words } from '../fields';
import { textLimits } from '../../../../core/kernel/textLimits';

export const acceptApproval = operation({
	name: 'acceptApproval',
	label: 'Accept Approval',
	action: 'Accept approval from page',
	description: 'Accept the form of the approval page. It approves each fix once, however often the form arrives.',
	fields: {
		ticket,
		findingIds: text('Finding IDs', words, {
			placeholder: 'e.g. {{ $json.body.finding }}',
			description: 'The ticked findings',
		}),
		by: text('By', z.string().max(textLimits.name).default(''), {
			placeholder: 'e.g. {{ $json.body.by }}',
			description: 'The name of the person who approves. The finding keeps it.',
		}),
	},
	run: async (backOffice: BackOffice, posted) => {
		const { approved, ...answer } = await accept(backOffice, posted);
		return { ...answer, approved: approved.map(itemOf) };
	},
});
