import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { acceptApproval as accept } from '../../../../core/dunning';
import { mostEntries, textLimits } from '../../../../core/kernel/textLimits';
import { json, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { ticket } from './fields';

/** A form posts one ticked box as a text, and several as a list. */
const ticked = z.preprocess(
	(given) => (given === undefined || given === '' ? [] : [given].flat()),
	z.array(z.string().max(textLimits.key)).max(mostEntries),
);

export const acceptApproval = operation({
	name: 'acceptApproval',
	label: 'Accept Approval',
	action: 'Accept approval of dunning',
	description:
		'Accept the form of the approval page. Each service is looked at anew, and what was paid meanwhile is left out.',
	fields: {
		ticket,
		services: json('Services', ticked, {
			placeholder: 'e.g. {{ $json.body.service }}',
			description: 'The ticked boxes, as the form posts them',
		}),
		by: text('By', z.string().max(textLimits.name).default(''), {
			placeholder: 'e.g. {{ $json.body.by }}',
			description: 'The name of the person who approves. The audit log keeps it.',
		}),
	},
	run: async (office: BackOffice, form) => await accept(office, form),
});
