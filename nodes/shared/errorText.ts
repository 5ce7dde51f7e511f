import type { z } from 'zod';
import { ExternalError, InputError } from '../../core/kernel/errors';

/** What an error says, without its remedy. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** What an error says and what the operator can do about it, as sentences in one line. */
export function sentenceOf(error: unknown): string {
	const message = `${messageOf(error).replace(/\.$/, '')}.`;
	return error instanceof ExternalError || error instanceof InputError ? `${message} ${error.remedy}` : message;
}

/** The first complaint of a check, as an error that names the field. */
export function asInputError({ issues: [issue] }: z.ZodError, remedy: string): InputError {
	return new InputError(issue?.path.join('.') || 'input', issue?.message ?? 'is not valid', remedy);
}
