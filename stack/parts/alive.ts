import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A process that can be told from a later one with the same number. */
export interface ProcessMark {
	readonly pid: number;
	/** When it began, in the system's own words. */
	readonly began: string;
}

/** Undefined where there is no such process. */
export async function markOf(pid: number): Promise<ProcessMark | undefined> {
	const began = (await beganByProc(pid)) ?? (await beganByPs(pid));
	return began === undefined ? undefined : { pid, began };
}

export async function isAlive(mark: ProcessMark): Promise<boolean> {
	return (await markOf(mark.pid))?.began === mark.began;
}

/** Asks a process, and all of its group, to end; makes it after the grace. */
export async function endProcess(mark: ProcessMark, graceMs: number): Promise<void> {
	if (!(await isAlive(mark))) return;
	signalGroup(mark.pid, 'SIGTERM');
	const deadline = Date.now() + graceMs;
	while (Date.now() < deadline) {
		await wait(50);
		if (!(await isAlive(mark))) break;
	}
	// Children that stayed behind go too.
	signalGroup(mark.pid, 'SIGKILL');
	for (let left = 100; left > 0 && (await isAlive(mark)); left--) await wait(50);
}

/** The parts of the stack lead groups of their own; where the group is gone, nothing happens. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

/**
 * Linux: the 22nd field of `stat`, in ticks since the machine began. A dead child that nobody has asked after is gone, once
 * none of its threads is left: until then its ports are open.
 */
async function beganByProc(pid: number): Promise<string | undefined> {
	const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
	const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
	const [state, threads, began] = [fields?.[0], Number(fields?.[17]), fields?.[19]];
	return state === 'Z' && threads <= 1 ? undefined : began;
}

async function beganByPs(pid: number): Promise<string | undefined> {
	if (process.platform === 'linux') return undefined;
	const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({
		stdout: '',
	}));
	return stdout.trim() || undefined;
}
