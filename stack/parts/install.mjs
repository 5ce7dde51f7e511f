// Installs what the stack runs: packages from their locks, n8n, and the Node.js that an n8n needs. It stands on Node alone.
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchedNode, folderOf, majorsFor, nodeFor, nodePackage } from '../n8n/nodes.js';
import { runsOn, versions } from '../n8n/versions.js';
import { endOf, openProgress, runLogged } from './progress.js';
import { isUnreachable, lackingIn, versionsOf } from './registry.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** What npm says while it installs. */
const logFile = join(root, '.stack/logs/install.log');
const progress = openProgress();
const quiet = ['--no-save', '--no-audit', '--no-fund'];

/** A failure that one sentence explains. Code 3: what is wanted cannot be had here, and nothing is broken. */
class Told extends Error {
	name = 'Told';
	constructor(message, exitCode = 1) {
		super(message);
		this.exitCode = exitCode;
	}
}

/** npm failed. */
class NpmFailed extends Told {
	constructor(title, how, said) {
		super(
			`${title}: npm ended with ${how}. Check the network and the room on the disk, and try again. The end of ${logFile}:\n${endOf(logFile)}`,
			isUnreachable(said) ? 3 : 1,
		);
		/** The package that the registry lacks, if that was the reason. */
		this.lacking = lackingIn(said);
	}
}

/** Runs npm, shows for how long, and keeps what it says in a log. */
async function npm(args, folder, title, node) {
	const shell = process.platform === 'win32';
	const before = existsSync(logFile) ? statSync(logFile).size : 0;
	await progress.during(title, async () => {
		const environment = environmentOf(node);
		const { error, code, ended } = await runLogged(['npm', ...args], { folder, logFile, environment, shell });
		if (error?.code === 'ENOENT') throw new Told('npm is not installed: install it together with Node.js 20.19 to 24.');
		if (error) throw new Told(`npm could not be run: ${error.message}`);
		if (code === 0) return;
		const said = readFileSync(logFile).subarray(before).toString();
		throw new NpmFailed(title, ended ?? `code ${code}`, said);
	});
}

/** What npm tells its own scripts must not steer another npm: n8n wants its peers resolved, and two of its scripts run. */
function environmentOf(node) {
	const {
		npm_config_ignore_scripts: _scripts,
		npm_config_legacy_peer_deps: _peers,
		npm_config_local_prefix: _prefix,
		...environment
	} = process.env;
	if (!node?.home) return environment;
	// npm, and what it builds, are for the Node.js that will run it.
	const path = `${dirname(node.program)}${delimiter}${environment.PATH ?? ''}`;
	return { ...environment, PATH: path, npm_config_nodedir: node.home };
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Whether a folder's packages are those of its package-lock.json; npm keeps its own list of what it has installed. */
function installedAsLocked(folder) {
	const listed = join(folder, 'node_modules/.package-lock.json');
	if (!existsSync(listed)) return false;
	const { packages: installed } = readJson(listed);
	const { packages: locked } = readJson(join(folder, 'package-lock.json'));
	return Object.entries(locked).every(
		([path, entry]) =>
			path === '' || entry.optional || entry.devOptional || entry.peer || installed[path]?.version === entry.version,
	);
}

/** Installs what a folder's lock names, where it is not there. */
export async function installPackages(folder, options, title, node) {
	if (installedAsLocked(folder)) return;
	// Not `npm ci`: it refuses a lock that lacks a package for some other platform, which a registry may not have had.
	await npm(['install', ...quiet, ...options], folder, title, node);
}

/**
 * Installs a version of n8n, and the Node.js that it needs where the running one is another.
 *
 * @throws with one sentence, and with the newest version that can be had, when the registry lacks one of them.
 */
export async function installN8n(n8n) {
	const node = await provideNode(n8n);
	const title = `Installing n8n ${n8n.version} (a few minutes, once)`;
	// Install scripts stay off: a newer n8n names packages that fetch from elsewhere. SQLite is the one that it needs.
	try {
		await installPackages(n8n.folder, ['--ignore-scripts'], title, node);
	} catch (error) {
		throw error.lacking ? await withoutPackage(n8n, error.lacking) : error;
	}
	if (!existsSync(join(n8n.folder, 'node_modules/sqlite3/build/Release/node_sqlite3.node'))) {
		const rebuild = ['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'];
		await npm(rebuild, n8n.folder, "Installing n8n's SQLite", node);
	}
}

async function provideNode(n8n) {
	if (runsOn(n8n, process.versions.node)) return nodeFor(n8n);
	const kept = (major) => {
		const node = fetchedNode(major);
		return node && runsOn(n8n, node.version) ? node : undefined;
	};
	for (const major of majorsFor(n8n)) {
		if (!kept(major)) await fetchNode(major, n8n);
		if (kept(major)) return kept(major);
	}
	const known = await versionsOf(nodePackage(), root);
	const newest = versions.filter((one) => nodeFor(one) || known.some((version) => runsOn(one, version))).at(-1);
	throw new Told(
		`n8n ${n8n.version} needs Node.js ${n8n.node.from} or later (below ${n8n.node.below}), and the registry has none in its package ${nodePackage()}. ${nextBest(newest, 'install that Node.js yourself and start with it')}`,
		3,
	);
}

/** What the registry lacks is no failure yet, nor is it when another one does as well. */
async function fetchNode(major, n8n) {
	const folder = folderOf(major);
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
	const title = `Fetching Node.js ${major} for n8n ${n8n.version}`;
	try {
		await npm(['install', ...quiet, '--ignore-scripts', `${nodePackage()}@${major}`], folder, title);
	} catch (error) {
		if (!error.lacking && !nodeFor(n8n)) throw error;
	}
}

async function withoutPackage(n8n, lacking) {
	let newest;
	for (const one of versions.filter(({ version }) => version !== n8n.version).reverse()) {
		const isThere = installedAsLocked(one.folder) || (await versionsOf(`n8n@${one.version}`, root)).length > 0;
		if (isThere) newest ??= one;
		if (newest) break;
	}
	return new Told(
		`n8n ${n8n.version} cannot be installed: the registry lacks ${lacking}. ${nextBest(newest, 'try again later')}`,
		3,
	);
}

function nextBest(newest, otherwise) {
	if (!newest) return `No other version can be had either: ${otherwise}.`;
	return `The newest n8n that can be had is ${newest.version} (\`npm start -- --n8n ${newest.version}\`); or ${otherwise}.`;
}

/** Compilers cannot choose a version: they read the types of the one that this link leads to. */
export function pointTo({ version }) {
	const link = join(root, 'stack/n8n/current');
	if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
	symlinkSync(version, link, 'junction');
}
