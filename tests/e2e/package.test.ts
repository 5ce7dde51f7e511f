import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { installedPack } from '../../stack/parts/pack';
import { filesIn, pack, sourceOf } from '../support/repository';
import { sharedStackFolder } from '../support/sharedStack';

/** The pack as n8n's installer has unpacked it from the tarball. */
const installed = () => installedPack(join(sharedStackFolder(), 'n8n'));

let files: string[];
beforeAll(() => {
	files = readdirSync(installed(), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(installed(), join(entry.parentPath, entry.name)).split(sep).join('/'))
		.filter((path) => !path.startsWith('node_modules/'));
});

test('it holds every source file of the pack, compiled, and nothing that has no source', () => {
	const folders = ['commands', 'core', 'nodes', 'credentials', 'database'];
	// A thread's own file is plain JavaScript, because it runs as it is in a checkout too; so is what the build bundles.
	const plain = filesIn(folders, /\.js$/);
	const sources = [...filesIn(folders, /(?<!\.d)\.ts$/), ...plain];
	const compiled = files.filter((path) => path.startsWith('dist/') && path.endsWith('.js'));
	const written = (path: string) => plain.find((one) => path === `dist/${one}`) ?? sourceOf(path);
	expect(compiled.map(written).sort()).toEqual(sources.sort());
});

test('it holds every icon, codex file and migration', () => {
	const assets = [...filesIn(['nodes', 'credentials'], /\.(svg|png|node\.json)$/), ...filesIn(['database'], /\.sql$/)];
	expect(assets.filter((path) => !files.includes(`dist/${path}`))).toEqual([]);
	expect(assets.filter((path) => path.endsWith('.sql')).length).toBeGreaterThanOrEqual(5);
});

test('it holds every starter workflow, the licence and the read-me', () => {
	const needed = [...filesIn(['workflows'], /\.json$/), 'LICENSE', 'README.md', 'package.json'];
	expect(needed.filter((path) => !files.includes(path))).toEqual([]);
});

test('it holds its commands, each with the line that runs it', () => {
	for (const command of Object.values(pack.bin)) {
		expect(files).toContain(command);
		expect(readFileSync(join(installed(), command), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
	}
});

test('it holds every page of the docs, and no picture but that of the read-me: they are large', () => {
	const pages = [...filesIn(['docs'], /\.md$/), 'docs/pictures/11-provision-hosting-account.png'];
	expect(files.filter((path) => path.startsWith('docs/')).sort()).toEqual(pages.sort());
});

test('it holds the example project for Ansible, and else no stack, no tests, no specifications and no types', () => {
	const known =
		/^(dist\/(commands|core|nodes|credentials|database)\/|docs\/|workflows\/|stack\/ansible\/|(LICENSE|README\.md|CHANGELOG\.md|CONTRIBUTING\.md|SECURITY\.md|package\.json)$)/;
	expect(files.filter((path) => !known.test(path))).toEqual([]);
	expect(files.filter((path) => /(^|\/)(tests?|standins|specs|bench)\//.test(path) || /\.test\./.test(path))).toEqual(
		[],
	);
	// Nobody compiles against the pack: its types and the maps to sources that are not there are two files of three.
	expect(files.filter((path) => /\.(d\.ts|map)$/.test(path))).toEqual([]);
});
