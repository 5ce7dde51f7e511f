import { ExternalError } from '../../kernel/errors';
import { changed as changedOn, isRefusal } from '../changed';

export const changed = changedOn.bind(undefined, 'DirectAdmin');

/** What only some log-ins may see is undefined for the others. */
export async function whereAllowed<Told>(look: Promise<Told>): Promise<Told | undefined> {
	try {
		return await look;
	} catch (error) {
		if (isRefusal(error)) return undefined;
		throw error;
	}
}

export const missing = (what: string) =>
	new ExternalError('not_found', `DirectAdmin has no ${what}`, 'Check the name: somebody may have removed it.');

export const taken = (what: string) =>
	new ExternalError('exists', `${what} exists already`, 'Choose another name, or move the existing one away first.');
