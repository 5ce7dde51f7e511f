import { openJobs, type JobHost, type JobLook } from '../../jobs';
import { ExternalError } from '../../kernel/errors';
import { redact } from '../../kernel/redaction';
import type { SshHost } from '../../ssh';
import { judge, refusal } from '../judge';
import type { InventorySource, RunLimit, RunOrigin, RunRequest } from '../request';
import type { ProjectHost, RunLook, RunName, Runner, StartedRun } from '../runner';
import { hostsOf } from '../runReading';
import { lookWithoutSecrets, secretsOf } from '../secretsOfRun';
import { follow, freshLog, newFollowed, type Followed } from './follow';
import { listingOf } from './inventoryListing';
import { lookAt, originIn, refused } from './lookAtProject';
import { placeOf, projectOf, type Place } from './place';
import { probe } from './probe';
import { projectHost } from './projects';
import { environmentOf, inventoryRequest, requestHash, runJob, type RunJob } from './runJob';
import type { ControllerSettings } from './settings';
import { stateOfJob } from './stateOfJob';
import { sweepTargets } from './sweep';

/** How long a start waits to hear what the run runs. A run that waits for another one, or for a slow inventory, tells later. */
const originSeconds = 60;
/** How long the directory of a run is kept on the controller. */
const keptDays = 90;

/** What this object remembers of a run. Another object reads it from the controller again. */
interface Remembered {
	readonly followed: Followed;
	readonly secrets: readonly string[];
	readonly vaultPassword: string | undefined;
}

/** Opens Ansible on a controller over SSH. Nothing is asked of it before the first call. */
export function openController(host: SshHost, settings: ControllerSettings): Runner {
	return new Controller(host, settings);
}

class Controller implements Runner {
	readonly kind = 'controller';
	readonly name: string;
	readonly notReported: readonly string[] = [];
	readonly projects: ProjectHost;
	private readonly jobs: JobHost;
	private readonly runs = new Map<string, Remembered>();
	private readonly sweeps = new Map<string, Promise<string[]>>();
	private placed: Promise<Place> | undefined;
	private tidied = false;

	constructor(
		private readonly host: SshHost,
		private readonly settings: ControllerSettings,
	) {
		this.name = host.name;
		this.projects = projectHost(host, settings);
		this.jobs = openJobs(host, { directory: settings.jobsDirectory });
	}

	async inspect(request: RunRequest): Promise<RunOrigin> {
		const origin = originIn(await lookAt(this.jobs, await this.jobOf(request), 'inspect'));
		// What the disk of a controller keeps of runs and looks has an end, too. The ledger has the results.
		if (!this.tidied) await this.jobs.removeOld(keptDays).catch(() => 0);
		this.tidied = true;
		return origin;
	}

	async start(request: RunRequest): Promise<StartedRun> {
		const spec = runJob(await this.jobOf(request));
		const existing = await this.begin(spec, request);
		const remembered: Remembered = {
			followed: newFollowed(),
			secrets: secretsOf(request),
			vaultPassword: request.vaultPassword,
		};
		this.runs.set(request.runId, remembered);
		const origin = await this.originOf(request, remembered.followed);
		return { existing, origin, reference: request.runId };
	}

	/** @returns true when the run is there already. */
	private async begin(spec: ReturnType<typeof runJob>, request: RunRequest): Promise<boolean> {
		try {
			return (await this.jobs.start(spec)).existing;
		} catch (fault) {
			if (!(fault instanceof ExternalError) || fault.errorClass !== 'exists') throw fault;
			// The same request may make another job: with a new password, or by another version of the pack.
			const followed = newFollowed();
			await follow(this.jobs, request.runId, followed, 0);
			if (followed.reading.start?.request !== requestHash(request)) throw fault;
			return true;
		}
	}

	/** Waits until the run tells what it runs. It does so before its first task. */
	private async originOf(request: RunRequest, followed: Followed): Promise<RunOrigin> {
		const until = performance.now() + 1000 * originSeconds;
		for (;;) {
			const left = (until - performance.now()) / 1000;
			const { state } = await follow(this.jobs, request.runId, followed, Math.max(0, Math.min(left, 10)));
			const { reading } = followed;
			if (reading.refused !== undefined && reading.plays === 0) {
				throw refused(redact(refusal(reading.refused), secretsOf(request)));
			}
			// A refusal follows in the same moment, or the first play does.
			const told = reading.start !== undefined && (reading.plays > 0 || request.approved === undefined);
			if (told || state === 'done' || state === 'lost' || state === 'unknown' || left <= 0) break;
		}
		return followed.reading.start?.origin ?? request.approved ?? originIn(followed.reading);
	}

	async look(run: RunName, cursor = '', waitSeconds = 0): Promise<RunLook> {
		const from = Number(/^\d{1,15}$/.exec(cursor)?.[0] ?? 0);
		const remembered = this.remembered(run.runId, from);
		const { followed } = remembered;
		const seen = await follow(this.jobs, run.runId, followed, waitSeconds);
		const ended = seen.state === 'done' || seen.state === 'lost';
		const secrets = [...new Set([...run.secrets, ...remembered.secrets])].filter((secret) => secret !== '');
		const leftOnTargets = ended ? await this.sweepAfter(run.runId, remembered, seen) : [];
		const log = freshLog(followed, from, ended);
		const look = {
			state: stateOfJob[seen.state],
			hosts: hostsOf(followed.reading),
			log,
			...(ended && {
				outcome: judge({
					runId: run.runId,
					check: run.check,
					reading: followed.reading,
					ending: seen.state === 'done' ? seen.ending : undefined,
					errors: followed.errors,
					logTail: followed.logTail,
					leftovers: [...(seen.leftovers ?? []), ...leftOnTargets],
					notReported: this.notReported,
				}),
			}),
		};
		return { ...lookWithoutSecrets(look, secrets), cursor: String(followed.given) };
	}

	private remembered(runId: string, from: number): Remembered {
		const known = this.runs.get(runId);
		if (known !== undefined && known.followed.given <= from) return known;
		const again: Remembered = {
			followed: newFollowed(),
			secrets: known?.secrets ?? [],
			vaultPassword: known?.vaultPassword,
		};
		this.runs.set(runId, again);
		return again;
	}

	async cancel(run: RunName): Promise<void> {
		this.sweeps.delete(run.runId);
		await this.jobs.cancel(run.runId);
		const remembered = this.runs.get(run.runId) ?? this.remembered(run.runId, 0);
		const seen = await follow(this.jobs, run.runId, remembered.followed, 0);
		await this.sweepAfter(run.runId, remembered, seen);
	}

	/** A run that did not end by itself may go on where it was. Whoever asks at the same time has the same sweep. */
	private async sweepAfter(runId: string, remembered: Remembered, { state, ending }: JobLook): Promise<string[]> {
		const cutOff = state === 'lost' || ending?.why === 'timeout' || ending?.why === 'cancelled';
		if (!cutOff || remembered.followed.reading.plays === 0) return [];
		const place = await this.place();
		const environment = environmentOf({ settings: this.settings, place });
		const sweep =
			this.sweeps.get(runId) ?? sweepTargets(this.jobs, runId, place, environment, remembered.vaultPassword);
		this.sweeps.set(runId, sweep);
		return await sweep;
	}

	async inventory(source: InventorySource, project: string, limit: RunLimit = { kind: 'all' }) {
		const request = inventoryRequest('look', source, project, limit);
		return listingOf(await lookAt(this.jobs, await this.jobOf(request), 'inventory'));
	}

	async test(): Promise<string> {
		return await probe(this.host, await this.place(), this.settings);
	}

	async close(): Promise<void> {
		await this.host.close();
	}

	private async jobOf(request: RunRequest): Promise<RunJob> {
		const place = await this.place();
		return { request, settings: this.settings, place, project: projectOf(request.project, this.settings, place) };
	}

	private async place(): Promise<Place> {
		this.placed ??= placeOf(this.host, this.settings).catch((fault: unknown) => {
			this.placed = undefined;
			throw fault;
		});
		return await this.placed;
	}
}
