import { InputError } from '../kernel/errors';
import type { MayBegin } from '../tasks';

const lookAgainMs = 3_600_000;

/** What cannot be decided, such as by a policy that nobody can read, waits, and keeps no other task from its turn. */
export async function orLater(decide: () => Promise<MayBegin>, now: Date): Promise<MayBegin> {
	try {
		return await decide();
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		return { begin: 'later', at: new Date(now.getTime() + lookAgainMs), why: error.message.slice(0, 1_000) };
	}
}
