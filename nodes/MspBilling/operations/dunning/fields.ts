import { z } from 'zod';
import { languageNames } from '../../../../core/kernel/languages';
import { textLimits } from '../../../../core/kernel/textLimits';
import { choice, number, optional, text } from '../../../shared/field';

export const ticket = text('Ticket', z.string().max(textLimits.ticket).default(''), {
	required: true,
	placeholder: 'e.g. {{ $json.query.ticket }}',
	description: 'The ticket in the link of the mail to staff',
});

/** The link by which a person approves. */
export const approvalFields = {
	approvalPage: text('Approval Page', optional(z.string().trim().max(textLimits.url)), {
		placeholder: 'e.g. https://n8n.example.com/webhook/msp/dunning',
		description:
			'The address at which Show Approval answers. A person approves there what a run must not do alone. Without it there is no link.',
	}),
	language: choice('Language', languageNames, { description: 'Of the approval page' }),
	linkHours: number('Link Works for Hours', z.number().min(1).max(720, 'must be 720 at the most'), {
		default: 48,
		typeOptions: { minValue: 1, maxValue: 720 },
		description: 'How long the link can approve',
	}),
} as const;
