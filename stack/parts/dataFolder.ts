import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { chosenVersion, compare } from '../n8n/versions';
import { stopLeftovers } from './child';
import { databaseFolder } from './database';
import { stopPostgres } from './embeddedPostgres';
import { readJson, root, writeWhole } from './files';
import { usualFolders } from './folders';
import { runningOn } from './lock';
import type { Progress } from './progress';
import { runProgram } from './run';
import { Told } from './told';

/** Data had no mark while there was this one version. */
const unmarked = '2.4.8';

const data = ['n8n', 'postgres', 'standins', 'machines', 'mails', 'settings.json', 'paypal-signing.json'];
const passing = ['logs', 'run'];
const markFile = 'version.json';
/** What is copied is here until it is whole. */
const unfinished = '.copying';
const mark = z.object({ n8n: z.string() });

/** Data of one version of n8n. */
export interface VersionData {
	readonly folder: string;
	readonly version: string;
}

/** The version of n8n that the data in a folder is of; undefined if there is none. */
export async function versionOfData(folder: string): Promise<string | undefined> {
	const known = mark.safeParse(await readJson(join(folder, markFile)));
	if (known.success) return known.data.n8n;
	return ['n8n', 'postgres'].some((name) => existsSync(join(folder, name))) ? unmarked : undefined;
}

/** The newest data of an n8n that is older than this version. */
export async function newestBefore(version: string, folders?: readonly string[]): Promise<VersionData | undefined> {
	const found = await Promise.all(
		(folders ?? (await usualFolders())).map(async (folder) => ({
			folder,
			version: (await versionOfData(folder)) ?? version,
		})),
	);
	const older = found.filter((one) => compare(one.version, version) < 0);
	return older.sort((one, other) => compare(one.version, other.version)).at(-1);
}

/**
 * Marks a folder as that of a version of n8n, before anything is written into it.
 *
 * @throws Told, with the two ways out, when it holds data of another version: a newer n8n changes what it opens for good,
 * and an older one does not understand it.
 */
export async function claimData(folder: string, version: string): Promise<void> {
	const held = await versionOfData(folder);
	if (held !== undefined && existsSync(join(folder, unfinished))) {
		throw new Told(`The copy of older data in ${folder} stopped half-way: make it again with --reset --upgrade.`);
	}
	if (held === undefined || held === version) {
		await writeWhole(join(folder, markFile), JSON.stringify({ n8n: version }));
		return;
	}
	const begin = `${folder} holds data of n8n ${held}`;
	throw new Told(
		compare(held, version) < 0
			? `${begin}, which n8n ${version} would change for good. Start the n8n that it is of (--n8n ${held}), or give a copy to n8n ${version}: --folder <a new folder> --upgrade-from ${folder}.`
			: `${begin}, and n8n ${version} is older and must not open it. Start the n8n that it is of (--n8n ${held}), or name another --folder.`,
	);
}

/**
 * Copies the data of an older n8n into a folder without data, for a newer one to upgrade. What it was copied from stays.
 *
 * @throws Told when a stack runs on it, when it has no older data, or when the folder has data already.
 */
export async function copyForUpgrade(from: string, to: string, { during }: Pick<Progress, 'during'>): Promise<void> {
	const { version } = chosenVersion();
	const [source, held] = [await versionOfData(from), await versionOfData(to)];
	if (source === undefined) throw new Told(`There is no data in ${from}.`);
	if (compare(source, version) > 0)
		throw new Told(`${from} holds data of n8n ${source}, which is newer than n8n ${version}: there is no way back.`);
	if (held !== undefined) {
		throw new Told(`${to} holds data of n8n ${held} already: add --reset to remove it, or name another --folder.`);
	}
	const running = await runningOn(from);
	if (running) throw new Told(`The stack runs on ${from} (process ${running.pid}): stop it with Ctrl-C first.`);
	await stopPostgres(databaseFolder(from));
	await stopLeftovers(from);
	await during(`Copying the data of n8n ${source}`, async () => {
		const making = join(to, unfinished);
		await rm(making, { recursive: true, force: true });
		await mkdir(making, { recursive: true });
		const there = data.filter((name) => existsSync(join(from, name)));
		for (const name of there) await copy(join(from, name), join(making, name));
		// The mark comes first: a copy that stops half-way is not taken for data from before there were marks.
		await writeWhole(join(to, markFile), JSON.stringify({ n8n: version }));
		for (const name of there) await rename(join(making, name), join(to, name));
		await rm(making, { recursive: true });
	});
}

/** With owners and special files: PostgreSQL's data is another user's, and machines keep more than plain files. */
async function copy(from: string, to: string): Promise<void> {
	if (process.platform === 'win32') {
		await cp(from, to, { recursive: true });
		return;
	}
	await runProgram(['cp', '-a', from, to], { folder: root, purpose: `Copying ${from}` });
}

/** Removes all data of a stack that does not run, without asking. */
export async function resetData(folder: string): Promise<void> {
	const running = await runningOn(folder);
	if (running) throw new Told(`The stack runs (process ${running.pid}): stop it with Ctrl-C before it begins anew.`);
	await stopPostgres(databaseFolder(folder));
	await stopLeftovers(folder);
	const all = [...data, ...passing, markFile, unfinished];
	await Promise.all(all.map(async (name) => await rm(join(folder, name), { recursive: true, force: true })));
}
