/** How often and how patiently the pack repeats a request. Times in milliseconds. */
export interface RetryPolicy {
	readonly maxAttempts: number;
	readonly baseMs: number;
	readonly capMs: number;
	/** No attempt begins later than this after the start of the first. */
	readonly budgetMs: number;
}

export const standardRetry: RetryPolicy = { maxAttempts: 4, baseMs: 500, capMs: 10_000, budgetMs: 60_000 };

/** The state of the attempts: how many there were, and how long ago the first began. */
export interface Attempts {
	readonly made: number;
	readonly elapsedMs: number;
}

/** The result of the last attempt. */
export type AttemptOutcome =
	{ readonly kind: 'no_answer' } | { readonly kind: 'answer'; readonly status: number; readonly retryAfterMs?: number };

/** The statuses that mean "not now". */
const passingStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Returns how long to wait before the next attempt; undefined when there must be none. It uses exponential back-off
 * with full jitter, and never returns less than the server asks for.
 *
 * @param random returns a number from 0 up to 1.
 */
export function nextDelay(
	{ maxAttempts, baseMs, capMs, budgetMs }: RetryPolicy,
	{ made, elapsedMs }: Attempts,
	outcome: AttemptOutcome,
	random: () => number,
): number | undefined {
	if (outcome.kind === 'answer' && !passingStatuses.has(outcome.status)) return undefined;
	if (made >= maxAttempts) return undefined;
	const backOff = random() * Math.min(capMs, baseMs * 2 ** (made - 1));
	const asked = outcome.kind === 'answer' ? (outcome.retryAfterMs ?? 0) : 0;
	const delay = Math.max(backOff, asked);
	return elapsedMs + delay <= budgetMs ? delay : undefined;
}

/** Returns the wait of a Retry-After header (RFC 9110 §10.2.3: seconds or a date); undefined when it has neither. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
	const text = header?.trim() ?? '';
	if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
	// A date has letters. Date.parse would read a bare number as a year.
	const date = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

const taskMinutes = [1, 2, 5, 15, 60] as const;

/**
 * Returns when to try a task again after its attempt number `attempt` (from 1) has failed: after about 1, 2, 5, 15 and
 * then every 60 minutes. The time varies by a fifth, so that tasks that failed together do not come back together.
 */
export function retryAt(attempt: number, now: Date, random: () => number): Date {
	const minutes = taskMinutes[Math.max(1, attempt) - 1] ?? 60;
	return new Date(now.getTime() + minutes * 60_000 * (0.8 + 0.4 * random()));
}
