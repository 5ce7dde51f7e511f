import { z } from 'zod';
import { InputError } from '../../../../core/kernel/errors';
import { mailDelivery, templates } from '../../../../core/messages';
import { durableStepFields } from '../../../shared/durableStep';
import { choice, optional, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { MessageContext } from '../../messageContext';
import { messageFields, messageInput } from './fields';
import { textLimits } from '../../../../core/kernel/textLimits';

export const send = operation({
	name: 'send',
	label: 'Send',
	action: 'Send message',
	description: 'Write an e-mail and send it',
	fields: {
		to: text('To', optional(z.string().max(textLimits.mailAddress)), {
			placeholder: 'e.g. ada@example.com',
			description:
				"The recipient. Leave it empty for a mail to your own staff, which goes to the credential's Operator Address.",
		}),
		...messageFields,
		ifInterrupted: choice(
			'If Interrupted',
			{ send_again: 'Send Again', do_not_send_again: 'Do Not Send Again' },
			{
				description:
					'What to do when nobody knows whether the mail server took the mail: send it again with the same Message-ID, or send it at most once',
			},
		),
		...durableStepFields,
	},
	run: async ({ sending }: MessageContext, { to, ifInterrupted, durableStep: _, ...parameters }) => {
		const { account, perform } = await sending();
		const staff = templates[parameters.template].to === 'staff' ? account.operatorAddress : undefined;
		const recipient = to ?? staff;
		if (recipient === undefined) throw new InputError('to', 'is empty', 'Give the address to write to.');
		const input = { ...messageInput(parameters), to: recipient };
		return await perform(mailDelivery({ transport: account.transport, ifInterrupted }), input);
	},
});
