import type { HttpConditions } from '../kernel/http';

/** For what is asked while the sender of a delivery waits: it comes again where the answer is that it cannot be told. */
export const whileSenderWaits: HttpConditions = {
	policy: { maxAttempts: 2, baseMs: 200, capMs: 500, budgetMs: 8_000 },
	random: Math.random,
};
