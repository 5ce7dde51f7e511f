import { OutsideError } from '../../kernel/errors';

/**
 * Makes a change and looks what became of it: DirectAdmin's yes and no are both believed only where the server shows
 * it, for a refusal may come after the work was done, and its words depend on the server's language.
 *
 * @param holds whether the server shows the change now.
 * @throws OutsideError: the refusal where nothing was done, `unknown` where the server said yes and does not show it.
 */
export async function changed(
	change: () => Promise<unknown>,
	holds: () => Promise<boolean>,
	complaint: string,
): Promise<void> {
	let refused: OutsideError | undefined;
	try {
		await change();
	} catch (error) {
		if (!isRefusal(error)) throw error;
		refused = error;
	}
	if (await holds()) return;
	throw (
		refused ??
		new OutsideError(
			'unknown',
			`DirectAdmin said yes, and ${complaint}`,
			'The server may still be at it: look again in a few minutes.',
		)
	);
}

/** True for a no of the command itself, whatever its words mean. */
export function isRefusal(error: unknown): error is OutsideError {
	return error instanceof OutsideError && !['auth', 'transport', 'busy'].includes(error.errorClass);
}

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
	new OutsideError('not_found', `DirectAdmin has no ${what}`, 'Check the name: somebody may have removed it.');

export const taken = (what: string) =>
	new OutsideError('exists', `${what} exists already`, 'Choose another name, or move the existing one away first.');
