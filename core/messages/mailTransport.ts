import MailComposer from 'nodemailer/lib/mail-composer';
import { sendBySmtp, type MailServer, type MailTimes } from './smtp';

export interface Mailbox {
	readonly address: string;
	/** As shown to the reader; may be empty. */
	readonly name: string;
}

export interface Mail {
	/** With its angle brackets. */
	readonly messageId: string;
	readonly date: Date;
	readonly from: Mailbox;
	readonly to: string;
	readonly replyTo?: string;
	readonly language: string;
	readonly subject: string;
	readonly text: string;
	readonly html: string;
}

/** Sends mails in the name of one sender. */
export interface MailTransport {
	readonly sender: Mailbox;
	/** Returns what the server answers when it takes the mail. */
	send(mail: Mail): Promise<string>;
}

/** Sends through a mail server. It throws what `sendBySmtp` throws. */
export function smtpTransport(server: MailServer, sender: Mailbox, times?: MailTimes): MailTransport {
	return {
		sender,
		send: async (mail) => {
			const envelope = { from: sender.address, to: mail.to };
			return await sendBySmtp(server, envelope, await compose(mail), times);
		},
	};
}

async function compose({ language, ...mail }: Mail): Promise<Buffer> {
	const message = new MailComposer({
		...mail,
		headers: {
			'Content-Language': language,
			// RFC 3834 §5, and Exchange's own: no out-of-office notes in return.
			'Auto-Submitted': 'auto-generated',
			'X-Auto-Response-Suppress': 'All',
		},
		// From the Message-ID, so that a repeat is the same to the last byte.
		baseBoundary: mail.messageId.replaceAll(/\W/g, ''),
		disableFileAccess: true,
		disableUrlAccess: true,
	}).compile();
	return await message.build();
}
