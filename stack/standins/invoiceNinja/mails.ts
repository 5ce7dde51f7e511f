import { createTransport } from 'nodemailer';
import type { NinjaState, SentMail } from './state';

/** Sends what is new among the mails to a real mail server, as a configured Invoice Ninja does. */
export function openMailer(smtpPort: number | undefined) {
	if (smtpPort === undefined) return { send: async (): Promise<void> => undefined, close: () => undefined };
	const transport = createTransport({ host: '127.0.0.1', port: smtpPort, secure: false, ignoreTLS: true });
	const send = async ({ to, cc, subject, body }: SentMail): Promise<void> => {
		if (to.length === 0) return;
		await transport.sendMail({ from: 'Invoice Ninja <billing@demo-hosting.example>', to, cc, subject, text: body });
	};
	return {
		/** A mail that cannot be sent is lost, as in a job that fails. */
		send: async (state: NinjaState, before: number): Promise<void> => {
			await Promise.allSettled(state.mails.slice(before).map(send));
		},
		close: () => transport.close(),
	};
}
