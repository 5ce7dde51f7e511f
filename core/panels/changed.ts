import { ExternalError } from '../kernel/errors';
import { isRefusal, remedies } from './errors';

/**
 * Makes a change, then looks at the server for the result. It is for panels whose answer alone is not reliable: a
 * refusal may come after the work was done, and its words depend on the server's language.
 *
 * @param panel the name that operators know.
 * @param holds whether the server shows the change now.
 * @param complaint a clause that says what is wrong when the server does not show the change.
 * @throws ExternalError: the refusal when nothing was done; `unknown` when the server said yes and does not show the
 *   change.
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
	throw refused ?? new ExternalError('unknown', `${panel} said yes, and ${complaint}`, remedies.lookAgain);
}
