'use strict';

const { chmod, readFile, readdir, writeFile } = require('node:fs/promises');
const { build } = require('esbuild');
const { dest, series, src } = require('gulp');

/** What tsc leaves behind: icons, codex files, migrations, templates and programs for other machines, under the same paths in dist. */
const assets = [
	'nodes/**/*.{svg,png,node.json}',
	'credentials/**/*.{svg,png}',
	'database/*.sql',
	'core/**/*.{html,txt,css,svg,png,sh,py}',
	'core/**/*Worker.js',
];

function copyAssets() {
	return src(assets, { base: '.', encoding: false, removeBOM: false }).pipe(dest('dist'));
}

/**
 * Writes a source file with all that it loads into one file: users get what is needed of a package, and not everything
 * that it depends on. The licences of what is in it stand beside it.
 */
async function bundle() {
	const { metafile } = await build({
		entryPoints: ['core/spreadsheet/write/workbookWriter.js'],
		outfile: 'dist/core/spreadsheet/write/workbookWriter.js',
		bundle: true,
		platform: 'node',
		target: 'node20',
		metafile: true,
		logLevel: 'error',
	});
	const folders = Object.keys(metafile.inputs).flatMap(
		(path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
	);
	const licences = await Promise.all([...new Set(folders)].sort().map(licenceOf));
	await writeFile('dist/core/spreadsheet/write/workbookWriter.LICENCES.txt', licences.join('\n'));
}

async function licenceOf(folder) {
	const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
	const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
	const text = file === undefined ? '' : await readFile(`${folder}/${file}`, 'utf8');
	return `${name} ${version} (${license})\n\n${text.trim()}\n\n${'-'.repeat(80)}\n`;
}

/** n8n gives a package's drawings to everybody: by this one `msp-workflows` learns which version is installed. */
async function writeVersion() {
	const { name, version } = require('./package.json');
	const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><title>${name} ${version}</title></svg>\n`;
	await writeFile('dist/nodes/version.svg', drawing);
}

/** npm does this when it installs a package; a checkout is run without being installed. */
async function makeExecutable() {
	for (const command of Object.values(require('./package.json').bin)) {
		await chmod(command, 0o755).catch((error) => {
			if (error.code !== 'ENOENT') throw error;
		});
	}
}

exports.default = series(copyAssets, bundle, writeVersion, makeExecutable);
