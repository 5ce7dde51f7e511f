import { randomBytes } from 'node:crypto';
import type { StandinAnswer } from '../shared';

/** Makes an ID in Stripe's form, such as `evt_1x…`. */
export const newId = (prefix: string): string => `${prefix}_1${randomBytes(12).toString('hex').slice(0, 23)}`;

/** A route throws this error to refuse in Stripe's words. */
export class Refusal extends Error {
	constructor(readonly answer: StandinAnswer) {
		super(JSON.stringify(answer.body));
	}
}

function refusal(status: number, error: Record<string, string>): Refusal {
	return new Refusal({ status, body: { error: { type: 'invalid_request_error', ...error } } });
}

export const unknownParameter = (param: string) =>
	refusal(400, { code: 'parameter_unknown', param, message: `Received unknown parameter: ${param}` });

export const missingParameter = (param: string) =>
	refusal(400, { code: 'parameter_missing', param, message: `Missing required param: ${param}.` });

export const invalidParameter = (param: string, message: string) => refusal(400, { param, message });

/** The object is in a state that forbids it. */
export const wrongState = (code: string, message: string) => refusal(400, { code, message });

export const noSuch = (what: string, id: string, param = 'id') =>
	refusal(404, { code: 'resource_missing', param, message: `No such ${what}: '${id}'` });

export const lackingPermission = (key: string, permission: string) =>
	refusal(403, {
		message: `The provided key '${masked(key)}' does not have the required permissions for this endpoint. Having the '${permission}' permission would allow this request to continue.`,
	});

export const badKey = (key: string) =>
	refusal(401, {
		message: key === '' ? 'You did not provide an API key.' : `Invalid API Key provided: ${masked(key)}`,
	});

export const otherParameters = (key: string) =>
	new Refusal({
		status: 400,
		body: {
			error: {
				type: 'idempotency_error',
				message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
			},
		},
	});

export const unknownPath = (method: string, path: string) =>
	refusal(404, { message: `Unrecognized request URL (${method}: ${path}).` });

function masked(key: string): string {
	return key.slice(0, 7).padEnd(key.length, '*');
}
