import { z } from 'zod';
import { InputError } from '../kernel/errors';

/** Says why an object could not be read: names the field and the rule that it breaks, never its value. */
export function unreadable(error: unknown): string {
	if (error instanceof z.ZodError) {
		return error.issues.map(({ path, code }) => `${path.map(String).join('.')} (${code})`).join(', ');
	}
	if (error instanceof InputError) return `its ${error.field} is not valid`;
	throw error;
}

/** Without the keys that have no value, so that they are absent in the item and in the store alike. */
export function known<T extends object>(values: T): T {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
