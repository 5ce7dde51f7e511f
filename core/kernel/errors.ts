/** What a caller can do about a failure; decides retry, compensation and what the operator reads. */
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

/** A failure of something outside, told in the vendor's words, with what the operator can do about it. */
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

/** True when the outside may or may not have acted: only reading back can tell. */
export function isOutcomeUnknown(errorClass: ErrorClass): boolean {
	return errorClass === 'transport' || errorClass === 'unknown';
}

/** True when the same call may succeed later without anybody changing anything. */
export function isTransient(errorClass: ErrorClass): boolean {
	return isOutcomeUnknown(errorClass) || errorClass === 'busy';
}

/** Input that cannot be worked with: names the field, says what is wrong with it, and what would do instead. */
export class InputError extends Error {
	constructor(
		readonly field: string,
		readonly complaint: string,
		readonly remedy: string,
	) {
		super(`'${field}' ${complaint}`);
		this.name = 'InputError';
	}
}
