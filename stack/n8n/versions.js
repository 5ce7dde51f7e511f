'use strict';

const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const numbersOf = (version) => version.split('.').map(Number);

function compare(one, other) {
	const [left, right] = [numbersOf(one), numbersOf(other)];
	for (let at = 0; at < 3; at++) {
		const difference = (left[at] ?? 0) - (right[at] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

function versionIn(name) {
	const folder = join(__dirname, name);
	return { version: name, folder, ...readJson(join(folder, 'settings.json')) };
}

const versions = readdirSync(__dirname)
	.filter((name) => /^\d+\.\d+\.\d+$/.test(name) && existsSync(join(__dirname, name, 'settings.json')))
	.sort(compare)
	.map(versionIn);

const runsOn = ({ node }, nodeVersion) => compare(nodeVersion, node.from) >= 0 && compare(nodeVersion, node.below) < 0;

function newestFor(nodeVersion) {
	return versions.filter((one) => runsOn(one, nodeVersion)).at(-1);
}

function versionNamed(name) {
	return versions.find(({ version }) => version === name);
}

function chosenVersion({ MSP_N8N_VERSION: named } = process.env, nodeVersion = process.versions.node) {
	const found = named ? versionNamed(named) : newestFor(nodeVersion);
	if (found) return found;
	const known = versions.map(({ version }) => version).join(', ');
	throw new Error(
		named
			? `The stack does not know n8n ${named}: choose one of ${known}, or add a folder (docs/stack.md).`
			: `No n8n of ${known} runs on Node.js ${nodeVersion}.`,
	);
}

module.exports = { versions, chosenVersion, newestFor, versionNamed, runsOn, compare };
