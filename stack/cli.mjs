#!/usr/bin/env node
// The one way in: `node stack/cli.mjs <command>`. It stands on Node alone, so that it can install all the rest.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commands = {
	start: 'the whole stack; --reset begins anew',
	demo: 'plays a paid checkout on the running stack, or with --drift the nightly audit',
	status: 'what runs where; --json for scripts',
	dev: 'as start, and brings each change of the sources into n8n',
	pictures: 'takes the pictures of the docs',
	workflows: 'brings exported workflows into their normal form',
	bench: 'measures: webhook, provision, steps, panels, drift',
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

function npm(args, folder, purpose) {
	const shell = process.platform === 'win32';
	// What npm tells its own scripts must not steer another npm: n8n wants its peers resolved, and two of its scripts run.
	const {
		npm_config_ignore_scripts: _scripts,
		npm_config_legacy_peer_deps: _peers,
		npm_config_local_prefix: _prefix,
		...env
	} = process.env;
	const { error, status } = spawnSync('npm', args, {
		cwd: folder,
		stdio: ['ignore', 'inherit', 'inherit'],
		env,
		shell,
	});
	if (error?.code === 'ENOENT') refuse('npm is not installed: install it together with Node.js 20.19 to 24.');
	if (status !== 0) refuse(`npm could not install ${purpose}: what it says is above; check the network and try again.`);
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

function install(folder, options, purpose) {
	if (installedAsLocked(folder)) return;
	console.log(`Installing ${purpose} …`);
	// Not `npm ci`: it refuses a lock that lacks a package for some other platform, which a registry may not have had.
	npm(['install', '--no-save', '--no-audit', '--no-fund', ...options], folder, purpose);
}

function installN8n() {
	const folder = join(root, 'stack/n8n');
	// SQLite is compiled or downloaded by an install script.
	install(folder, ['--ignore-scripts=false'], 'n8n (a few minutes, once)');
	if (!existsSync(join(folder, 'node_modules/sqlite3/build/Release/node_sqlite3.node'))) {
		npm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], folder, "n8n's SQLite");
	}
}

async function main() {
	checkNode();
	const [name = '', ...args] = process.argv.slice(2);
	if (!(name in commands)) {
		const lines = Object.entries(commands).map(([command, does]) => `  ${command.padEnd(10)} ${does}`);
		refuse(`Usage: node stack/cli.mjs <command>\n\n${lines.join('\n')}`);
	}
	install(root, [], "the pack's packages");
	if (!withoutN8n.has(name)) installN8n();

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
