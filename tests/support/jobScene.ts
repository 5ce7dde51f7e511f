import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jobBeginning, openJobs, type JobHost, type JobLook, type JobSpec } from '../../core/jobs';
import type { SshHost } from '../../core/ssh';
import {
	sshdProgram,
	startOpenSshServer,
	type OpenSshOptions,
	type OpenSshServer,
} from '../../stack/machines/openSshServer';
import { freePort } from '../../stack/parts/ports';
import { openByKey } from './sshScene';

/** What the tests of jobs lack here. */
export const lackingForJobs =
	sshdProgram() === undefined ? 'OpenSSH is not installed: install openssh-server' : undefined;

/** A real OpenSSH server, and the jobs of whoever runs the test on it. */
export interface JobScene {
	readonly server: OpenSshServer;
	/** The folder of the jobs: its name has a space, a quote and an accent. */
	readonly directory: string;
	readonly host: SshHost;
	readonly jobs: JobHost;
	/** One more connection. It is closed with the scene. */
	connect(): SshHost;
	/** A file of a job, as it lies there. */
	fileOf(jobId: string, path: string): string;
	close(): Promise<void>;
}

export async function createJobScene(
	options: Partial<Pick<OpenSshOptions, 'settings' | 'within'>> & { directory?: string } = {},
): Promise<JobScene> {
	const folder = mkdtempSync(join(tmpdir(), 'msp-jobs-'));
	const server = await startOpenSshServer({ folder: join(folder, 'sshd'), port: await freePort(), ...options });
	const directory = options.directory ?? join(folder, `jobs d'été`);
	const opened: SshHost[] = [];
	const connect = () => {
		const host = openByKey(server);
		opened.push(host);
		return host;
	};
	mkdirSync(folder, { recursive: true });
	const host = connect();
	return {
		server,
		directory,
		host,
		jobs: openJobs(host, { directory }),
		connect,
		fileOf: (jobId, path) => readFileSync(join(directory, 'jobs', jobId, path), 'utf8'),
		close: async () => {
			await Promise.all(opened.map(async (one) => await one.close()));
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** A job that runs a script of sh. */
export function shellJob(jobId: string, script: string, more: Partial<JobSpec> = {}): JobSpec {
	return {
		jobId,
		argv: ['sh', '-c', script],
		environment: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
		files: [],
		timeoutSeconds: 60,
		...more,
	};
}

/** Everything that a job wrote, once it is at its end. */
export async function followed(
	jobs: JobHost,
	jobId: string,
	from = jobBeginning,
): Promise<JobLook & { readonly looks: number }> {
	let [cursor, looks] = [from, 0];
	const all = { events: [] as string[], log: '', errors: '' };
	for (;;) {
		const look = await jobs.look(jobId, cursor, 5);
		looks++;
		cursor = look.cursor;
		all.events.push(...look.events);
		all.log += look.log;
		all.errors += look.errors;
		if (!look.more && (look.state === 'done' || look.state === 'lost' || look.state === 'unknown')) {
			return { ...look, ...all, looks };
		}
	}
}

/** Waits until something holds, for ten seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
	for (let tries = 0; tries < 200; tries++) {
		if (await holds()) return;
		await pause(50);
	}
	throw new RangeError(`not within ten seconds: ${what}`);
}
