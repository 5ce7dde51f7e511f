import { ExternalError } from '../kernel/errors';
import { isRefusal, remedies } from './errors';

/**
 * Makes a change and looks what became of it, for a panel whose yes and no are believed only when the server shows the
 * same: a refusal may come after the work was done, and its words depend on the server's language.
 *
 * @param panel as operators know it.
 * @param holds whether the server shows the change now.
 * @param complaint a clause: what is so when it does not.
 * @throws ExternalError: the refusal when nothing was done, `unknown` when the server said yes and does not show it.
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
