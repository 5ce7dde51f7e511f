import type { Missing } from './comparison';
import { stateIn, type BilledService, type Difference } from './difference';

/** How many accounts of a server may be missing before the list itself is doubted: the larger of the two. */
export interface MissingCap {
	readonly count: number;
	/** Of the services that live there, from 0 to 1. */
	readonly share: number;
}

export function missingAccount({ service, instead }: Missing<BilledService>): Difference {
	const panel = instead === undefined ? { present: false } : { present: false, instead };
	const told = { severity: 'error', detail: instead ?? '', fix: null } as const;
	return { kind: 'active_but_missing', ...told, billing: stateIn(service), panel };
}

/** What is said of a server that has lost more accounts than can be believed; undefined where it has not. */
export function tooManyMissing(
	missing: number,
	services: number,
	{ count, share }: MissingCap,
): Difference | undefined {
	if (missing <= Math.max(count, Math.floor(services * share))) return undefined;
	return {
		kind: 'many_missing',
		severity: 'error',
		detail: String(missing),
		fix: null,
		billing: { services },
		panel: { missing },
	};
}
