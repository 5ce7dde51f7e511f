import type { ErrorClass, OutsideError } from './errors';
import type { HttpResponse } from './http';

/** What one attempt came to. A final failure would be the same the next time. */
export type Attempted = { readonly answer: HttpResponse } | { readonly failure: OutsideError; readonly final: boolean };

/** Thrown to stop reading an answer that goes on for too long. */
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
}

/** Codes of OpenSSL and Node for a certificate that is not trusted, not valid now, or made for another name. */
const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/;
/** Codes of a connection that nobody took, so that nothing can have been sent. */
const neverConnected = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** Says in words what undici or Node threw, and what to do about it. */
export function describeFailure(error: unknown, host: string, { timeoutMs, maxResponseBytes }: Limits): Failure {
	const code = codeOf(error);
	if (error instanceof AnswerTooLarge) {
		return {
			errorClass: 'unknown',
			vendorMessage: `${host} answered with more than ${maxResponseBytes} bytes`,
			remedy: 'Ask for less at once.',
			final: true,
		};
	}
	if (error instanceof Error && error.name === 'TimeoutError') {
		return unanswered(
			`${host} gave no whole answer within ${timeoutMs / 1000} s`,
			'Check that the server is up and not overloaded.',
		);
	}
	if (certificateCode.test(code)) {
		return {
			...unanswered(
				`the certificate of ${host} is not trusted: ${messageOf(error)} (${code})`,
				'Give the certificate authority of the server in the credential or the server record, or renew its certificate.',
			),
			final: true,
		};
	}
	if (neverConnected.test(code)) {
		return unanswered(
			`${host} cannot be reached: ${messageOf(error)} (${code})`,
			'Check the address, the port and the firewall between n8n and the server.',
		);
	}
	return unanswered(
		`the connection to ${host} was lost: ${messageOf(error)}${code === '' ? '' : ` (${code})`}`,
		'Check that the server is up, and that the address begins with the right one of http and https.',
	);
}

function unanswered(vendorMessage: string, remedy: string): Failure {
	return { errorClass: 'transport', vendorMessage, remedy, final: false };
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function messageOf(error: unknown): string {
	// A host with several addresses fails with an error for each and no words of its own.
	if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
	return error instanceof Error ? error.message : String(error);
}
