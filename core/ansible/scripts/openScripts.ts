import { openJobs, type JobCursor, type JobHost, type JobLook } from '../../jobs';
import { ExternalError } from '../../kernel/errors';
import type { SshHost } from '../../ssh';
import { runScript, type ScriptAnswer } from '../controller/hostScript';
import { placeOf, projectOf, type Place } from '../controller/place';
import { projectHost } from '../controller/projects';
import { checkPath, type ControllerSettings } from '../controller/settings';
import { stateOfJob } from '../controller/stateOfJob';
import { probeJobs } from '../../jobs';
import { refusal } from '../judge';
import type { Inventory, RunOrigin, RunRequest } from '../request';
import type { RunLook, RunName, Runner, Script, ScriptHost, StartedRun } from '../runner';
import { lookWithoutSecrets } from '../secretsOfRun';
import { cursorOf, endOf, followLines, writtenCursor } from './follow';
import { scriptsIn } from './help';
import { localeOf, localeVariables, localeWarning } from './locale';
import { scriptFault } from './scriptFault';
import {
	readRecord,
	recordFile,
	requestHash,
	scriptJob,
	scriptRequestOf,
	type FoundScript,
	type ScriptRecord,
	type ScriptRequest,
} from './scriptJob';
import { notReported, scriptOutcome } from './scriptOutcome';

/** Opens the scripts of projects on a controller over SSH. Nothing is asked of it before the first call. */
export function openScripts(host: SshHost, settings: ControllerSettings): Runner {
	return new Scripts(host, settings);
}

class Scripts implements Runner {
	readonly kind = 'scripts';
	readonly name: string;
	readonly notReported: readonly string[] = notReported;
	readonly projects;
	readonly scripts: ScriptHost;
	private readonly jobs: JobHost;
	private placed: Promise<Place> | undefined;

	constructor(
		private readonly host: SshHost,
		private readonly settings: ControllerSettings,
	) {
		this.name = host.name;
		this.jobs = openJobs(host, { directory: settings.jobsDirectory });
		this.projects = projectHost(host, settings);
		this.scripts = { list: async (...given) => await this.list(...given) };
	}

	async inspect(request: RunRequest): Promise<RunOrigin> {
		return (await this.find(scriptRequestOf(request))).origin;
	}

	async start(request: RunRequest): Promise<StartedRun> {
		const wanted = scriptRequestOf(request);
		const reference = wanted.runId;
		const found = await this.find(wanted);
		// A repeat attaches to what runs, also when the project is another one by now.
		const former = await this.record(wanted.runId);
		if (former !== undefined) return { existing: true, origin: sameRun(former, wanted).origin, reference };
		refuseOther(request.approved, found.origin);
		const { home, user, path } = await this.place();
		const record: ScriptRecord = {
			request: requestHash(wanted),
			script: wanted.script,
			warnings: found.hasLocale ? [] : [localeWarning(this.name, found.locale)],
			origin: { ...found.origin, inventoryHash: null, hosts: [this.controller] },
		};
		const environment = {
			...{ PATH: path, HOME: home, USER: user, LOGNAME: user },
			...localeVariables(found.locale, found.hasLocale),
		};
		try {
			const { existing } = await this.jobs.start(scriptJob(wanted, found, environment, record));
			return { existing, origin: found.origin, reference };
		} catch (fault) {
			if (!(fault instanceof ExternalError) || fault.errorClass !== 'exists') throw fault;
			const first = await this.record(wanted.runId);
			if (first === undefined) throw fault;
			return { existing: true, origin: sameRun(first, wanted).origin, reference };
		}
	}

	async look({ runId, secrets }: RunName, cursor = '', waitSeconds = 0): Promise<RunLook> {
		const from = cursorOf(cursor);
		const { seen, log, next, ended } = await followLines(this.jobs, runId, from, waitSeconds);
		const outcome = ended ? await this.outcome(runId, seen, next) : undefined;
		const look = {
			// Not before all of its output was told.
			state: seen.more ? ('running' as const) : stateOfJob[seen.state],
			hosts: outcome?.hosts ?? [],
			log,
			...(outcome && { outcome }),
		};
		return { ...lookWithoutSecrets(look, secrets), cursor: writtenCursor(next) };
	}

	async cancel({ runId }: RunName): Promise<void> {
		await this.jobs.cancel(runId);
	}

	async inventory(): Promise<Inventory> {
		return await Promise.reject(
			new ExternalError(
				'invalid',
				`${this.name}: scripts have no inventory`,
				'Choose a playbook, or Ansible on the controller.',
			),
		);
	}

	async test(): Promise<string> {
		const { problems, directory, missingPrograms } = await probeJobs(
			this.host,
			{ directory: this.settings.jobsDirectory },
			['git', 'timeout'],
		);
		const all = [...problems, ...missingPrograms.map((program) => `${this.name} has no ${program}. Install it.`)];
		if (all.length > 0) throw new ExternalError('invalid', all.join(' '), 'Mend that on the controller.');
		return `${this.name} runs scripts; its jobs are in ${directory}.`;
	}

	async close(): Promise<void> {
		await this.host.close();
	}

	/** The controller, as the one host of a run. */
	private get controller(): string {
		return this.name.replace(/^[^@]*@/, '').replace(/:\d+$/, '');
	}

	private async find(wanted: ScriptRequest): Promise<FoundScript & { locale: string; hasLocale: boolean }> {
		const locale = localeOf(wanted.locale);
		const project = projectOf(wanted.project, this.settings, await this.place());
		const { words, lines } = await this.ask('scripts/find.sh', [project, wanted.script, locale], 120);
		const [commit = '-', changes = '-', hasLocale = 'yes'] = words;
		const [directory = '', file = ''] = lines;
		return {
			...{ directory, file, locale },
			hasLocale: hasLocale === 'yes',
			origin: {
				commit: commit === '-' ? null : commit,
				changesHash: changes === '-' ? null : changes,
				inventoryHash: null,
				hosts: [this.controller],
			},
		};
	}

	private async list(project: string, directory: string, given: string): Promise<readonly Script[]> {
		if (directory !== '') checkPath(directory, 'directory', true);
		const place = await this.place();
		const found = projectOf(project, this.settings, place);
		const locale = localeOf(given);
		const { words } = await this.ask('scripts/find.sh', [found, '', locale], 120);
		const { LANG = '', LC_CTYPE = '' } = localeVariables(locale, words[2] === 'yes');
		const { lines } = await this.ask(
			'scripts/list.sh',
			[found, directory, place.jobs, place.path, LANG, LC_CTYPE],
			120,
		);
		return scriptsIn(lines);
	}

	private async ask(file: string, given: readonly string[], seconds: number): Promise<ScriptAnswer> {
		return await runScript(this.host, {
			file,
			arguments: given,
			seconds,
			refused: (what, said) => scriptFault(this.name, what, said),
		});
	}

	private async outcome(runId: string, seen: JobLook, end: JobCursor) {
		const { log, errors } = await endOf(this.jobs, runId, end);
		const record = (await this.record(runId)) ?? unknownRecord;
		return scriptOutcome({
			...{ runId, record, log, errors },
			host: this.controller,
			ending: seen.state === 'done' ? seen.ending : undefined,
			leftovers: seen.leftovers,
		});
	}

	/** What was written beside a run; undefined when there is no such run. */
	private async record(runId: string): Promise<ScriptRecord | undefined> {
		const { jobs } = await this.place();
		const { exitCode, stdout } = await this.host.run({
			argv: ['cat', `${jobs}/jobs/${runId}/${recordFile}`],
			mayExitWith: 'any',
			timeoutMs: 30_000,
		});
		return exitCode === 0 ? readRecord(stdout) : undefined;
	}

	private async place(): Promise<Place> {
		this.placed ??= placeOf(this.host, this.settings).catch((fault: unknown) => {
			this.placed = undefined;
			throw fault;
		});
		return await this.placed;
	}
}

const unknownRecord: ScriptRecord = {
	request: '',
	script: 'the script',
	warnings: [],
	origin: { commit: null, changesHash: null, inventoryHash: null, hosts: [] },
};

/** @throws ExternalError when a run with the ID is of another request. */
function sameRun(record: ScriptRecord, wanted: ScriptRequest): ScriptRecord {
	if (record.request === requestHash(wanted)) return record;
	throw new ExternalError(
		'exists',
		`the run ${wanted.runId} is of another script or has other arguments`,
		'Give the changed run an ID of its own.',
	);
}

/** @throws ExternalError when what would run is not what was approved. */
function refuseOther(approved: RunOrigin | undefined, found: RunOrigin): void {
	if (approved === undefined) return;
	const parts = (['commit', 'changesHash'] as const).filter((part) => approved[part] !== found[part]);
	const hosts = approved.hosts !== null && approved.hosts.join() !== (found.hosts ?? []).join() ? ['hosts'] : [];
	if (parts.length + hosts.length === 0) return;
	throw new ExternalError(
		'invalid',
		refusal({ reason: 'approval', message: '', parts: [...parts, ...hosts] }),
		'Have it approved again as it is now.',
	);
}
