import { z } from 'zod';
import type { RunName, Runner } from '../../../../core/ansible';
import { getRun } from '../../../../core/ansibleRuns';
import { textLimits } from '../../../../core/kernel/textLimits';
import { locator, text, toggle } from '../../../shared/field';
import type { AnsibleContext } from '../../context';

/** The ID of one attempt: a run ID, with the number of the attempt when it is not the first. */
export const attemptId = z
	.string()
	.trim()
	.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/, 'must be a run ID');

export const run = locator('Run', attemptId, {
	search: 'searchRuns',
	placeholder: 'e.g. order-1042-create',
	required: true,
	description: 'The run by its ID, as the operation that started it gives it',
});

export const ticket = text('Ticket', z.string().max(textLimits.ticket).default(''), {
	required: true,
	placeholder: 'e.g. {{ $json.query.ticket }}',
	description: 'The ticket in the link of the mail',
});

/** Runs that no ledger knows are found by the number that the backend gave them. */
export const reference = text('Reference', z.string().trim().max(textLimits.token), {
	placeholder: 'e.g. 1042',
	description:
		'What names the run at AWX or Semaphore, when the back office does not know it. On a controller it is the run ID.',
});

export const isScript = toggle('Run of a Script', z.boolean(), {
	description: 'Whether it is the run of a script, when the back office does not know it',
});

export interface RunOptionsGiven {
	readonly reference?: string;
	readonly isScript?: boolean;
}

/** A run, and what it is asked of. */
export interface Placed {
	readonly runner: Runner;
	readonly name: RunName;
	/** Whether the back office keeps it. */
	readonly recorded: boolean;
}

/**
 * Where a run is found: the record says what kind of run it is, and without a record the operator does.
 *
 * @throws InputError when the back office is connected and has no such run.
 */
export async function placeOfRun(
	{ office, runner, scripts }: AnsibleContext,
	runId: string,
	{ reference: given, isScript: script = false }: RunOptionsGiven,
): Promise<Placed> {
	if (!office) {
		const name = { runId, reference: given ?? runId, check: false, secrets: [] };
		return { runner: script ? scripts() : runner, name, recorded: false };
	}
	const { runnerKind, reference: known, check } = await getRun(office, runId);
	const name = { runId, reference: known, check, secrets: [] };
	return { runner: runnerKind === 'scripts' ? scripts() : runner, name, recorded: true };
}

/** Where a workflow answers with a page. */
export const pageAddress = z.string().trim().min(1, 'must be an address').max(textLimits.url);
