import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { endProcess, markOf, signalGroup } from './alive';
import { readJson, writeWhole } from './files';
import { Told } from './told';

export interface ChildOptions {
	/** Of the part: its log and its pid file bear it. */
	readonly name: string;
	/** What people call it. */
	readonly title: string;
	readonly folder: string;
	readonly command: readonly [program: string, ...args: string[]];
	readonly environment: Readonly<Record<string, string>>;
	/** Resolves once the part can be used. */
	readonly ready: (child: ChildProcess, log: () => Promise<string>) => Promise<void>;
	readonly readySeconds: number;
	/** A channel for messages, which also tells the part when this process is gone. */
	readonly channel?: boolean;
}

export interface RunningChild {
	readonly pid: number;
	readonly logFile: string;
	/** Resolves with a sentence when the part ends without having been asked. */
	readonly died: Promise<string>;
	stop(graceMs?: number): Promise<void>;
	/** SIGKILL to it and to its children, as a power cut. */
	kill(): Promise<void>;
}

/**
 * Starts a part of the stack in a process group of its own, so that Ctrl-C reaches only this process, which stops the
 * parts in their order.
 *
 * @throws Told with the last lines of its log where it ends early, or is not ready in time.
 */
export async function startChild(options: ChildOptions): Promise<RunningChild> {
	const { name, title, folder, command, environment } = options;
	const logFile = await newLog(folder, name);
	const output = openSync(logFile, 'a', 0o600);
	const [program, ...args] = command;
	const child = spawn(program, args, {
		detached: true,
		env: environment,
		stdio: ['ignore', output, output, ...(options.channel ? (['ipc'] as const) : [])],
	});
	closeSync(output);

	let asked = false;
	let waiting = true;
	const log = async () => {
		// So that a wait for certain words ends with the wait for the part.
		if (!waiting) throw new Error(`nobody waits for ${title} any more`);
		return await readFile(logFile, 'utf8').catch(() => '');
	};
	const ended = new Promise<string>((resolve) => {
		child.once('error', (error) => resolve(`could not be started: ${error.message}`));
		child.once('exit', (code, signal) => resolve(`ended unexpectedly (${signal ?? `code ${code ?? 1}`})`));
	});
	const { pid } = child;
	const mark = pid === undefined ? undefined : await markOf(pid);
	if (mark) await writeWhole(pidFile(folder, name), JSON.stringify(mark));

	const late = wait(options.readySeconds * 1000, `is not ready after ${options.readySeconds} seconds`, { ref: false });
	const ready = options.ready(child, log).then(() => undefined);
	ready.catch(() => undefined);
	const problem = await Promise.race([ready, ended, late]);
	waiting = false;
	if (problem !== undefined || pid === undefined) {
		if (mark) await endProcess(mark, 2000);
		throw new Told(`${title} ${problem ?? 'could not be started'}. ${await lastWords(logFile)}`);
	}
	child.unref();
	child.channel?.unref();

	const gone = async () => {
		child.ref();
		await ended;
		signalGroup(pid, 'SIGKILL');
		await rm(pidFile(folder, name), { force: true });
	};
	return {
		pid,
		logFile,
		died: ended.then(async (how) => (asked ? await new Promise<never>(() => undefined) : `${title} ${how}.`)),
		stop: async (graceMs = 15_000) => {
			asked = true;
			if (mark) await endProcess(mark, graceMs);
			await gone();
		},
		kill: async () => {
			asked = true;
			signalGroup(pid, 'SIGKILL');
			await gone();
		},
	};
}

const markSchema = z.object({ pid: z.number(), began: z.string() });

/** Stops what an earlier process that was killed has left running for this folder. Gives the names. */
export async function stopLeftovers(folder: string): Promise<string[]> {
	const files = await readdir(runFolder(folder)).catch(() => []);
	const names = files.filter((file) => file.endsWith('.pid')).map((file) => file.slice(0, -'.pid'.length));
	await Promise.all(
		names.map(async (name) => {
			const mark = markSchema.safeParse(await readJson(pidFile(folder, name)));
			if (mark.success) await endProcess(mark.data, 10_000);
			await rm(pidFile(folder, name), { force: true });
		}),
	);
	return names;
}

/** The end of a log, for a failure message. */
export async function lastWords(logFile: string): Promise<string> {
	const lines = (await readFile(logFile, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-8);
	return `The end of ${logFile}:\n${lines.map((line) => `    ${line}`).join('\n')}`;
}

export const runFolder = (folder: string) => join(folder, 'run');
const pidFile = (folder: string, name: string) => join(runFolder(folder), `${name}.pid`);

/** Each start has a log of its own; the one before is kept beside it. */
async function newLog(folder: string, name: string): Promise<string> {
	const file = join(folder, 'logs', `${name}.log`);
	await mkdir(join(folder, 'logs'), { recursive: true });
	if (existsSync(file)) await rename(file, join(folder, 'logs', `${name}.previous.log`));
	return file;
}
