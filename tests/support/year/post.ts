import { ExternalError } from '../../../core/kernel/errors';
import type { MailTransport } from '../../../core/messages';

export interface SentMail {
	readonly messageId: string;
	readonly to: string;
	readonly subject: string;
	readonly at: Date;
}

/** A mail server that keeps what it took. */
export interface Post extends MailTransport {
	/** A mail program shows a Message-ID once, however often it comes. */
	received(): SentMail[];
	/** The next mail fails: before the server has it, or after. */
	failNext(when: 'before' | 'after'): void;
}

export function openPost(): Post {
	const mails = new Map<string, SentMail>();
	let fails: 'before' | 'after' | undefined;
	return {
		sender: { address: 'billing@msp.example', name: 'Example Hosting' },
		received: () => [...mails.values()],
		failNext: (when) => {
			fails = when;
		},
		send: async ({ messageId, to, subject }) => {
			const failing = fails;
			fails = undefined;
			const lost = new ExternalError('transport', 'the mail server hung up', 'Send it again.');
			if (failing === 'before') throw lost;
			if (!mails.has(messageId)) mails.set(messageId, { messageId, to, subject, at: new Date() });
			if (failing === 'after') throw lost;
			return await Promise.resolve('250 taken');
		},
	};
}
