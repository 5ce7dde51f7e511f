import type { z } from 'zod';
import type { Transaction } from '../db';
import type { ExternalError } from '../kernel/errors';
import type { Task } from './tasks';

/**
 * Something the pack changes in the outside world, and how to find out and take back what it did.
 *
 * `Input` is what the operator asks for, `Intent` what is decided on and recorded before the call (a chosen user name, a
 * prefixed database name; never a secret), `Result` what the outside confirms.
 */
export interface SideEffect<Input, Intent, Result> {
	/** Unique in the pack, `thing.verb`: an interrupted step finds its effect again by it. */
	readonly name: string;
	readonly intent: z.ZodType<Intent>;
	readonly result: z.ZodType<Result>;
	/** Decides what will be asked for. Looks, but changes nothing outside. */
	plan(input: Input): Promise<Planned<Intent>>;
	/** Makes the change. Also finishes one that an earlier try left half made. */
	apply(intent: Intent, secrets: Secrets): Promise<Result>;
	/**
	 * True when nobody can look, as for mail, so that `readBack` only says what to assume. It is then not asked after a
	 * definite failure: nothing happened.
	 */
	readonly readBackAssumes?: boolean;
	/** Looks whether the change is there, and whether it is the one this intent describes. `partly` is for one that has parts. */
	readBack(intent: Intent): Promise<ReadBack<Result>>;
	/**
	 * After a failure that is certain: whether nothing came of what was recorded, so that a retry plans anew what it is asked
	 * for. No is the default: the recorded intent decides what is ours.
	 */
	startsAnew?(intent: Intent): Promise<boolean>;
	/** Takes back what `apply` made, and nothing else. Absent when nothing can be taken back. */
	undo?(intent: Intent, result: Result): Promise<void>;
	/** Whether a result leaves nothing to take back, as a look does. */
	leavesNothing?(result: Result): boolean;
	/** True for what may also run while its task is rolled back, such as a playbook that cleans up. Nothing takes that back. */
	readonly runsInRollback?: boolean;
	/**
	 * The fields of the intent that name what this effect makes, when other steps make things inside of it: they are gone
	 * with it when it is taken back.
	 */
	readonly encloses?: readonly (keyof Intent & string)[];
	/** For what cannot be taken back: whether it is done anew when its task is retried after a roll-back. No is the default. */
	redoAfterRollback?(intent: Intent): boolean;
	/**
	 * Refuses, before anything is planned, what the back office does not allow now.
	 *
	 * @throws ExternalError that says who decides.
	 */
	precondition?(transaction: Transaction, step: StepIdentity): Promise<void>;
	/**
	 * Writes the domain rows that follow from the result, in the transaction that records it. What it returns is kept with
	 * the step as JSON, for `revert`: what was there before.
	 */
	persist?(transaction: Transaction, step: StepIdentity, result: Result, intent: Intent): Promise<unknown>;
	/** Writes what follows from a failure, in the transaction that records it. */
	persistFailure?(transaction: Transaction, step: StepIdentity, error: ExternalError): Promise<void>;
	/** Puts back what `persist` replaced, in the transaction that records that the step was taken back. */
	revert?(transaction: Transaction, step: StepIdentity, intent: Intent, replaced: unknown): Promise<void>;
}

/** Secrets of one step by name, such as a generated password. Stored sealed, never in an intent or a result. */
export type Secrets = Readonly<Record<string, string>>;

export interface Planned<Intent> {
	readonly intent: Intent;
	readonly secrets?: Secrets;
}

export type ReadBack<Result> =
	| { readonly state: 'absent' }
	| { readonly state: 'partly' | 'ours'; readonly result: Result }
	| { readonly state: 'foreign'; readonly evidence: string };

/** Which step of which task a side effect is. */
export interface StepIdentity extends Pick<
	Task,
	'taskId' | 'customerId' | 'kind' | 'subjectType' | 'subjectId' | 'input'
> {
	readonly stepName: string;
	/** What the step works on, such as the record of a server; null when it is not known. */
	readonly targetId: string | null;
}
