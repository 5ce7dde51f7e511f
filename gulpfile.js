'use strict';

const { chmod } = require('node:fs/promises');
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

/** npm does this when it installs a package; a checkout is run without being installed. */
async function makeExecutable() {
	for (const command of ['dist/database/cli.js', 'dist/commands/msp-import.js']) {
		await chmod(command, 0o755).catch((error) => {
			if (error.code !== 'ENOENT') throw error;
		});
	}
}

exports.default = series(copyAssets, makeExecutable);
