/** The kind of a failure. It decides the retry, the compensation and the text for the operator. */
export const errorClasses = [
	'auth',
	'permission',
	'limit',
	'exists',
	'not_found',
	'invalid',
	'busy',
	'transport',
	'unknown',
] as const;
export type ErrorClass = (typeof errorClasses)[number];

/** A failure of an outside system, in the vendor's words, with a remedy for the operator. */
export class ExternalError extends Error {
	constructor(
		readonly errorClass: ErrorClass,
		readonly vendorMessage: string,
		readonly remedy: string,
		options?: ErrorOptions,
	) {
		super(vendorMessage, options);
		this.name = 'ExternalError';
	}

	get outcomeUnknown(): boolean {
		return isOutcomeUnknown(this.errorClass);
	}

	get transient(): boolean {
		return isTransient(this.errorClass);
	}
}

/**
 * The certificate of a server is not accepted. No retry cures it, so its class is not a passing one; but the server was never
 * asked, so it is no refusal either.
 */
export class UntrustedServer extends ExternalError {
	constructor(vendorMessage: string, remedy: string) {
		super('invalid', vendorMessage, remedy);
		this.name = 'UntrustedServer';
	}
}

/** True when nobody knows whether the outside system acted. Only a read-back can tell. */
export function isOutcomeUnknown(errorClass: ErrorClass): boolean {
	return errorClass === 'transport' || errorClass === 'unknown';
}

/** True when the same call may succeed later, although nobody changes anything. */
export function isTransient(errorClass: ErrorClass): boolean {
	return isOutcomeUnknown(errorClass) || errorClass === 'busy';
}

/**
 * Why an input cannot be used: its value is wrong, it names something that does not exist, or the state of what it names
 * forbids it.
 */
export const inputFaults = ['invalid', 'not_found', 'conflict'] as const;
export type InputFault = (typeof inputFaults)[number];

/** Unusable input. It names the field, the fault and the remedy. */
export class InputError extends Error {
	constructor(
		readonly field: string,
		readonly complaint: string,
		readonly remedy: string,
		readonly fault: InputFault = 'invalid',
		options?: ErrorOptions,
	) {
		super(`'${field}' ${complaint}`, options);
		this.name = 'InputError';
	}
}
