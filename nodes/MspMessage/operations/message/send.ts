import { z } from 'zod';
import { InputError } from '../../../../core/kernel/errors';
import { mailDelivery } from '../../../../core/messages';
import { durableStepFields } from '../../../shared/durableStep';
import { choice, optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { MessageContext } from '../../messageContext';
import { messageFields, wishOf } from './fields';

export const send = operation({
	name: 'send',
	label: 'Send',
	action: 'Send message',
	description: 'Write an e-mail and send it',
	fields: {
		to: text('To', optional(z.string()), {
			placeholder: 'e.g. ada@example.com',
			description:
				"Whom to write to. Empty for an Operator Alert or a Drift Report: the credential's Operator Address.",
		}),
		...messageFields,
		ifInterrupted: choice(
			'If Interrupted',
			{ send_again: 'Send Again', do_not_send_again: 'Do Not Send Again' },
			{
				description:
					'What to do where nobody knows whether the mail server took the mail: send it again with the same Message-ID, or have it at most once',
			},
		),
		...durableStepFields,
	},
	run: async ({ sending }: MessageContext, { to, ifInterrupted, durableStep: _, ...parameters }) => {
		const { account, perform } = await sending();
		const forStaff = parameters.template === 'operatorAlert' || parameters.template === 'driftReport';
		const staff = forStaff ? account.operatorAddress : undefined;
		const recipient = to ?? staff;
		if (recipient === undefined) throw new InputError('to', 'is empty', 'Say whom to write to.');
		const wish = { ...wishOf(parameters), to: recipient };
		return await perform(mailDelivery({ transport: account.transport, ifInterrupted }), wish);
	},
});
