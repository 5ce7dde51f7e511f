import { z } from 'zod';
import { certificateFault } from './certificateFault';
import type { ErrorClass, ExternalError } from './errors';
import { shortFingerprint } from './fingerprint';
import type { HttpResponse } from './http';
import { OtherCertificate } from './pinnedConnection';
import { tlsFault } from './tlsFault';

/** The result of one attempt. A final failure would be the same the next time. */
export type Attempted =
	{ readonly answer: HttpResponse } | { readonly failure: ExternalError; readonly final: boolean };

/** An error that stops reading an answer that is too long. */
export class AnswerTooLarge extends Error {}

interface Limits {
	readonly timeoutMs: number;
	readonly maxResponseBytes: number;
}

interface Failure {
	readonly errorClass: ErrorClass;
	readonly vendorMessage: string;
	readonly remedy: string;
	readonly final: boolean;
	/** The certificate of the server is not accepted. */
	readonly untrusted?: true;
}

/** Codes of a connection that no server accepted. Nothing was sent on it. */
const neverConnected = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** Describes an error of undici or Node in words, with a remedy. */
export function describeFailure(error: unknown, host: string, { timeoutMs, maxResponseBytes }: Limits): Failure {
	const { name, message, code } = thrown.parse(error);
	if (error instanceof AnswerTooLarge) {
		return {
			errorClass: 'unknown',
			vendorMessage: `${host} answered with more than ${maxResponseBytes} bytes`,
			remedy: 'Ask for less at once.',
			final: true,
		};
	}
	if (name === 'TimeoutError') {
		return unanswered(
			`${host} gave no whole answer within ${timeoutMs / 1000} s`,
			'Check that the server is up and not overloaded.',
		);
	}
	if (code === 'UND_ERR_INVALID_ARG') {
		return {
			errorClass: 'invalid',
			vendorMessage: `the request to ${host} cannot be sent: ${message}`,
			remedy: 'Check the values that go into it, such as a token with a line break.',
			final: true,
		};
	}
	if (error instanceof OtherCertificate) return notPinned(host, error);
	const fault = certificateFault(code);
	if (fault) {
		// Node tells the names in the certificate.
		const detail = code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? `: ${message}` : '';
		return certificateRefused(`the certificate of ${host} ${fault.says}${detail} (${code})`, fault.remedy);
	}
	const tls = tlsFault({ code, message });
	if (tls) return unanswered(`${host} ${tls.says}`, tls.remedy);
	if (neverConnected.test(code)) {
		return unanswered(
			`${host} cannot be reached: ${message} (${code})`,
			'Check the address, the port and the firewall between n8n and the server.',
		);
	}
	return unanswered(
		`the connection to ${host} was lost: ${message}${code === '' ? '' : ` (${code})`}`,
		'Check that the server is up, and that the address begins with the right one of http and https.',
	);
}

function notPinned(host: string, { expected, shown }: OtherCertificate): Failure {
	const instead = shown === '' ? 'none' : shortFingerprint(shown);
	return certificateRefused(
		`${host} shows another certificate (${instead}) than the pinned one (${shortFingerprint(expected)}); nothing was sent`,
		`Ask whoever runs the server whether it was renewed. Only then pin the new one: Control Panel → Server: Show Certificate tells its fingerprint. Put it into the credential; a server record takes it over with MSP Customers → Server: Update Log-In.`,
	);
}

/** No retry cures it, and nothing was sent: somebody has to look, so staff are told at once. */
function certificateRefused(vendorMessage: string, remedy: string): Failure {
	return { errorClass: 'invalid', vendorMessage, remedy, final: true, untrusted: true };
}

function unanswered(vendorMessage: string, remedy: string): Failure {
	return { errorClass: 'transport', vendorMessage, remedy, final: false };
}

/** The errors of undici and Node. Some come from another realm. */
const thrown = z
	.object({
		name: z.string().catch(''),
		message: z.string().catch(''),
		code: z.string().catch(''),
		errors: z.array(z.object({ message: z.string() })).catch([]),
	})
	.catch({ name: '', message: 'no reason given', code: '', errors: [] })
	// A host with several addresses fails with one error for each, and the outer error has no message.
	.transform(({ errors, message, ...more }) => ({
		...more,
		message: message || errors.map((one) => one.message).join('; '),
	}));
