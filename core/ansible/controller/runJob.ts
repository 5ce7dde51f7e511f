import { createHash } from 'node:crypto';
import { canonicalJson } from '../../kernel/canonicalJson';
import { InputError } from '../../kernel/errors';
import { mostEntries, textLimits } from '../../kernel/textLimits';
import type { JobFile, JobSpec } from '../../jobs';
import { inventoryJson } from '../inventoryFile';
import { limitArgument } from '../limit';
import type { InventorySource, RunLimit, RunRequest } from '../request';
import { mustBeHidden, secretsOf } from '../secretsOfRun';
import { checkVariableName, shown, wrappedVariables } from '../variables';
import { callbackFile } from './callbackFile';
import { modulePlaybook } from './modulePlaybook';
import type { Place } from './place';
import { checkPath, type ControllerSettings } from './settings';
import { sweepFile } from './sweepFiles';

/** Every text of it is one argument, or the path of a file of the job. */
export type JobArguments = JobSpec['argv'];

/** What a job does: it runs a playbook, or ends before the first task when it has told what it would run. */
export type JobMode = 'run' | 'inspect' | 'inventory';

export interface RunJob {
	readonly request: RunRequest;
	readonly settings: ControllerSettings;
	readonly place: Place;
	/** The absolute directory of the project. */
	readonly project: string;
}

/**
 * The job of a run: arguments in an array, variables and passwords in files that only the user reads and that are removed.
 *
 * @throws InputError when something of the request would not arrive as it is.
 */
export function runJob({ request, settings, place, project }: RunJob): JobSpec {
	const common = commonParts({ ...request, hash: requestHash(request), mode: 'run', settings, place, project });
	const playbook = playbookOf(request);
	const variables = variablesFile(request);
	const generated = request.work.kind === 'module';
	return {
		jobId: request.runId,
		argv: [
			...common.argv,
			...(request.tags.length > 0 ? [`--tags=${wordList(request.tags, 'tags')}`] : []),
			...(request.skipTags.length > 0 ? [`--skip-tags=${wordList(request.skipTags, 'skipTags')}`] : []),
			...(variables === undefined ? [] : ['-e', { jobFile: variables.path, prefix: '@' }]),
			...(request.check ? ['--check'] : []),
			...(request.diff ? ['--diff'] : []),
			...(request.become ? ['--become'] : []),
			...(request.forks === undefined ? [] : [`--forks=${whole(request.forks, 'forks', 1, 500)}`]),
			...(request.verbosity > 0 ? [`-${'v'.repeat(whole(request.verbosity, 'verbosity', 0, 5))}`] : []),
			'--',
			generated ? { jobFile: playbook.path } : playbook.path,
		],
		environment: common.environment,
		workingDirectory: project,
		files: [
			...common.files,
			...(generated ? [{ path: playbook.path, content: playbook.content, mode: 0o600 }] : []),
			...(variables === undefined ? [] : [variables]),
			sweepFile(common.argv, project),
		],
		timeoutSeconds: request.timeoutSeconds,
	};
}

/** The job that tells what a run would run. Its playbook has no task, so that nothing runs whatever happens to the callback. */
export function lookJob(
	{ request, settings, place, project }: RunJob,
	mode: Exclude<JobMode, 'run'>,
	jobId: string,
): JobSpec {
	// What is wrong with the request is told before it is approved.
	runJob({ request, settings, place, project });
	const { approved: _, ...asked } = request;
	const common = commonParts({ ...asked, hash: requestHash(request), mode, settings, place, project });
	return {
		jobId,
		argv: [...common.argv, '--', { jobFile: 'look.yml' }],
		environment: common.environment,
		workingDirectory: project,
		files: [
			...common.files,
			{ path: 'look.yml', content: '[{"hosts":"all","gather_facts":false,"tasks":[]}]', mode: 0o600 },
		],
		timeoutSeconds: 300,
	};
}

/** What all jobs of a runner have in common. */
export interface CommonParts {
	readonly argv: JobArguments;
	readonly environment: JobSpec['environment'];
	readonly files: readonly JobFile[];
}

interface Wanted extends Omit<RunJob, 'request'>, RunRequest {
	readonly mode: JobMode;
	readonly hash: string;
}

function commonParts(wanted: Wanted): CommonParts {
	const limit = limitArgument(wanted.limit);
	const inventory = inventoryParts(wanted.inventory, wanted.settings);
	// What is secret is not written into the log, and so is in no file when the run is over.
	const secrets = secretsOf(wanted);
	const vault = wanted.vaultPassword === undefined || wanted.vaultPassword === '' ? undefined : wanted.vaultPassword;
	return {
		argv: [
			'ansible-playbook',
			...inventory.argv,
			...(limit.value === null ? [] : [`--limit=${limit.value}`]),
			...(vault === undefined ? [] : ['--vault-password-file', { jobFile: 'secrets/vault' }]),
		],
		environment: environmentOf(wanted),
		files: [
			callbackFile,
			{ path: 'run.json', content: askedOf(wanted, limit.names), mode: 0o600 },
			...inventory.files,
			...(secrets.length === 0 ? [] : [{ path: 'secrets/texts.json', content: JSON.stringify(secrets), mode: 0o600 }]),
			...(vault === undefined ? [] : [{ path: 'secrets/vault', content: `${vault}\n`, mode: 0o600 }]),
		],
	};
}

/** The environment begins empty: what is not here is not there. */
export function environmentOf({ settings, place }: Pick<RunJob, 'settings' | 'place'>): JobSpec['environment'] {
	const python = settings.python ?? '';
	if (python !== '') checkPath(python, 'python', false);
	return {
		PATH: place.path,
		HOME: place.home,
		USER: place.user,
		LOGNAME: place.user,
		LANG: 'C.UTF-8',
		MSP_EVENTS: { jobFile: 'events' },
		MSP_RUN: { jobFile: 'run.json' },
		MSP_SECRETS: { jobFile: 'secrets/texts.json' },
		ANSIBLE_CALLBACK_PLUGINS: { jobFile: 'callbacks' },
		ANSIBLE_CALLBACKS_ENABLED: 'msp_events',
		ANSIBLE_STDOUT_CALLBACK: 'default',
		ANSIBLE_NOCOLOR: '1',
		ANSIBLE_FORCE_COLOR: '0',
		ANSIBLE_PIPELINING: '1',
		ANSIBLE_TIMEOUT: '15',
		ANSIBLE_RETRY_FILES_ENABLED: '0',
		// Both would else be a warning, and the run would end well without having run.
		ANSIBLE_INVENTORY_UNPARSED_FAILED: '1',
		ANSIBLE_HOST_PATTERN_MISMATCH: 'error',
		// The arguments of a project's ansible.cfg stay as they are: these are added. A sweep finds processes by this mark.
		ANSIBLE_SSH_EXTRA_ARGS: '-o SendEnv=LC_N8N_JOB',
		...(python === '' ? {} : { ANSIBLE_PYTHON_INTERPRETER: python }),
	};
}

/** What the callback is asked: it looks at the same data that the run has. */
function askedOf(wanted: Wanted, names: readonly string[]): string {
	return JSON.stringify({
		mode: wanted.mode,
		request: wanted.hash,
		playbook: wanted.work.kind === 'playbook' ? wanted.work.playbook : null,
		names,
		// The listing of an inventory may be empty, a run not.
		anyHosts: wanted.mode === 'inventory',
		approved: wanted.approved ?? null,
		diff: wanted.diff,
	});
}

/** Tells two requests apart. Secrets are not in it, so that it can be kept; an approval does not change what is asked. */
export function requestHash(request: RunRequest): string {
	const { work, project, inventory, limit, tags, skipTags, variables, templates, check, diff, become } = request;
	const asked = { work, project, inventory, limit, tags, skipTags, variables, templates, check, diff, become };
	const secretNames = Object.keys(request.secretVariables).sort();
	return createHash('sha256')
		.update(canonicalJson({ ...asked, secretNames }))
		.digest('hex');
}

function inventoryParts(
	source: InventorySource,
	settings: ControllerSettings,
): { argv: JobArguments; files: JobFile[] } {
	if (source.kind === 'inline') {
		const content = inventoryJson(source.inventory);
		return { argv: ['-i', { jobFile: 'inventory.json' }], files: [{ path: 'inventory.json', content, mode: 0o600 }] };
	}
	const path = source.kind === 'path' ? source.path : settings.inventory;
	if (source.kind === 'default' && path === '') return { argv: [], files: [] };
	// An inventory may be a program: what an item names has to be the project's.
	checkPath(path, 'inventory', source.kind === 'path' && path !== settings.inventory);
	return { argv: [`--inventory=${path}`], files: [] };
}

function playbookOf({ work }: RunRequest): { path: string; content: string } {
	if (work.kind === 'module') return { path: 'module.yml', content: modulePlaybook(work) };
	if (work.kind === 'script') {
		throw new InputError('work', 'is a script', 'Run scripts by the runner of scripts.');
	}
	checkPath(work.playbook, 'playbook', true);
	return { path: work.playbook, content: '' };
}

function variablesFile({ variables, secretVariables, templates, vaultPassword }: RunRequest): JobFile | undefined {
	const twice = Object.keys(secretVariables).find((name) => Object.hasOwn(variables, name));
	if (twice !== undefined) {
		throw new InputError('secretVariables', `has ${shown(twice)}, which variables has too`, 'Give it once.');
	}
	mustBeHidden(secretVariables, vaultPassword);
	for (const name of templates) checkVariableName(name, 'templates');
	const wrapped = {
		...wrappedVariables(variables, 'variables', templates),
		...wrappedVariables(secretVariables, 'secretVariables'),
	};
	if (Object.keys(wrapped).length === 0) return undefined;
	return { path: 'secrets/vars.json', content: JSON.stringify(wrapped), mode: 0o600 };
}

/** Tags travel as one argument with commas between them. */
function wordList(words: readonly string[], field: string): string {
	const wrong = words.find((word) => !/^[\p{L}\p{N}_][\p{L}\p{N}_.:-]*$/u.test(word) || word.length > textLimits.key);
	if (wrong === undefined && words.length <= mostEntries) return words.join(',');
	throw new InputError(
		field,
		`has ${shown(wrong ?? '')}, which is no tag`,
		'Use letters, digits, dots, colons, hyphens and underscores.',
	);
}

function whole(value: number, field: string, least: number, most: number): number {
	if (Number.isInteger(value) && value >= least && value <= most) return value;
	throw new InputError(field, `is ${value}`, `Give a whole number from ${least} to ${most}.`);
}

/** The request of a look at an inventory. */
export function inventoryRequest(runId: string, source: InventorySource, project: string, limit: RunLimit): RunRequest {
	return {
		runId,
		work: { kind: 'module', module: 'ansible.builtin.ping', arguments: {} },
		project,
		inventory: source,
		limit,
		tags: [],
		skipTags: [],
		variables: {},
		secretVariables: {},
		templates: [],
		check: true,
		diff: false,
		become: false,
		verbosity: 0,
		timeoutSeconds: 300,
	};
}
