import { z } from 'zod';
import { ExternalError, InputError } from '../../core/kernel/errors';
import { complaintOf, fieldAt } from '../../core/kernel/zodWords';

/** What an error says, without its remedy. */
export function messageOf(error: unknown): string {
	if (error instanceof z.ZodError) return asInputError(error, '').message;
	return error instanceof Error ? error.message : String(error);
}

/** What an error says and what the operator can do about it, as sentences in one line. */
export function sentenceOf(error: unknown): string {
	const message = `${messageOf(error).replace(/\.$/, '')}.`;
	return error instanceof ExternalError || error instanceof InputError ? `${message} ${error.remedy}` : message;
}

/** The first complaint of a check, as an error that names the field. Zod's own words are never in it. */
export function asInputError({ issues: [issue] }: z.ZodError, remedy: string): InputError {
	const complaint = issue && complaintOf(issue);
	return new InputError(fieldAt(complaint?.path ?? []) ?? 'input', complaint?.words ?? 'is not valid', remedy);
}
