import type { z } from 'zod';
import type { Transaction } from '../db';
import type { TaskWish } from './tasks';

/**
 * Something the pack changes in the outside world, and how to find out and take back what it did.
 *
 * `Wanted` is what the operator asked for, `Intent` what was decided on and recorded before the call (a chosen user
 * name, a prefixed database name; never a secret), `Result` what the outside confirmed.
 */
export interface SideEffect<Wanted, Intent, Result> {
	/** Unique in the pack, `thing.verb`: an interrupted step finds its effect again by it. */
	readonly name: string;
	readonly intent: z.ZodType<Intent>;
	readonly result: z.ZodType<Result>;
	/** Decides what will be asked for. Looks, but changes nothing outside. */
	plan(wanted: Wanted): Promise<Planned<Intent>>;
	/** Makes the change. Also finishes one that an earlier try left half made. */
	apply(intent: Intent, secrets: Secrets): Promise<Result>;
	/**
	 * True where nobody can look, as for mail, so that `readBack` only says what to assume. It is then not asked after a
	 * definite failure: nothing happened.
	 */
	readonly readBackAssumes?: boolean;
	/** Looks whether the change is there, and whether it is the one this intent describes. `partly` is for one that has parts. */
	readBack(intent: Intent): Promise<ReadBack<Result>>;
	/** Takes back what `apply` made, and nothing else. Absent where nothing can be taken back. */
	undo?(intent: Intent, result: Result): Promise<void>;
	/**
	 * Refuses, before anything is planned, what the back office does not allow now.
	 *
	 * @throws ExternalError that says who decides.
	 */
	precondition?(transaction: Transaction, step: StepIdentity): Promise<void>;
	/**
	 * Writes the domain rows that follow from the result, in the transaction that records it. What it gives is kept with the
	 * step as JSON, for `revert`; it says what was there before.
	 */
	persist?(transaction: Transaction, step: StepIdentity, result: Result, intent: Intent): Promise<unknown>;
	/** Puts back what `settle` replaced, in the transaction that records that the step was taken back. */
	revert?(transaction: Transaction, step: StepIdentity, intent: Intent, settled: unknown): Promise<void>;
}

/** Secrets of one step by name, such as a generated password. Stored encrypted, never in an intent or a result. */
export type Secrets = Readonly<Record<string, string>>;

export interface Planned<Intent> {
	readonly intent: Intent;
	readonly secrets?: Secrets;
}

export type ReadBack<Result> =
	| { readonly state: 'absent' }
	| { readonly state: 'partly' | 'ours'; readonly result: Result }
	| { readonly state: 'foreign'; readonly evidence: string };

export interface StepIdentity {
	readonly taskId: string;
	readonly stepName: string;
	readonly customerId: string;
	readonly serviceId: string;
	/** The server record that the step works on; null where it is not known. */
	readonly serverId: string | null;
	/** What its task was asked for. */
	readonly wish: TaskWish;
}
