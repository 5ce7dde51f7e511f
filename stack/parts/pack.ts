import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { markOf, isAlive } from './alive';
import { hashOfFiles, readJson, root, writeWhole } from './files';
import type { Progress } from './progress';
import { runNpm } from './run';

const name = 'n8n-nodes-msp';
const pages = ['docs', 'stack/ansible'];
const sources = ['commands', 'core', 'nodes', 'credentials', 'database', 'workflows', ...pages].map((folder) =>
	join(root, folder),
);
const settings = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'gulpfile.js'].map((file) =>
	join(root, file),
);
const cache = join(root, 'node_modules/.cache', name);

/** Where a user's n8n keeps community packages: with their exact names as node types. */
export const nodesFolder = (n8nFolder: string) => join(n8nFolder, '.n8n/nodes');
export const installedPack = (n8nFolder: string) => join(nodesFolder(n8nFolder), 'node_modules', name);

/**
 * Builds the pack, packs it as it is published and installs it below an n8n user folder, as n8n's own installer does.
 * What has not changed since the last time is not done again. Gives the hash of the sources.
 */
export async function installPack(n8nFolder: string, building: Building): Promise<string> {
	const hash = await hashOfFiles([...sources, ...settings]);
	const stamp = join(nodesFolder(n8nFolder), 'pack.json');
	const known = await readJson(stamp);
	if (known === hash && existsSync(installedPack(n8nFolder))) return hash;
	const installed = await withLock(async () => await installedCopy(hash, building));
	await rm(installedPack(n8nFolder), { recursive: true, force: true });
	await mkdir(nodesFolder(n8nFolder), { recursive: true });
	await cp(installed, nodesFolder(n8nFolder), { recursive: true, verbatimSymlinks: true });
	await writeWhole(stamp, JSON.stringify(hash));
	return hash;
}

/** The tarball of the pack as it is published, made once for a state of the sources. */
export async function packedTarball(building: Building): Promise<string> {
	const hash = await hashOfFiles([...sources, ...settings]);
	const folder = await withLock(async () => await installedCopy(hash, building));
	return join(folder, await tarballIn(folder));
}

async function tarballIn(folder: string): Promise<string> {
	const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
	if (tarball === undefined) throw new Error('npm pack made no tarball');
	return tarball;
}

/** How a pack is built: who hears of it, where its log is, and what ends it. */
export interface Building {
	readonly during: Progress['during'];
	readonly logFile: string;
	readonly signal?: AbortSignal;
}

/** A folder with the pack installed in it, from the tarball; made once for a state of the sources. */
async function installedCopy(hash: string, { during, logFile, signal }: Building): Promise<string> {
	const folder = join(cache, hash);
	if (existsSync(folder)) return folder;
	const more = { logFile, signal };
	await during('Building the pack', async () => {
		await runNpm(['run', '--silent', 'build'], { folder: root, purpose: 'Building the pack', ...more });
	});
	return await during('Packing it and installing it as n8n does', async () => await installedTarball(folder, more));
}

async function installedTarball(folder: string, more: Pick<Building, 'logFile' | 'signal'>): Promise<string> {
	const making = `${folder}.${process.pid}`;
	await rm(making, { recursive: true, force: true });
	await mkdir(making, { recursive: true });
	await runNpm(['pack', '--ignore-scripts', `--pack-destination=${making}`], {
		folder: root,
		purpose: 'Packing the pack',
		...more,
	});
	const tarball = await tarballIn(making);
	await writeFile(join(making, 'package.json'), '{ "name": "installed-nodes", "private": true }\n');
	// Shallow nests every dependency below the pack, as n8n does; hoisting would hide one that is not declared.
	const flags = '--no-audit --no-fund --ignore-scripts --install-strategy=shallow --bin-links=false';
	await runNpm(['install', ...flags.split(' '), '--package-lock=false', '--legacy-peer-deps', `./${tarball}`], {
		folder: making,
		purpose: 'Installing the pack into n8n',
		...more,
	});
	await rename(making, folder);
	await forgetOld();
	return folder;
}

/** The newest few are kept: switching between two states of the sources is quick. */
async function forgetOld(): Promise<void> {
	const names = (await readdir(cache)).filter((entry) => /^[0-9a-f]{16}$/.test(entry));
	const dated = await Promise.all(
		names.map(async (entry) => ({ entry, at: (await stat(join(cache, entry))).mtimeMs })),
	);
	const old = dated.sort((one, other) => other.at - one.at).slice(3);
	await Promise.all(old.map(async ({ entry }) => await rm(join(cache, entry), { recursive: true, force: true })));
}

/** Two stacks of one checkout do not build at once: both write to dist. */
async function withLock<T>(work: () => Promise<T>): Promise<T> {
	const lock = join(cache, 'lock');
	await mkdir(cache, { recursive: true });
	const mine = JSON.stringify(await markOf(process.pid));
	for (;;) {
		const taken = await writeFile(lock, mine, { flag: 'wx' }).then(
			() => true,
			() => false,
		);
		if (taken) break;
		const holder = await readFile(lock, 'utf8').catch(() => '');
		if (holder !== '' && !(await holds(holder))) await rm(lock, { force: true });
		else await wait(250);
	}
	try {
		return await work();
	} finally {
		await rm(lock, { force: true });
	}
}

async function holds(holder: string): Promise<boolean> {
	const { pid, began } = JSON.parse(holder) as { pid: number; began: string };
	return await isAlive({ pid, began });
}

export async function packVersion(): Promise<string> {
	const { version } = (await readJson(join(root, 'package.json'))) as { version: string };
	return version;
}
