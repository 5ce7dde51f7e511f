import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { filesBelow, root } from './files';
import { runProgram } from './run';

export interface Watch {
	stop(): void;
}

/**
 * Compiles the sources into dist, again at each change.
 *
 * @param begins hears of each time that it begins.
 * @param compiled hears of each time that it is done, with the compiler's complaints.
 */
export function watchSources(begins: () => void, compiled: (complaints: readonly string[]) => void): Watch {
	const compiler = join(root, 'node_modules/typescript/bin/tsc');
	const options = ['-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput', '--pretty', 'false'];
	const child = spawn(process.execPath, [compiler, ...options], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
	let complaints: string[] = [];
	createInterface({ input: child.stdout }).on('line', (line) => {
		if (/Starting .*compilation/.test(line)) {
			complaints = [];
			begins();
		} else if (/Watching for file changes/.test(line)) compiled(complaints);
		else if (line.trim() !== '') complaints.push(line);
	});
	return { stop: () => void child.kill() };
}

const assetFolders = ['commands', 'core', 'nodes', 'credentials', 'database'];

/** Hears of each change of a file that is copied and not compiled: icons, codex files, migrations, templates. */
export function watchAssets(changed: () => void): Watch {
	const watchers = assetFolders.map((folder) =>
		watch(join(root, folder), { recursive: true }, (_event, file) => {
			if (file !== null && !file.endsWith('.ts')) changed();
		}),
	);
	return { stop: () => watchers.forEach((watcher) => watcher.close()) };
}

/** Copies into dist what the compiler leaves behind. */
export async function copyAssets(): Promise<void> {
	const gulp = join(root, 'node_modules/gulp/bin/gulp.js');
	await runProgram([process.execPath, gulp, '--silent'], { folder: root, purpose: 'Copying icons and templates' });
}

/** Brings dist into an installed pack; only what differs is written. Gives the files. */
export async function bringInto(pack: string): Promise<string[]> {
	const sources = await filesBelow([join(root, 'dist'), join(root, 'package.json')]);
	const written: string[] = [];
	for (const source of sources) {
		const target = join(pack, relative(root, source));
		const [ours, theirs] = await Promise.all([readFile(source), readFile(target).catch(() => undefined)]);
		if (theirs?.equals(ours)) continue;
		await mkdir(dirname(target), { recursive: true });
		await copyFile(source, target);
		written.push(relative(root, source));
	}
	return written;
}
