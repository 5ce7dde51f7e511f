import { InputError, ExternalError } from '../kernel/errors';
import type { Planned, Secrets, SideEffect } from './sideEffect';

/** One step of one task in the store, held by this process for as long as its lease lasts. */
export interface StepRecord<Intent, Result> {
	/**
	 * Takes the lease, and writes the intent in a transaction of its own; tells what an earlier try left.
	 * `plan` is asked only where no intent is recorded yet.
	 */
	begin(plan: () => Promise<Planned<Intent>>): Promise<Begun<Intent, Result>>;
	/** Holds the step longer, while the outside is still at it. */
	keep?(): Promise<void>;
	succeed(result: Result): Promise<void>;
	fail(error: ExternalError): Promise<void>;
}

export type Begun<Intent, Result> =
	| { readonly state: 'fresh' | 'interrupted'; readonly intent: Intent; readonly secrets: Secrets }
	| { readonly state: 'done'; readonly result: Result };

/** Three times within a lease, so that one renewal may be lost. */
const standardBeatMs = 100_000;

/**
 * Runs a side effect so that it happens once, whatever dies in between.
 *
 * A finished step returns its recorded result. One that was begun before is read back before anything is tried again.
 * So is one whose outcome is unknown, or whose object turns out to exist: if it is ours, it is adopted. If nothing is
 * there yet, the call may still be on its way, so the step fails and its next try, after the back-off, reads back first.
 * One change may be several slow calls: the lease is renewed for as long as this process is at it.
 *
 * @throws ExternalError of class `exists` where somebody else's object is in the way; of the vendor's class otherwise.
 */
export async function runStep<Wanted, Intent, Result>(
	record: StepRecord<Intent, Result>,
	effect: SideEffect<Wanted, Intent, Result>,
	wanted: Wanted,
	beatMs = standardBeatMs,
): Promise<Result> {
	let beat: NodeJS.Timeout | undefined;
	try {
		const begun = await record.begin(() => effect.plan(wanted));
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
export async function runOnceUnrecorded<Wanted, Intent, Result>(
	effect: SideEffect<Wanted, Intent, Result>,
	wanted: Wanted,
): Promise<Result> {
	const { intent, secrets = {} } = await effect.plan(wanted);
	return await applyOrAdopt(effect, intent, secrets);
}

async function applyOrAdopt<Wanted, Intent, Result>(
	effect: SideEffect<Wanted, Intent, Result>,
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

/** What the outside holds of this intent; undefined where there is nothing. */
async function ownResult<Wanted, Intent, Result>(
	effect: SideEffect<Wanted, Intent, Result>,
	intent: Intent,
): Promise<Result | undefined> {
	const found = await effect.readBack(intent);
	if (found.state === 'foreign') {
		throw new ExternalError('exists', found.evidence, 'Choose another name, or move the existing one away first.');
	}
	return found.state === 'ours' ? found.result : undefined;
}
