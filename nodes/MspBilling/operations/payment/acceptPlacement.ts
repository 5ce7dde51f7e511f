import { z } from 'zod';
import { acceptPlacement as accept } from '../../../../core/billing';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { ticket } from '../fields';

/** What a form posts is whatever its sender wrote. */
const posted = (longest: number) => z.string().max(longest).default('');

export const acceptPlacement = operation({
	name: 'acceptPlacement',
	label: 'Accept Placement',
	action: 'Accept placement from page',
	description:
		'Accept the form of the placement page. It places the payment once, however often the form arrives, and says who was first.',
	fields: {
		ticket,
		customer: text('Customer', posted(textLimits.name), {
			placeholder: 'e.g. {{ $json.body.customer }}',
			description: 'The chosen customer, as the form posts it',
		}),
		planCode: text('Plan Code', posted(textLimits.name), { placeholder: 'e.g. {{ $json.body.plan }}' }),
		domain: text('Domain', posted(textLimits.domain), { placeholder: 'e.g. {{ $json.body.domain }}' }),
		by: text('By', posted(textLimits.name), {
			placeholder: 'e.g. {{ $json.body.by }}',
			description: 'The name of the person who decides. The event keeps it.',
		}),
	},
	run: async (office: BackOffice, form) => await accept(office, form),
});
