import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive, markOf } from './alive';
import { runFolder } from './child';
import { readJson, writeWhole } from './files';
import { Told } from './told';

const runningSchema = z.object({
	pid: z.number(),
	began: z.string(),
	startedAt: z.string(),
	/** Whether everything has come up. */
	ready: z.boolean(),
	ports: z.record(z.string(), z.number()),
	versions: z.record(z.string(), z.string()),
	/** The process number of each part. */
	pids: z.record(z.string(), z.number()),
});
/** What a running stack tells other commands of itself. */
export type RunningRecord = Readonly<z.infer<typeof runningSchema>>;

const recordFile = (folder: string) => join(runFolder(folder), 'stack.json');

/** The stack that runs on a folder; undefined where none does. */
export async function runningOn(folder: string): Promise<RunningRecord | undefined> {
	const { data } = runningSchema.safeParse(await readJson(recordFile(folder)));
	return data && (await isAlive(data)) ? data : undefined;
}

/** @throws Told where a stack already runs on the folder. */
export async function takeFolder(folder: string, ports: RunningRecord['ports']): Promise<void> {
	const running = await runningOn(folder);
	if (running) {
		throw new Told(
			`The stack already runs on ${folder} (process ${running.pid}): see \`npm run status\`, or stop it with Ctrl-C where it runs.`,
		);
	}
	await tellRunning(folder, { ready: false, ports, versions: {}, pids: {} });
}

export async function tellRunning(
	folder: string,
	told: Pick<RunningRecord, 'ready' | 'ports' | 'versions' | 'pids'>,
): Promise<void> {
	const mark = await markOf(process.pid);
	if (!mark) throw new Error('the system does not tell when this process began');
	const record: RunningRecord = { ...mark, ...told, startedAt: new Date().toISOString() };
	await writeWhole(recordFile(folder), JSON.stringify(record, null, '\t'));
}

export async function leaveFolder(folder: string): Promise<void> {
	await rm(recordFile(folder), { force: true });
}
