import type { HttpConditions } from '../kernel/http';

/** For requests while the sender of a delivery waits. The sender comes again when the pack cannot decide now. */
export const whileSenderWaits: HttpConditions = {
	policy: { maxAttempts: 2, baseMs: 200, capMs: 500, budgetMs: 8_000 },
	random: Math.random,
};
