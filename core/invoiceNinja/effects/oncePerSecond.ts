import { setTimeout as wait } from 'node:timers/promises';
import { ExternalError } from '../../kernel/errors';

/** Longer than Invoice Ninja's lock of a second; a deletion holds it for up to three (app/Http/Middleware/ThrottleRequests). */
const lockMs = 1_100;
const tries = 5;

/**
 * Makes a call that Invoice Ninja takes only once in a second, from one address. It refuses the others before it does
 * anything, so that they can be made again.
 */
export async function oncePerSecond<T>(call: () => Promise<T>): Promise<T> {
	for (let made = 1; ; made++) {
		try {
			return await call();
		} catch (error) {
			if (made >= tries || !isDuplicate(error)) throw error;
			await wait(lockMs);
		}
	}
}

const isDuplicate = (error: unknown) => error instanceof ExternalError && /duplicate request/i.test(error.message);
