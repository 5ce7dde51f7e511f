import { createHmac } from 'node:crypto';
import { canonicalJson } from '../../kernel/canonicalJson';
import type { RunRequest } from '../request';

/**
 * What tells one request under a run ID from another. It stands beside the run ID in the job, for everybody who may see
 * the job: of secret variables only the names are in it, and of a vault password that there is one, so that nobody can
 * guess a secret from it. What only changes how much is told or how fast it goes is not in it, as in the ledger.
 */
export function digestOf(request: RunRequest): string {
	const { work, project, inventory, limit, tags, skipTags, variables, check, become } = request;
	const values = {
		...{ work, project, inventory, limit, tags, skipTags, variables, check, become },
		templates: [...request.templates].sort(),
		secretVariables: Object.keys(request.secretVariables).sort(),
		vault: request.vaultPassword !== undefined,
	};
	return createHmac('sha256', request.runId).update(canonicalJson(values)).digest('hex').slice(0, digestLength);
}
/** Semaphore takes 250 characters for all that a task is found by. */
const digestLength = 32;
