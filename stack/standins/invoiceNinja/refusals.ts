import type { StandinAnswer } from '../shared';
import { entity, type EntityPath } from './entities';

/** What Invoice Ninja answers when it refuses (app/Exceptions/Handler.php; vendor-contracts §1.1). */

/** A refusal that ends the request wherever it is found. It is an error, so that it can be thrown. */
export class Refusal extends Error {
	constructor(readonly answer: StandinAnswer) {
		super('refused');
	}
}

const refused = (status: number, body: unknown): Refusal => new Refusal({ status, body });

export const notFound = (path: EntityPath, id: string): Refusal =>
	refused(400, { message: `No query results for model [App\\Models\\${entity(path).model}] ${id}` });

export const noRoute = (): Refusal => refused(404, { message: 'Route does not exist' });

export const badRequest = (message: string): Refusal => refused(400, { message });

export const unauthorized = (message = 'Insufficient privileges to complete this action.'): Refusal =>
	refused(401, { message });

export const duplicate = (): Refusal => badRequest('Duplicate request');

export const tooMany = (): Refusal => refused(429, { message: 'Too many requests' });

/** The fields at fault, each with its complaints. Nested ones are like `invoices.0.amount`. */
export function invalid(errors: Readonly<Record<string, readonly string[]>>): Refusal {
	return refused(422, { message: 'The given data was invalid.', errors });
}

export const invalidToken = (): Refusal => refused(403, { message: 'Invalid token', errors: {} });

/** Gathers what is wrong with a body, and refuses it as a whole. */
export function complaints() {
	const errors: Record<string, string[]> = {};
	return {
		add: (field: string, complaint: string): void => {
			(errors[field] ??= []).push(complaint);
		},
		/** Laravel's words for a field that is missing or names nothing. */
		required: (field: string): void => {
			(errors[field] ??= []).push(`The ${words(field)} field is required.`);
		},
		unknown: (field: string): void => {
			(errors[field] ??= []).push(`The selected ${words(field)} is invalid.`);
		},
		taken: (field: string): void => {
			(errors[field] ??= []).push(`The ${words(field)} has already been taken.`);
		},
		end: (): void => {
			if (Object.keys(errors).length > 0) throw invalid(errors);
		},
	};
}

const words = (field: string): string => field.replaceAll('_', ' ');
