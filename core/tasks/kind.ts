import type { z } from 'zod';
import type { BackOffice, Transaction } from '../db';
import { InputError } from '../kernel/errors';
import type { Task } from './tasks';

/** What a kind says when a task of it is claimed of which no step is done yet. */
export type MayBegin =
	| { readonly begin: 'now' }
	/** Not before a moment; until then it keeps no other task of its subject waiting. */
	| { readonly begin: 'later'; readonly at: Date; readonly why: string }
	/** What it is for is not wanted any more: the task is cancelled, and what a failed try may have made is taken back. */
	| { readonly begin: 'never'; readonly why: string };

/**
 * One kind of durable work, as its domain registers it. The engine asks these, and knows no kind by its name. Everything
 * here runs in the transaction of the caller, with the task locked.
 */
export interface TaskKind<Input extends object = object> {
	readonly name: string;
	/** What the work is on: `service`. */
	readonly subjectType: string;
	readonly input: z.ZodType<Input>;
	/**
	 * True when the tasks of one subject wait for each other. Such a task is claimed before its first step: claiming tells
	 * whose turn it is.
	 */
	readonly inTurn?: boolean;
	/** Locks the subject, for a kind whose tasks wait for each other. */
	lockSubject?(transaction: Transaction, subjectId: string): Promise<unknown>;
	/**
	 * True when a retry begins from nothing after the task was rolled back: also what cannot be taken back is done again.
	 */
	readonly startsOver?: boolean;
	/**
	 * True when a task that was asked to stop may complete all the same, once nothing of it can be taken back any more.
	 */
	readonly completesWhenPastStopping?: boolean;
	/**
	 * Asked whenever a task is claimed of which no step is done, with the task and its subject locked: whether it is still
	 * wanted, and whether now. So a first step that failed is tried again only then. A task without this begins at once.
	 */
	mayBegin?(transaction: Transaction, task: Task, now: Date): Promise<MayBegin>;
	/** What the steps need to know, for the run that claims the task; never a secret. */
	context?(transaction: Transaction, task: Task): Promise<object>;
	/** What lists say of these subjects, by the subject's ID. */
	describe?(transaction: Transaction, subjectIds: readonly string[]): Promise<ReadonlyMap<string, object>>;
	/**
	 * Refuses to complete a task whose steps have not done what it is for.
	 *
	 * @throws InputError that says what is missing.
	 */
	checkComplete?(transaction: Transaction, task: Task): Promise<void>;
	/**
	 * Refuses a task that cannot run again, and prepares its subject for one that can.
	 *
	 * @throws InputError that says why not.
	 */
	reopen?(transaction: Transaction, task: Task): Promise<void>;
	/** Writes what follows for the subject. */
	onCompleted?(transaction: Transaction, task: Task): Promise<void>;
	/** @param leftovers the names of the steps that could not be taken back. */
	onFailed?(transaction: Transaction, task: Task, leftovers: readonly string[]): Promise<void>;
	onCancelled?(transaction: Transaction, task: Task): Promise<void>;
}

/** The kinds that an n8n knows, by their names. */
export type TaskKinds = ReadonlyMap<string, TaskKind>;

/** The back office with the kinds of its tasks. */
export interface TaskOffice extends BackOffice {
	readonly kinds: TaskKinds;
}

/** @throws RangeError when two kinds have one name. */
export function taskKindsOf(...kinds: readonly TaskKind[]): TaskKinds {
	const byName = new Map(kinds.map((kind) => [kind.name, kind]));
	if (byName.size < kinds.length) throw new RangeError('two kinds of tasks have one name');
	return byName;
}

/** @throws InputError when this n8n does not know the kind: another version of the pack has started the task. */
export function kindOf({ kinds }: Pick<TaskOffice, 'kinds'>, { kind }: Pick<Task, 'kind'>): TaskKind {
	const known = kinds.get(kind);
	if (known) return known;
	throw new InputError(
		'taskId',
		`is of the kind '${kind}', which this version of the pack does not know`,
		'Run it in an n8n with the version that started it, or update the pack here. The task waits until then.',
	);
}
