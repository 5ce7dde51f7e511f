import { duplicate } from './refusals';
import type { NinjaState } from './state';

/** Refuses what is the same as a request of the second before (DuplicatePaymentException, answered with 400). */
export function takeLock(state: NinjaState, name: string, seconds = 1): void {
	const at = Date.now();
	if ((state.locks[name] ?? 0) > at) throw duplicate();
	state.locks = Object.fromEntries(Object.entries(state.locks).filter(([, until]) => until > at));
	state.locks[name] = at + seconds * state.switches.lockMs;
}
