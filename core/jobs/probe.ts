import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExternalError } from '../kernel/errors';
import type { SshHost } from '../ssh';
import { failureOf } from './failure';
import { checkDirectory, type JobSettings } from './openJobs';

/** What a host has for jobs. */
export interface JobProbe {
	/** The folder of the jobs: its absolute path. */
	readonly directory: string;
	/** Why the folder cannot be written; null when it can. */
	readonly refusal: ExternalError | null;
	/** In the folder's file system; null when the host does not tell. */
	readonly freeBytes: number | null;
	/** Programs without which no job runs. */
	readonly missing: readonly string[];
	/** Programs that the caller asked for and that are not there. */
	readonly missingPrograms: readonly string[];
	/** Whether jobs can wait for each other. */
	readonly locks: boolean;
	/** Whether the user's jobs go on after its log-out where a log-out ends all processes. */
	readonly lingering: boolean;
	/** What people must mend, each as one sentence with its remedy. Empty when jobs can run. */
	readonly problems: readonly string[];
}

const script = readFileSync(join(__dirname, 'probe.sh'));

/** Less room than this, and a run of some length fills the disk. */
const leastFreeBytes = 50 * 1024 * 1024;

/**
 * Looks what a host has for jobs, in one round trip. The folder of the jobs is made when it is not there.
 *
 * @param programs others that the caller needs, such as `ansible-playbook`: names, or absolute paths.
 * @throws ExternalError when the host cannot be asked.
 */
export async function probeJobs(
	host: SshHost,
	{ directory }: JobSettings,
	programs: readonly string[] = [],
): Promise<JobProbe> {
	checkDirectory(directory);
	const nonce = `@${randomBytes(6).toString('hex')}`;
	const { stdout, stderr } = await host.run({
		argv: ['sh', '-s', '--', nonce, directory, ...programs],
		input: script,
		mayExitWith: 'any',
		timeoutMs: 30_000,
	});
	const facts = stdout
		.split('\n')
		.map((line) => line.split('\t'))
		.filter(([mark]) => mark === nonce)
		.map(([, name = '', value = '']) => ({ name, value }));
	if (facts.at(-1)?.name !== 'end') {
		throw new ExternalError(
			'unknown',
			`${host.name} did not answer to the end: ${stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? ''}`,
			'Log in by ssh as this user and run `sh -c "echo works"`: it must print only that.',
		);
	}
	const valuesOf = (name: string) => facts.filter((fact) => fact.name === name).map(({ value }) => value);
	const [refused] = valuesOf('refusal');
	const free = Number(valuesOf('free_kib')[0] || Number.NaN);
	const probe = {
		directory: valuesOf('directory')[0] ?? directory,
		refusal: refused === undefined ? null : failureOf(host.name, 'folder', refused),
		freeBytes: Number.isFinite(free) ? free * 1024 : null,
		missing: valuesOf('missing'),
		missingPrograms: valuesOf('missing_program'),
		locks: valuesOf('locks')[0] === 'yes',
		lingering: valuesOf('lingering')[0] === 'yes',
	};
	return { ...probe, problems: problemsOf(host.name, probe) };
}

function problemsOf(host: string, probe: Omit<JobProbe, 'problems'>): string[] {
	const told = (error: ExternalError) => `${error.message}. ${error.remedy}`;
	return [
		...probe.missing.map((tool) => told(failureOf(host, 'missing', tool))),
		...(probe.refusal === null ? [] : [told(probe.refusal)]),
		...(probe.freeBytes !== null && probe.freeBytes < leastFreeBytes
			? [`${host}: ${probe.directory} has ${Math.floor(probe.freeBytes / 1024 / 1024)} MB free. Make room there.`]
			: []),
	];
}
