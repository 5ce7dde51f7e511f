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

	/** True where the outside may or may not have acted: only reading back can tell. */
	get outcomeUnknown(): boolean {
		return this.errorClass === 'transport' || this.errorClass === 'unknown';
	}

	/** True where the same call may succeed later without anybody changing anything. */
	get transient(): boolean {
		return this.outcomeUnknown || this.errorClass === 'busy';
	}
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
