import { createHash } from 'node:crypto';
import { InputError } from '../kernel/errors';
import type { JobFile, JobSpec } from './job';
import { jobWord, shellWord } from './shellWords';

/** What the shim keeps in a job's directory itself. */
const own = new Set(['.job', 'events', 'log', 'errors']);
const longestTimeout = 30 * 24 * 3600;

/**
 * Everything that a job's directory holds at first: its own files, and those by which the shim runs it.
 *
 * @param graceSeconds how long the command has to end by itself after a timeout.
 * @throws InputError for what no job can have.
 */
export function filesOf(job: JobSpec, graceSeconds: number): JobFile[] {
	checkJobId(job.jobId);
	for (const file of job.files) checkPath(file.path);
	if (!(job.timeoutSeconds >= 1 && job.timeoutSeconds <= longestTimeout)) {
		throw new InputError('timeoutSeconds', `is ${job.timeoutSeconds}`, 'Give 1 second to 30 days.');
	}
	const parts: JobFile[] = [
		...['events', 'log', 'errors'].map((path) => ({ path, content: '', mode: 0o600 })),
		{ path: '.job/command', content: commandOf(job), mode: 0o600 },
		{ path: '.job/timeout', content: `${Math.ceil(job.timeoutSeconds)} ${graceSeconds}\n`, mode: 0o600 },
		...(job.lock === undefined ? [] : [lockFile(job.lock)]),
		...job.files,
	];
	return [
		...parts,
		{ path: '.job/hash', content: `${hashOf(parts)}\n`, mode: 0o600 },
		// Behind all others: without it the archive did not arrive whole.
		{ path: '.job/whole', content: '', mode: 0o600 },
	];
}

/** @throws InputError when it cannot be the ID of a job. */
export function checkJobId(jobId: string): void {
	if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(jobId)) return;
	throw new InputError(
		'jobId',
		'is not an ID of a job',
		'Give up to 100 letters, digits, dots, hyphens and underscores, not beginning with a dot or a hyphen.',
	);
}

function checkPath(path: string): void {
	const parts = path.split('/');
	const plain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
	// eslint-disable-next-line no-control-regex -- they are what is refused
	if (plain && Buffer.byteLength(path) <= 100 && !/[\x00-\x1f]/.test(path) && !own.has(parts[0] ?? '')) return;
	throw new InputError(
		'files',
		`has the path ${JSON.stringify(path.slice(0, 120))}`,
		'Give a relative path of up to 100 bytes without `..` that is not one of the job itself: events, log, errors, .job.',
	);
}

function commandOf(job: JobSpec): string {
	const [program] = job.argv;
	if (program === undefined || program === '' || (typeof program === 'string' && program.startsWith('-'))) {
		throw new InputError('argv', 'begins with no program', 'Give the name or the path of a program first.');
	}
	const variables = Object.entries({ ...job.environment, LC_N8N_JOB: job.jobId }).map(([name, value]) => {
		if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
			throw new InputError('environment', `has the name ${JSON.stringify(name)}`, 'Use letters, digits and `_`.');
		}
		return `export ${name}=${jobWord(value, `environment.${name}`)}`;
	});
	return [
		...variables,
		`cd ${directoryOf(job.workingDirectory)} || exit 127`,
		'unset PWD OLDPWD',
		`exec ${job.argv.map((part) => jobWord(part, 'argv')).join(' ')}`,
		'',
	].join('\n');
}

function directoryOf(directory: string | undefined): string {
	if (directory === undefined) return '"$1"';
	const word = shellWord(directory, 'workingDirectory');
	return directory.startsWith('/') ? word : `"$2"/${word}`;
}

function lockFile({ name, waitSeconds }: { name: string; waitSeconds: number }): JobFile {
	if (name === '') throw new InputError('lock', 'has no name', 'Name what must not be changed by two at once.');
	if (!(waitSeconds >= 0 && waitSeconds <= longestTimeout)) {
		throw new InputError('lock', `waits ${waitSeconds} seconds`, 'Give 0 seconds to 30 days.');
	}
	// A name of any form becomes the name of a file.
	const file = createHash('sha256').update(name).digest('hex').slice(0, 32);
	return { path: '.job/lock', content: `${file} ${Math.ceil(waitSeconds)}\n`, mode: 0o600 };
}

function hashOf(files: readonly JobFile[]): string {
	const hash = createHash('sha256');
	for (const { path, content, mode } of [...files].sort((one, other) => (one.path < other.path ? -1 : 1))) {
		hash.update(JSON.stringify([path, mode, Buffer.byteLength(content)])).update(content);
	}
	return hash.digest('hex');
}
