import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** The checkout. */
export const root = dirname(dirname(__dirname));

/** Writes a file so that whoever reads it sees the old one or the new one, never half of one. */
export async function writeWhole(file: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
	await mkdir(dirname(file), { recursive: true });
	await writeFile(`${file}.${process.pid}.new`, content, { mode });
	await rename(`${file}.${process.pid}.new`, file);
}

/** The value of a JSON file; undefined where it is missing or broken. */
export async function readJson(file: string): Promise<unknown> {
	try {
		return JSON.parse(await readFile(file, 'utf8'));
	} catch {
		return undefined;
	}
}

/** The files below some paths, files or folders, in a steady order. */
export async function filesBelow(paths: readonly string[]): Promise<string[]> {
	const found = await Promise.all(
		paths.filter(existsSync).map(async (path) => {
			if (!(await stat(path)).isDirectory()) return [path];
			const entries = await readdir(path, { withFileTypes: true, recursive: true });
			return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
		}),
	);
	return found.flat().sort();
}

/** One hash of names and contents. */
export async function hashOfFiles(paths: readonly string[], base = root): Promise<string> {
	const hash = createHash('sha256');
	for (const file of await filesBelow(paths)) {
		hash.update(`${relative(base, file)}\0`);
		hash.update(
			createHash('sha256')
				.update(await readFile(file))
				.digest(),
		);
	}
	return hash.digest('hex').slice(0, 16);
}

export function hashOf(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
