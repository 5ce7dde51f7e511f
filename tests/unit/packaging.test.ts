import { execFile } from 'node:child_process';
import { builtinModules } from 'node:module';
import { dirname, posix } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { filesIn, root, textOf } from '../support/repository';

const run = promisify(execFile);
const versions = z.record(z.string(), z.string());
const manifest = z
	.object({
		name: z.string(),
		version: z.string(),
		engines: versions,
		bin: versions,
		dependencies: versions,
		devDependencies: versions,
		peerDependencies: versions,
		peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean() })),
	})
	.loose();
const packageJson = manifest.parse(JSON.parse(textOf('package.json')));

/** npm beside the running Node, or the one that runs this. */
const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];

async function npmSays(...args: string[]): Promise<string> {
	const [program = 'npm', ...first] = npm;
	return (await run(program, [...first, ...args], { cwd: root, maxBuffer: 64e6 })).stdout;
}

/** What npm would put into the tarball, but for what is built. */
let packed: ReadonlySet<string>;
beforeAll(async () => {
	const said = await npmSays('pack', '--dry-run', '--json', '--ignore-scripts');
	const answer: unknown = JSON.parse(said);
	// npm 12 answers with an object by the names of packages, older ones with a list.
	const [entry] = Array.isArray(answer) ? (answer as unknown[]) : Object.values(answer as object);
	const { files } = z.object({ files: z.array(z.object({ path: z.string() })) }).parse(entry);
	packed = new Set(files.map(({ path }) => path).filter((path) => !path.startsWith('dist/')));
});

const linkPattern = /(?<picture>!?)\[[^\]]*\]\((?!https?:|mailto:|#)(?<target>[^)#\s]+)[^)]*\)/g;

/** The links of the pages in the tarball that lead to nothing in it. */
function lostLinks(inPackage: ReadonlySet<string>): string[] {
	const pages = [...inPackage].filter((path) => path.endsWith('.md'));
	return pages.flatMap((page) =>
		[...textOf(page).matchAll(linkPattern)].flatMap(({ groups: { picture = '', target = '' } = {} }) => {
			// The pictures of docs/ take 12 MB: they are for those who read the pages in the repository.
			if (picture === '!' && page.startsWith('docs/')) return [];
			const path = posix.normalize(posix.join(dirname(page), target)).replace(/\/$/, '');
			const leads = inPackage.has(path) || [...inPackage].some((one) => one.startsWith(`${path}/`));
			return leads ? [] : [`${page}: ${target}`];
		}),
	);
}

test('every link of the pages in the tarball, and every picture of its read-me, leads to a file of the tarball', () => {
	const pages = [...packed].filter((path) => path.endsWith('.md'));
	expect(pages).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'docs/credentials.md']));
	expect(lostLinks(packed)).toEqual([]);
	// The check itself finds a page that is left out.
	const without = new Set([...packed].filter((path) => path !== 'docs/credentials.md'));
	expect(lostLinks(without)).toContain('README.md: docs/credentials.md');
});

test('the read-me leads to every page in the tarball, at once or by a page between', () => {
	const pages = [...packed].filter((path) => path.endsWith('.md'));
	const found = new Set(['README.md']);
	// A set hands out what is added to it on the way.
	for (const page of found) {
		for (const { groups: { target = '' } = {} } of textOf(page).matchAll(linkPattern)) {
			const path = posix.normalize(posix.join(dirname(page), target));
			if (pages.includes(path)) found.add(path);
		}
	}
	expect(pages.filter((page) => !found.has(page))).toEqual([]);
});

test('the tarball is small: no picture but those that its read-me shows, no specification, nothing for tests', () => {
	const shown = [...textOf('README.md').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, target]) => target);
	expect([...packed].filter((path) => /\.(png|gif|jpe?g)$/.test(path)).sort()).toEqual(shown.sort());
	const known = /^(docs\/|workflows\/|stack\/ansible\/|(LICENSE|README|CHANGELOG|CONTRIBUTING|SECURITY|package)[^/]*$)/;
	expect([...packed].filter((path) => !known.test(path))).toEqual([]);
});

/** `pg` of `pg/lib/x`, `@a/b` of `@a/b/c`. */
const packageOf = (specifier: string) =>
	specifier
		.split('/')
		.slice(0, specifier.startsWith('@') ? 2 : 1)
		.join('/');

/** What a source file loads when it runs; imports of types alone are gone once it is compiled. */
function loadedBy(path: string): string[] {
	const pattern =
		/^(?:import|export) (?!type\b)(?:[^;'"]*? from )?'([^'.][^']*)'|\b(?:import|require|load)\(\s*'([^'.][^']*)'\s*\)/gm;
	return [...textOf(path).matchAll(pattern)].map(([, one, other]) => packageOf(one ?? other ?? ''));
}

test('each dependency is loaded by what is shipped, and what is shipped loads nothing else', () => {
	const sources = filesIn(['commands', 'core', 'nodes', 'credentials', 'database'], /(?<!\.d)\.(ts|js)$/);
	const builtin = new Set(builtinModules);
	const loaded = new Set(sources.flatMap(loadedBy).filter((name) => !name.startsWith('node:') && !builtin.has(name)));
	// n8n brings this one with it.
	expect(loaded.delete('n8n-workflow')).toBe(true);
	// The build writes what is needed of this one into the file that loads it.
	expect(loaded.delete('exceljs')).toBe(true);
	expect([...loaded].sort()).toEqual(Object.keys(packageJson.dependencies).sort());
});

test('n8n-workflow is a peer that npm does not install: n8n has it, and a second one is 150 MB that nothing loads', () => {
	expect(Object.keys(packageJson.peerDependencies)).toEqual(['n8n-workflow']);
	expect(packageJson.peerDependenciesMeta).toEqual({ 'n8n-workflow': { optional: true } });
});

test('the lock is in step with package.json, and names no registry', async () => {
	const text = textOf('package-lock.json');
	const lock = z.object({ packages: z.record(z.string(), z.looseObject({})) }).parse(JSON.parse(text));
	for (const field of [
		'name',
		'version',
		'engines',
		'bin',
		'dependencies',
		'devDependencies',
		'peerDependencies',
		'peerDependenciesMeta',
	]) {
		expect({ [field]: lock.packages['']?.[field] }).toEqual({ [field]: packageJson[field] });
	}
	// npm itself compares the whole of both; with another package.json it refuses.
	await npmSays('ci', '--dry-run', '--offline', '--ignore-scripts');
	expect(text).not.toMatch(/"resolved": "(?!https:\/\/registry\.npmjs\.org\/)/);
});
