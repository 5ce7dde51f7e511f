import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import ts from 'typescript';
import { z } from 'zod';

export const root = join(__dirname, '../..');

/** Folders that are installed or made: nobody wrote what is in them. */
const made = new Set(['node_modules', 'dist', '.stack', '.git', 'coverage', 'stack/n8n/current']);

/** The files below folders of the repository, as paths from its root. */
export function filesIn(folders: readonly string[], pattern = /./): string[] {
	return folders.flatMap((folder) =>
		readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
			const path = relative(root, join(root, folder, entry.name))
				.split(sep)
				.join('/');
			if (made.has(path) || made.has(entry.name)) return [];
			if (entry.isDirectory()) return filesIn([path], pattern);
			return pattern.test(path) ? [path] : [];
		}),
	);
}

export function textOf(path: string): string {
	return readFileSync(join(root, path), 'utf8');
}

/** Calls `visit` for every node of a source file's syntax tree. */
export function walk(path: string, visit: (node: ts.Node, where: string) => void): void {
	const source = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
	const step = (node: ts.Node): void => {
		const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
		visit(node, `${path}:${line + 1}`);
		ts.forEachChild(node, step);
	};
	step(source);
}

const manifest = z.object({
	name: z.string(),
	bin: z.record(z.string(), z.string()),
	n8n: z.object({ nodes: z.array(z.string()), credentials: z.array(z.string()) }),
});

export const pack = manifest.parse(JSON.parse(textOf('package.json')));

/** The source of a file that package.json names in dist. */
export function sourceOf(built: string): string {
	return built.replace(/^dist\//, '').replace(/\.js$/, '.ts');
}

/** A class that a source file exports under the name of the file, made. */
export async function instanceIn<Made>(path: string): Promise<Made> {
	const name = path.replace(/^.*\//, '').replace(/\..*$/, '');
	const exported = (await import(join(root, path))) as Record<string, (new () => Made) | undefined>;
	const Exported = exported[name];
	if (!Exported) throw new Error(`${path} exports no ${name}`);
	return new Exported();
}

/** Every node of the pack, by its path. */
export async function nodesOfPack(): Promise<Array<{ path: string; node: INodeType }>> {
	const paths = filesIn(['nodes'], /\.node\.ts$/);
	return await Promise.all(paths.map(async (path) => ({ path, node: await instanceIn<INodeType>(path) })));
}
