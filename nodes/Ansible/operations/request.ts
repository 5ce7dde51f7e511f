import type { RunRequest, RunWork, Variables } from '../../../core/ansible';
import { InputError } from '../../../core/kernel/errors';
import type { AnsibleContext } from '../context';
import { limitOf, type ChosenHosts } from './hostFields';
import { inventoryOf, type ChosenInventory } from './inventoryFields';

interface GivenOptions {
	readonly project?: string;
	readonly timeoutSeconds?: number;
	readonly runKey?: string;
	readonly diff?: boolean;
	readonly forks?: number;
	readonly become?: boolean;
	readonly verbosity?: number;
	readonly templates?: readonly string[];
	readonly tags?: readonly string[];
	readonly skipTags?: readonly string[];
}

/** What the operations that run something on hosts have in common. */
interface Given extends ChosenHosts, ChosenInventory {
	readonly check: boolean;
	readonly variables?: Variables;
	readonly secretVariables?: ReadonlyArray<{ readonly name: string; readonly value: string }>;
	readonly options: GivenOptions;
}

type Request = Omit<RunRequest, 'approved'>;

const standardTimeoutSeconds = 3_600;

/** The request of a run on hosts. @throws InputError when no hosts are chosen, or a choice lacks what belongs to it. */
export async function requestOf(context: AnsibleContext, work: RunWork, given: Given): Promise<Request> {
	// Before the back office is asked for anything.
	const limit = limitOf(given);
	const { options, variables = {}, secretVariables = [] } = given;
	return {
		runId: options.runKey ?? context.ownRunId,
		work,
		project: options.project ?? '',
		inventory: await inventoryOf(context, given),
		limit,
		tags: options.tags ?? [],
		skipTags: options.skipTags ?? [],
		variables,
		secretVariables: secretsByName(secretVariables, variables),
		templates: options.templates ?? [],
		...(context.vaultPassword !== undefined && { vaultPassword: context.vaultPassword }),
		check: given.check,
		diff: options.diff ?? false,
		become: options.become ?? false,
		...(options.forks !== undefined && { forks: options.forks }),
		verbosity: options.verbosity ?? 0,
		timeoutSeconds: options.timeoutSeconds ?? standardTimeoutSeconds,
	};
}

/** The request of a run on the controller itself. */
export function scriptRequest(
	{ ownRunId }: AnsibleContext,
	work: RunWork,
	{ project = '', runKey, timeoutSeconds = standardTimeoutSeconds }: GivenOptions,
): Request {
	return {
		...{ runId: runKey ?? ownRunId, work, project, timeoutSeconds },
		inventory: { kind: 'default' },
		limit: { kind: 'all' },
		...{ tags: [], skipTags: [], variables: {}, secretVariables: {}, templates: [] },
		...{ check: false, diff: false, become: false, verbosity: 0 },
	};
}

function secretsByName(given: Given['secretVariables'] = [], others: Variables): Record<string, string> {
	const secrets: Record<string, string> = {};
	for (const { name, value } of given) {
		if (Object.hasOwn(secrets, name) || Object.hasOwn(others, name)) {
			throw new InputError('secretVariables', `holds ${name}, which is given twice`, 'Give each variable once.');
		}
		Object.defineProperty(secrets, name, { value, enumerable: true });
	}
	return secrets;
}
