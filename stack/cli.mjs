#!/usr/bin/env node
// The one way in: `node stack/cli.mjs <command>`. It stands on Node alone, so that it can install all the rest.
import { createRequire } from 'node:module';
import { chosenVersion, versions } from './n8n/versions.js';
import { installN8n, installPackages, pointTo, root } from './parts/install.mjs';

const commands = {
	start: 'the whole stack; --reset begins anew',
	demo: 'plays a paid checkout on the running stack, or with --drift the nightly audit',
	status: 'what runs where; --json for scripts',
	dev: 'as start, and brings each change of the sources into n8n',
	pictures: 'takes the pictures of the docs',
	workflows: 'brings exported workflows into their normal form',
	bench:
		'measures: webhook, provision, steps, panels, drift, invoice-ninja, ansible, ssh, reader, import, dunning, renewals, simulate',
	install: 'only installs: the pack, n8n, and the Node.js that it needs',
	test: 'every check and every suite',
	versions: 'types, nodes and the whole system on each version of n8n',
};
/** They work without n8n, ask one that runs, or install what they need. */
const withoutN8n = new Set(['status', 'demo', 'pictures', 'workflows', 'versions']);

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
	await installPackages(root, [], "Installing the pack's packages");
	if (!withoutN8n.has(name)) {
		const n8n = chosenVersion();
		await installN8n(n8n);
		if (!process.env.MSP_N8N_VERSION) pointTo(n8n);
	}
	if (name === 'install') return 0;

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
		process.exitCode = error.exitCode ?? 1;
	},
);
