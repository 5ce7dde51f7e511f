'use strict';

const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { runsOn } = require('./versions.js');

/** Each that was fetched is in a folder with the name of its major version. */
const nodesFolder = join(dirname(dirname(__dirname)), '.stack/nodes');

function nodePackage(platform = process.platform, arch = process.arch) {
	// These are the names that the package `node` of npm chooses from.
	const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
	const system = platform === 'win32' ? 'win' : platform;
	return `${prefix}-${system}-${system === 'win' && arch === 'ia32' ? 'x86' : arch}`;
}

const majorOf = (version) => Number(version.split('.')[0]);

function majorsFor({ node }) {
	const [first, below] = [majorOf(node.from), majorOf(node.below)];
	return Array.from({ length: below - first }, (_, at) => first + at);
}

const folderOf = (major) => join(nodesFolder, String(major));

function fetchedNode(major) {
	const home = join(folderOf(major), 'node_modules', nodePackage());
	const program = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	if (!existsSync(program)) return undefined;
	const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
	return { program, version, home };
}

function nodeFor(n8n, { execPath, versions } = process) {
	if (runsOn(n8n, versions.node)) return { program: execPath, version: versions.node };
	return majorsFor(n8n)
		.map(fetchedNode)
		.find((found) => found && runsOn(n8n, found.version));
}

module.exports = { fetchedNode, folderOf, majorsFor, nodeFor, nodePackage };
