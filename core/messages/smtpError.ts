import { z } from 'zod';
import { ExternalError, type ErrorClass } from '../kernel/errors';
import { redact } from '../kernel/redaction';
import type { MailServer } from './smtp';

/** What nodemailer tells with an error. */
const smtpError = z
	.object({
		message: z.string().catch('no reason given'),
		code: z.string().catch(''),
		response: z.string().catch(''),
		responseCode: z.number().catch(0),
	})
	.catch({ message: 'no reason given', code: '', response: '', responseCode: 0 });

interface Meaning {
	readonly errorClass: ErrorClass;
	readonly remedy: string;
}

const logIn: Meaning = {
	errorClass: 'auth',
	remedy: 'Check the user and the password in the MSP Mail Server credential.',
};
const unreachable: Meaning = {
	errorClass: 'busy',
	remedy: 'Check host, port and TLS in the MSP Mail Server credential, and that the server can be reached from n8n.',
};

/**
 * Says what a failure means. Replies and their codes: RFC 5321 §4.2, RFC 4954 §6; enhanced codes: RFC 3463.
 *
 * @param bodyBegun whether the server has asked for the body: then it may have the mail although its answer is lost.
 */
export function asMailError(error: unknown, { host, port, password }: MailServer, bodyBegun: boolean): ExternalError {
	const { message, code, response, responseCode } = smtpError.parse(error);
	const replied = responseCode >= 400 && code !== 'ETLS';
	const { errorClass, remedy } = replied
		? meaningOfReply(responseCode, response)
		: bodyBegun
			? { errorClass: 'transport' as const, remedy: 'The mail server may have taken the mail: look into its log.' }
			: meaningOfSilence(code, message);
	const words = replied ? response || message : `${host}:${port}: ${message}`;
	return new ExternalError(errorClass, redact(words, [password]), remedy);
}

function meaningOfReply(code: number, response: string): Meaning {
	const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(response)?.[1] ?? '';
	if (code < 500) return { errorClass: 'busy', remedy: 'Try again later: the mail server does not take the mail now.' };
	if ([530, 534, 535, 538].includes(code) || /^5\.7\.(8|9|11)$/.test(enhanced)) return logIn;
	if (enhanced.startsWith('5.7.')) {
		return {
			errorClass: 'permission',
			remedy:
				'The mail server does not let this sender write to this recipient: check the sender, and its SPF and DKIM.',
		};
	}
	if (code === 552 || ['5.2.2', '5.2.3', '5.3.4'].includes(enhanced)) {
		return { errorClass: 'limit', remedy: 'The mailbox is full, or the mail too large for it.' };
	}
	if (code === 550 || code === 551 || code === 553 || enhanced.startsWith('5.1.')) {
		return { errorClass: 'invalid', remedy: 'Correct the address of the recipient.' };
	}
	return { errorClass: 'invalid', remedy: 'The mail server refuses the mail: its words say why.' };
}

/** The mail did not go out: nobody reached the server, or the server hung up before it asked for the body. */
function meaningOfSilence(code: string, message: string): Meaning {
	if (code === 'EAUTH' || code === 'ENOAUTH') return logIn;
	if (/certificate|self-signed|altnames|PEM/i.test(message)) {
		return {
			errorClass: 'invalid',
			remedy: 'Give the authority of its certificate in the MSP Mail Server credential, or renew the certificate.',
		};
	}
	if (code === 'ETLS') {
		return {
			errorClass: 'invalid',
			remedy: 'Choose the TLS that the mail server speaks in the MSP Mail Server credential.',
		};
	}
	if (code === 'EMESSAGE') return { errorClass: 'limit', remedy: 'The mail is larger than the mail server takes.' };
	return unreachable;
}
