import { z } from 'zod';
import { acceptApproval as accept } from '../../../../core/ansibleRuns';
import { textLimits } from '../../../../core/kernel/textLimits';
import { choice, text, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AnsibleContext } from '../../context';
import { ticket } from './fields';
import { wholeSeconds } from './wholeSeconds';

export const acceptApproval = operation({
	name: 'acceptApproval',
	label: 'Accept Approval',
	action: 'Accept approval from page',
	description:
		'Accept what the form of the approval page posts, once and in time, and return the page that answers. The task that waits for it is due at once.',
	fields: {
		ticket,
		decision: choice('Decision', { approved: 'Approved', declined: 'Declined' }, { default: 'declined' }),
		by: text('By', z.string().max(textLimits.name).default(''), {
			placeholder: 'e.g. {{ $json.body.by }}',
			description: 'The name of the person who decides. The approval keeps it.',
		}),
		reason: text('Reason', z.string().max(textLimits.reason).default(''), {
			placeholder: 'e.g. {{ $json.body.reason }}',
		}),
		despiteFailure: toggle('Run Although the Check Failed', z.boolean().default(false), {
			description:
				'Whether an approval counts although the check run failed. It is for the box of that name on the page, which posts despiteFailure as yes.',
		}),
	},
	run: async ({ openOffice }: AnsibleContext, posted) => {
		const answer = await accept(await openOffice(), posted);
		return { ...answer, approval: answer.approval && wholeSeconds(answer.approval) };
	},
});
