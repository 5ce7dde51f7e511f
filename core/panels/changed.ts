import { ExternalError } from '../kernel/errors';

/**
 * Makes a change and looks what became of it, for a panel whose yes and no are both believed only where the server
 * shows it: a refusal may come after the work was done, and its words depend on the server's language.
 *
 * @param panel as operators know it.
 * @param holds whether the server shows the change now.
 * @param complaint a clause: what is so where it does not.
 * @throws ExternalError: the refusal where nothing was done, `unknown` where the server said yes and does not show it.
 */
export async function changed(
	panel: string,
	change: () => Promise<unknown>,
	holds: () => Promise<boolean>,
	complaint: string,
): Promise<void> {
	let refused: ExternalError | undefined;
	try {
		await change();
	} catch (error) {
		if (!isRefusal(error)) throw error;
		refused = error;
	}
	if (await holds()) return;
	throw (
		refused ??
		new ExternalError(
			'unknown',
			`${panel} said yes, and ${complaint}`,
			'The server may still be at it: look again in a few minutes.',
		)
	);
}

/** True for a no to what was asked, whatever its words mean. */
export function isRefusal(error: unknown): error is ExternalError {
	return error instanceof ExternalError && !['auth', 'transport', 'busy'].includes(error.errorClass);
}
