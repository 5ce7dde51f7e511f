import { randomUUID } from 'node:crypto';
import { ExternalError } from '../../kernel/errors';
import type { JobHost } from '../../jobs';
import { redact } from '../../kernel/redaction';
import { refusal } from '../judge';
import { missingProject } from '../missingProject';
import type { RunOrigin } from '../request';
import type { RunReading } from '../runReading';
import { secretsOf } from '../secretsOfRun';
import { sentences } from '../sentences';
import { remedyFor, wordsOfAnsible } from '../wordsOfAnsible';
import { follow, newFollowed } from './follow';
import { lookJob, type JobMode, type RunJob } from './runJob';

/** The longest that Ansible may need to read a project and its inventory. */
const patienceSeconds = 300;

/**
 * Lets Ansible itself tell what a run would run: its own reading of the inventory, of the limit and of the project.
 *
 * @throws ExternalError `invalid` when the limit matches nothing or the inventory cannot be read; `not_found` when the
 *   playbook is not there.
 */
export async function lookAt(jobs: JobHost, job: RunJob, mode: Exclude<JobMode, 'run'>): Promise<RunReading> {
	const spec = lookJob(job, mode, `look-${randomUUID()}`);
	await jobs.start(spec);
	const followed = newFollowed();
	const until = performance.now() + 1000 * patienceSeconds;
	for (;;) {
		const { state } = await follow(jobs, spec.jobId, followed, 10);
		if (state === 'done' || state === 'lost') break;
		if (performance.now() > until) {
			await jobs.cancel(spec.jobId);
			throw new ExternalError(
				'busy',
				'Ansible does not finish reading the inventory',
				'Look at the inventory on the controller.',
			);
		}
	}
	const { reading, errors } = followed;
	const secrets = secretsOf(job.request);
	if (reading.refused !== undefined) throw refused(redact(refusal(reading.refused), secrets));
	if (reading.start === undefined) throw notBegun(redact(errors, secrets));
	if (!reading.start.found) {
		throw new ExternalError(
			'not_found',
			`The project has no playbook ${job.request.work.kind === 'playbook' ? job.request.work.playbook : ''}`,
			'Give the path of the playbook within the project.',
		);
	}
	return reading;
}

export function originIn(reading: RunReading): RunOrigin {
	return reading.start?.origin ?? { commit: null, changesHash: null, inventoryHash: null, hosts: null };
}

export function refused(words: string): ExternalError {
	return new ExternalError('invalid', words, remedyFor(words) ?? 'Check it again, and have the new check approved.');
}

function notBegun(errors: string): ExternalError {
	const missing = missingProject(errors);
	if (missing) return new ExternalError('not_found', missing.words, missing.remedy);
	const said =
		sentences(...wordsOfAnsible(errors).errors) || errors.trim().split('\n').slice(-2).join(' ').slice(0, 500);
	const words = said || 'Ansible did not begin';
	return new ExternalError(
		/could not be found|No such file/i.test(words) && /playbook/i.test(words) ? 'not_found' : 'invalid',
		words,
		remedyFor(words) ?? 'Test the credential: it names what is missing on the controller.',
	);
}
