import { ExternalError, InputError } from '../kernel/errors';
import type { Planned, Secrets, SideEffect } from './sideEffect';

/** One step of one task, held by this process for as long as its lease lasts; `openStep` keeps it in the store. */
export interface StepRecord<Input, Intent, Result> {
	readonly effect: SideEffect<Input, Intent, Result>;
	/**
	 * Takes the lease, and writes the intent in a transaction of its own; tells what an earlier try left. `plan` is asked
	 * only when no intent is recorded yet.
	 */
	begin(plan: () => Promise<Planned<Intent>>): Promise<BegunStep<Intent, Result>>;
	/** Holds the step longer, while the outside is still at it. */
	keep?(): Promise<void>;
	succeed(result: Result): Promise<void>;
	fail(error: ExternalError): Promise<void>;
}

export type BegunStep<Intent, Result> =
	| { readonly state: 'fresh' | 'interrupted'; readonly intent: Intent; readonly secrets: Secrets }
	| { readonly state: 'done'; readonly result: Result };

/** Three times within a lease, so that one renewal may be lost. */
const standardBeatMs = 100_000;

/**
 * Runs a side effect so that it happens once, whatever dies in between.
 *
 * A finished step returns its recorded result. A step that was begun before is read back before anything is tried again,
 * and so is one whose outcome is unknown, or whose object turns out to exist: an object of ours is adopted. When nothing is
 * there yet, the call may still be on its way: the step fails, and its next try, after the back-off, reads back first. One
 * change may be several slow calls: the lease is renewed for as long as this process is at it.
 *
 * @throws ExternalError of class `exists` when somebody else's object is in the way; of the vendor's class otherwise.
 */
export async function runStep<Input, Intent, Result>(
	record: StepRecord<Input, Intent, Result>,
	input: Input,
	beatMs = standardBeatMs,
): Promise<Result> {
	const { effect } = record;
	let beat: NodeJS.Timeout | undefined;
	try {
		const begun = await record.begin(() => effect.plan(input));
		if (begun.state === 'done') return begun.result;
		beat = setInterval(() => void record.keep?.().catch(() => undefined), beatMs).unref();

		const found = begun.state === 'interrupted' ? await ownResult(effect, begun.intent) : undefined;
		const result = found ?? (await applyOrAdopt(effect, begun.intent, begun.secrets));
		await record.succeed(result);
		return result;
	} catch (error) {
		if (error instanceof ExternalError) await record.fail(error);
		// No try with the same input would do better.
		if (error instanceof InputError) await record.fail(new ExternalError('invalid', error.message, error.remedy));
		throw error;
	} finally {
		clearInterval(beat);
	}
}

/** Runs a side effect without a task: nothing is recorded, but an unknown outcome is still read back. */
export async function runUnrecorded<Input, Intent, Result>(
	effect: SideEffect<Input, Intent, Result>,
	input: Input,
): Promise<Result> {
	const { intent, secrets = {} } = await effect.plan(input);
	return await applyOrAdopt(effect, intent, secrets);
}

async function applyOrAdopt<Input, Intent, Result>(
	effect: SideEffect<Input, Intent, Result>,
	intent: Intent,
	secrets: Secrets,
): Promise<Result> {
	try {
		return await effect.apply(intent, secrets);
	} catch (error) {
		if (!(error instanceof ExternalError) || !(error.outcomeUnknown || error.errorClass === 'exists')) throw error;
		const result = await ownResult(effect, intent);
		if (result === undefined) throw error;
		return result;
	}
}

/** What the outside holds of this intent; undefined when there is nothing. */
async function ownResult<Input, Intent, Result>(
	effect: SideEffect<Input, Intent, Result>,
	intent: Intent,
): Promise<Result | undefined> {
	const found = await effect.readBack(intent);
	if (found.state === 'foreign') {
		throw new ExternalError('exists', found.evidence, 'Choose another name, or move the existing one away first.');
	}
	return found.state === 'ours' ? found.result : undefined;
}
