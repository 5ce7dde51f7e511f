import { OutsideError } from '../../kernel/errors';
import { isRefusal } from './refusal';

/**
 * Makes a change and looks what became of it, where Plesk says no though it did it, or says yes before it shows.
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
			`Plesk said yes, and ${complaint}`,
			'The server may still be at it: look again in a few minutes.',
		)
	);
}
