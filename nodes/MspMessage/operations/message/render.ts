import { renderMessage } from '../../../../core/messages';
import { operation } from '../../../shared/operation';
import type { MessageContext } from '../../messageContext';
import { messageFields, messageInput } from './fields';

export const render = operation({
	name: 'render',
	label: 'Render',
	action: 'Render message',
	description: 'Write an e-mail and return its subject, text and HTML without sending it',
	fields: messageFields,
	run: async (_: MessageContext, parameters) => await Promise.resolve(renderMessage(messageInput(parameters))),
});
