#!/usr/bin/env node
// The one way in: `node stack/cli.mjs <command>`. It stands on Node alone, so that it can install all the rest.
import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chosenVersion, runsOn, versions } from './n8n/versions.js';
import { endOf, openProgress, runLogged } from './parts/progress.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** What npm says while it installs. */
const logFile = join(root, '.stack/logs/install.log');
const progress = openProgress();
const commands = {
	start: 'the whole stack; --reset begins anew',
	demo: 'plays a paid checkout on the running stack, or with --drift the nightly audit',
	status: 'what runs where; --json for scripts',
	dev: 'as start, and brings each change of the sources into n8n',
	pictures: 'takes the pictures of the docs',
	workflows: 'brings exported workflows into their normal form',
	bench: 'measures: webhook, provision, steps, panels, drift, invoice-ninja, ansible, ssh, reader, import',
	test: 'every check and every suite',
};
/** They work without a running n8n, or ask one that is there. */
const withoutN8n = new Set(['status', 'demo', 'workflows']);

/** Ends with one sentence. */
function refuse(sentence) {
	console.error(sentence);
	process.exit(1);
}

function checkNode() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	if (major > 24 || major < 20 || (major === 20 && minor < 19)) {
		refuse(`This needs Node.js 20.19 to 24, and this is ${process.versions.node}: install one of those.`);
	}
}

/** Runs npm, shows for how long, and keeps what it says in a log. */
async function npm(args, folder, title) {
	// What npm tells its own scripts must not steer another npm: n8n wants its peers resolved, and two of its scripts run.
	const {
		npm_config_ignore_scripts: _scripts,
		npm_config_legacy_peer_deps: _peers,
		npm_config_local_prefix: _prefix,
		...environment
	} = process.env;
	const shell = process.platform === 'win32';
	try {
		await progress.during(title, async () => {
			const { error, code, ended } = await runLogged(['npm', ...args], { folder, logFile, environment, shell });
			if (error?.code === 'ENOENT')
				throw new Error('npm is not installed: install it together with Node.js 20.19 to 24.');
			if (error) throw new Error(`npm could not be run: ${error.message}`);
			if (code === 0) return;
			throw new Error(
				`${title}: npm ended with ${ended ?? `code ${code}`}. Check the network and the room on the disk, and try again. The end of ${logFile}:\n${endOf(logFile)}`,
			);
		});
	} catch (error) {
		refuse(error.message);
	}
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

async function install(folder, options, title) {
	if (installedAsLocked(folder)) return;
	// Not `npm ci`: it refuses a lock that lacks a package for some other platform, which a registry may not have had.
	await npm(['install', '--no-save', '--no-audit', '--no-fund', ...options], folder, title);
}

async function installN8n() {
	const n8n = chosenVersion();
	if (!runsOn(n8n, process.versions.node)) {
		refuse(`n8n ${n8n.version} needs Node.js ${n8n.node.from} or later, and this is ${process.versions.node}.`);
	}
	// Install scripts stay off: a newer n8n names packages that fetch from elsewhere. SQLite is the one that it needs.
	await install(n8n.folder, ['--ignore-scripts'], `Installing n8n ${n8n.version} (a few minutes, once)`);
	if (!existsSync(join(n8n.folder, 'node_modules/sqlite3/build/Release/node_sqlite3.node'))) {
		const rebuild = ['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'];
		await npm(rebuild, n8n.folder, "Installing n8n's SQLite");
	}
	if (!process.env.MSP_N8N_VERSION) pointTo(n8n);
}

/** Compilers cannot choose a version: they read the types of the one that this link leads to. */
function pointTo({ version }) {
	const link = join(root, 'stack/n8n/current');
	if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
	symlinkSync(version, link, 'junction');
}

/** `--n8n 2.4.8` chooses a version for whatever runs from here on. */
function withoutVersion(args) {
	const at = args.indexOf('--n8n');
	if (at === -1) return args;
	const [, named = ''] = args.splice(at, 2);
	if (!versions.some(({ version }) => version === named)) {
		refuse(`--n8n takes one of ${versions.map(({ version }) => version).join(', ')}.`);
	}
	process.env.MSP_N8N_VERSION = named;
	return args;
}

async function main() {
	checkNode();
	const [name = '', ...args] = withoutVersion(process.argv.slice(2));
	if (!(name in commands)) {
		const lines = Object.entries(commands).map(([command, does]) => `  ${command.padEnd(10)} ${does}`);
		refuse(`Usage: node stack/cli.mjs <command>\n\n${lines.join('\n')}`);
	}
	await install(root, [], "Installing the pack's packages");
	if (!withoutN8n.has(name)) await installN8n();

	// From here on the sources are TypeScript.
	const require = createRequire(import.meta.url);
	require('tsx/cjs/api').register();
	const { run } = require(`./commands/${name}.ts`);
	return await run(args);
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error) => {
		// What is told in one sentence has no stack worth showing.
		const told = error.name === 'Told' && !process.env.MSP_STACK_DEBUG;
		console.error(told ? error.message : process.env.MSP_STACK_DEBUG ? error : `${error.message}`);
		process.exitCode = 1;
	},
);
