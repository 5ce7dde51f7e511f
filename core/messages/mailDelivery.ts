import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../kernel/errors';
import { languages } from '../kernel/languages';
import type { SideEffect } from '../tasks';
import { logMessage } from './messageLog';
import { brandOf } from './brand';
import type { MailTransport } from './mailTransport';
import { renderMessage, type MessageInput } from './renderMessage';
import { templateNames, templates } from './templates';
import { emailAddress } from './values';

/** What to do when nobody knows whether the mail server took the mail. */
export type IfInterrupted = 'send_again' | 'do_not_send_again';

export interface MailInput extends MessageInput {
	readonly to: string;
}

const mailbox = z.object({ address: z.string(), name: z.string() });

/** The mail without its body. The body may hold a link that signs its reader in, so it is kept with the secrets. */
const mailIntent = z.object({
	template: z.enum(templateNames),
	language: z.enum(languages),
	messageId: z.string(),
	date: z.iso.datetime(),
	from: mailbox,
	to: z.string(),
	replyTo: z.string().optional(),
	subject: z.string(),
});
type MailIntent = Readonly<z.infer<typeof mailIntent>>;

const sentMail = mailIntent.pick({ template: true, language: true, messageId: true, to: true, subject: true }).extend({
	/** `uncertain`: the mail server may or may not have taken it, and it was not sent again. */
	status: z.enum(['sent', 'uncertain']),
	/** The mail server's words. */
	response: z.string(),
});
type SentMail = Readonly<z.infer<typeof sentMail>>;

const bodies = z.object({ text: z.string(), html: z.string() });

/**
 * Sends a mail.
 *
 * Nobody can ask a mail server whether it has a mail. When that is in doubt, `send_again` sends the mail again with the
 * same Message-ID, by which mail programs and servers recognize a repeat; `do_not_send_again` does nothing.
 */
export function mailDelivery({
	transport,
	ifInterrupted,
}: {
	readonly transport: MailTransport;
	readonly ifInterrupted: IfInterrupted;
}): SideEffect<MailInput, MailIntent, SentMail> {
	const { sender } = transport;
	const fallback = { brandName: sender.name || undefined, supportEmail: sender.address };
	return {
		name: 'message.send',
		intent: mailIntent,
		result: sentMail,

		plan: (input) => {
			const { text, html, ...rendered } = renderMessage(input, fallback);
			const { supportEmail } = brandOf(input.branding, fallback);
			return Promise.resolve({
				intent: {
					...rendered,
					messageId: newMessageId(sender.address),
					date: new Date().toISOString(),
					from: { ...sender },
					to: checkRecipient(input.to),
					...(supportEmail === sender.address ? {} : { replyTo: supportEmail }),
				},
				secrets: { text, html },
			});
		},

		apply: async (intent, secrets) => {
			const mail = { ...intent, ...bodies.parse(secrets), date: new Date(intent.date) };
			return { ...outlineOf(intent), status: 'sent', response: await transport.send(mail) };
		},

		// A mail to the customer is about an account that is gone; a mail to the staff stays true.
		redoAfterRollback: ({ template }) => templates[template].to === 'customer',

		readBackAssumes: true,
		readBack: (intent) =>
			Promise.resolve(
				ifInterrupted === 'send_again'
					? { state: 'absent' }
					: { state: 'ours', result: { ...outlineOf(intent), status: 'uncertain', response: '' } },
			),

		persist: async (transaction, { taskId, customerId }, { to, response: _, ...sent }) => {
			await logMessage(transaction, { ...sent, recipient: to, taskId, customerId });
		},
	};
}

/** RFC 5322 §3.6.4. The intent records it before the mail is sent, so every try of a step has the same one. */
function newMessageId(senderAddress: string): string {
	return `<${randomUUID()}@${senderAddress.split('@').at(-1) ?? 'localhost'}>`;
}

function checkRecipient(to: string): string {
	const checked = emailAddress.safeParse(to);
	if (checked.success) return checked.data;
	throw new InputError('to', 'is not an e-mail address', 'Give one address, such as ada@example.com.');
}

function outlineOf({ template, language, messageId, to, subject }: MailIntent): Omit<SentMail, 'status' | 'response'> {
	return { template, language, messageId, to, subject };
}
