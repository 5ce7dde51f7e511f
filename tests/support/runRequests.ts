import { ExternalError, InputError } from '../../core/kernel/errors';
import type { RunLook, RunName, Runner, RunRequest } from '../../core/ansible';

let runs = 0;

/** A request with nothing special: all hosts, in so many words. Each has an ID of its own. */
export function requestOf(given: Partial<RunRequest>): RunRequest {
	runs += 1;
	return {
		runId: `run-${runs}`,
		work: { kind: 'playbook', playbook: 'site.yml' },
		project: '',
		inventory: { kind: 'default' },
		limit: { kind: 'all' },
		tags: [],
		skipTags: [],
		variables: {},
		secretVariables: {},
		templates: [],
		check: false,
		diff: false,
		become: false,
		verbosity: 0,
		timeoutSeconds: 600,
		...given,
	};
}

/** Looks until the run has ended; the log of all looks is in the last one. */
export async function endOf(runner: Runner, run: Partial<RunName> & { readonly runId: string }): Promise<RunLook> {
	const name: RunName = { reference: '', check: false, secrets: [], ...run };
	let [cursor, log] = ['', ''];
	for (let looks = 0; looks < 500; looks++) {
		const look = await runner.look(name, cursor, 0);
		log += look.log;
		cursor = look.cursor;
		if (look.state === 'done' || look.state === 'lost') return { ...look, log };
		await new Promise((resolve) => setTimeout(resolve, 1));
	}
	throw new Error('the run does not end');
}

/** How the work failed: by an input that it refuses, or by an outside system. */
export async function failureOf(
	work: Promise<unknown>,
): Promise<{ readonly errorClass: string; readonly message: string; readonly remedy: string }> {
	const error: unknown = await work.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (error instanceof InputError) return { errorClass: 'input', message: error.message, remedy: error.remedy };
	if (error instanceof ExternalError) {
		return { errorClass: error.errorClass, message: error.message, remedy: error.remedy };
	}
	throw new Error(`it did not fail as it should: ${String(error)}`);
}
