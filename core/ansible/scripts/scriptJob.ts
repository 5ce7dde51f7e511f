import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JobSpec } from '../../jobs';
import { InputError } from '../../kernel/errors';
import { textLimits } from '../../kernel/textLimits';
import { checkPath } from '../controller/settings';
import type { RunOrigin, RunRequest } from '../request';

/** What is written beside a run of a script, so that whoever finds it again can judge it. */
const scriptRecord = z.object({
	request: z.string().max(textLimits.token),
	script: z.string().max(textLimits.url),
	warnings: z.array(z.string().max(textLimits.line)),
	origin: z.object({
		commit: z.string().max(textLimits.token).nullable(),
		changesHash: z.string().max(textLimits.token).nullable(),
		inventoryHash: z.null(),
		hosts: z.array(z.string().max(textLimits.domain)),
	}),
});
export type ScriptRecord = z.infer<typeof scriptRecord>;
export const recordFile = 'run.json';

export function readRecord(text: string): ScriptRecord | undefined {
	try {
		return scriptRecord.parse(JSON.parse(text));
	} catch {
		return undefined;
	}
}

export interface FoundScript {
	/** Real paths. */
	readonly directory: string;
	readonly file: string;
	readonly origin: RunOrigin;
}

/** The script that a request is for. */
export interface ScriptRequest {
	readonly runId: string;
	readonly script: string;
	readonly arguments: readonly string[];
	readonly locale: string;
	readonly project: string;
	readonly timeoutSeconds: number;
}

/**
 * Reads a request for a script. What a script cannot do is refused, and never left out.
 *
 * @throws InputError
 */
export function scriptRequestOf(request: RunRequest): ScriptRequest {
	const { work } = request;
	if (work.kind !== 'script') {
		throw new InputError('work', `is a ${work.kind}`, 'Choose Script, or a controller with Ansible.');
	}
	const refusals: ReadonlyArray<readonly [boolean, string, string]> = [
		[request.check, 'check', 'Give the script an argument of its own for that: a check run would change things.'],
		[request.become, 'become', 'Let the script call sudo.'],
		[request.tags.length + request.skipTags.length > 0, 'tags', 'A script has no tags.'],
		[Object.keys(request.variables).length > 0, 'variables', 'Give the script arguments.'],
		[Object.keys(request.secretVariables).length > 0, 'secretVariables', 'Let the script read its secrets itself.'],
		[request.vaultPassword !== undefined, 'vaultPassword', 'A script opens no vault.'],
		[request.inventory.kind !== 'default', 'inventory', 'A script runs on the controller only.'],
		[request.limit.kind !== 'all', 'limit', 'A script runs on the controller only.'],
	];
	const refused = refusals.find(([is]) => is);
	if (refused) throw new InputError(refused[1], 'does not go with a script', refused[2]);
	checkPath(work.script, 'script', true);
	for (const argument of work.arguments) {
		if (argument.includes('\0')) {
			throw new InputError('arguments', 'has a NUL character', 'Remove it: no program can be given one.');
		}
	}
	const { runId, project, timeoutSeconds } = request;
	return { runId, project, timeoutSeconds, script: work.script, arguments: work.arguments, locale: work.locale };
}

/** Two requests with this hash are the same. The arguments are not recorded otherwise: they may be anybody's. */
export function requestHash({ script, arguments: given, locale, project }: ScriptRequest): string {
	return createHash('sha256')
		.update(JSON.stringify([script, given, locale, project]))
		.digest('hex');
}

export function scriptJob(
	request: ScriptRequest,
	found: FoundScript,
	environment: Readonly<Record<string, string>>,
	record: ScriptRecord,
): JobSpec {
	return {
		jobId: request.runId,
		argv: [found.file, ...request.arguments],
		environment,
		workingDirectory: found.directory,
		files: [{ path: recordFile, content: JSON.stringify(record), mode: 0o600 }],
		timeoutSeconds: request.timeoutSeconds,
	};
}
