import { z } from 'zod';
import { certificateFault } from '../kernel/certificateFault';
import { ExternalError } from '../kernel/errors';
import { redact } from '../kernel/redaction';
import type { MailServer } from './smtp';
import { logInRefused, meaningOfReply, type MailMeaning } from './smtpReply';
import type { SmtpStage } from './smtpWords';

/** What nodemailer tells with an error. */
const smtpError = z
	.object({
		message: z.string().catch('no reason given'),
		code: z.string().catch(''),
		/** The code of Node or of OpenSSL, which nodemailer's own one has replaced. */
		originalCode: z.string().catch(''),
		response: z.string().catch(''),
		responseCode: z.number().catch(0),
		/** The command that was answered. */
		command: z.string().catch(''),
	})
	.catch({
		message: 'no reason given',
		code: '',
		originalCode: '',
		response: '',
		responseCode: 0,
		command: '',
	});
type SmtpError = z.infer<typeof smtpError>;

/**
 * Says what a failure means. Replies and their codes: RFC 5321 §4.2, RFC 4954 §6; enhanced codes: RFC 3463.
 *
 * @param bodyBegun whether the server has asked for the body: then it may have the mail although its answer is lost.
 */
export function asMailError(error: unknown, { host, port, password }: MailServer, bodyBegun: boolean): ExternalError {
	const told = smtpError.parse(error);
	const said = (words: string, { errorClass, remedy }: MailMeaning) =>
		new ExternalError(errorClass, redact(words, [password]), remedy);
	if (told.responseCode >= 400 && told.code !== 'ETLS') {
		const stage = stageOf(told.command, bodyBegun);
		const meaning = meaningOfReply({ code: told.responseCode, text: told.response, stage });
		return said(told.response || told.message, meaning);
	}
	const { words, meaning } = silenceOf(told);
	if (bodyBegun) {
		return said(`${host}:${port} did not answer to the mail: ${words}`, {
			errorClass: 'transport',
			remedy: 'The mail server may have taken the mail: look into its log.',
		});
	}
	return said(`${host}:${port}: ${words}`, meaning);
}

function stageOf(command: string, bodyBegun: boolean): SmtpStage {
	if (command.startsWith('AUTH')) return 'log_in';
	if (command.startsWith('MAIL')) return 'sender';
	if (command.startsWith('RCPT')) return 'recipient';
	return command === 'DATA' || bodyBegun ? 'content' : 'connection';
}

/** Failures of a connection by Node's codes. */
const connections: Readonly<Partial<Record<string, string>>> = {
	ECONNREFUSED: 'nobody listens there',
	ENOTFOUND: 'there is no host of this name',
	EDNS: 'there is no host of this name',
	EAI_AGAIN: 'the name of the host cannot be looked up now',
	ETIMEDOUT: 'the server did not answer in time',
	EHOSTUNREACH: 'no way leads to this host',
	ENETUNREACH: 'no way leads to this host',
	ECONNRESET: 'the server ended the connection',
	EPIPE: 'the server ended the connection',
};

/** Words for a failure of TLS, instead of those of OpenSSL. */
const handshakes: ReadonlyArray<readonly [pattern: RegExp, words: string, meaning: MailMeaning]> = [
	[
		/wrong.version.number|packet length too long|http request|EPROTO.*(unknown protocol|record)/i,
		'the server does not speak TLS from the first byte on this port',
		{
			errorClass: 'invalid',
			remedy: 'Choose STARTTLS in the MSP Mail Server credential, or the port for TLS, which is usually 465.',
		},
	],
	[
		/unsupported.protocol|protocol.version|no shared cipher|no ciphers|handshake.failure|(dh|ee|ca).*key too (small|weak)|legacy/i,
		'the server offers only TLS of old versions or with weak ciphers',
		{ errorClass: 'invalid', remedy: 'Bring the mail server up to date: it must speak TLS 1.2 or a later version.' },
	],
	[
		/PEM|ASN1|X509|no start line|bad base64/i,
		'the certificate authority in the credential is no certificate',
		{
			errorClass: 'invalid',
			remedy:
				'Paste the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE----- into the MSP Mail Server credential.',
		},
	],
];

const openSsl = /SSL|TLS alert|:error:|routines|EPROTO/;

interface Silence {
	readonly words: string;
	readonly meaning: MailMeaning;
}

/** The mail did not go out: nobody reached the server, or the server hung up before it asked for the body. */
function silenceOf({ message, code, originalCode, response, responseCode }: SmtpError): Silence {
	if (code === 'EAUTH' || code === 'ENOAUTH') return { words: message, meaning: logInRefused };
	if (code === 'ETLS') {
		const words = `the server does not change to TLS by STARTTLS: ${response || message}`;
		// RFC 3207 §4: 454 is for now.
		return { words, meaning: responseCode >= 400 && responseCode < 500 ? unreachable : otherTls };
	}
	if (code === 'EMESSAGE') return { words: message, meaning: tooLarge };
	const all = `${code} ${originalCode} ${message}`;
	const handshake = openSsl.test(all) ? handshakes.find(([pattern]) => pattern.test(all)) : undefined;
	if (handshake) return { words: handshake[1], meaning: handshake[2] };
	const certificate = certificateFault(originalCode) ?? certificateFault(code);
	if (certificate) {
		return { words: `the certificate of the server ${certificate.says}`, meaning: otherCertificate };
	}
	if (openSsl.test(all)) return { words: 'the server and n8n found no common TLS', meaning: otherTls };
	return { words: connections[originalCode] ?? connections[code] ?? message, meaning: unreachable };
}

const unreachable: MailMeaning = {
	errorClass: 'busy',
	remedy: 'Check host, port and TLS in the MSP Mail Server credential, and that the server can be reached from n8n.',
};
const otherTls: MailMeaning = {
	errorClass: 'invalid',
	remedy: 'Choose the TLS that the mail server speaks in the MSP Mail Server credential.',
};
const otherCertificate: MailMeaning = {
	errorClass: 'invalid',
	remedy:
		'Give the authority of its certificate in the MSP Mail Server credential, write the host as the certificate names it, or renew the certificate.',
};
const tooLarge: MailMeaning = { errorClass: 'limit', remedy: 'The mail is larger than the mail server takes.' };
