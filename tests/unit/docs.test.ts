import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { defaultSwitches } from '../../stack/standins/invoiceNinja/state';
import { pictureSubjects } from '../../stack/parts/pictureSubjects';
import { filesIn, nodesOfPack, root, textOf } from '../support/repository';

/** `nodes/ControlPanel/ControlPanel.node.ts` → `control-panel`. */
const pageOf = (path: string) =>
	path
		.replace(/^.*\//, '')
		.replace(/\..*$/, '')
		.replace(/([a-z0-9])([A-Z])/g, '$1-$2')
		.toLowerCase();

test('every node and every workflow has its page', () => {
	const nodes = filesIn(['nodes'], /\.node\.ts$/).map((path) => `docs/nodes/${pageOf(path)}.md`);
	const workflows = filesIn(['workflows'], /\.json$/).map((path) => `docs/workflows/${pageOf(path)}.md`);
	expect([...nodes, ...workflows].filter((page) => !existsSync(join(root, page)))).toEqual([]);
});

test('every link and every picture leads somewhere', () => {
	const pages = filesIn(['.'], /\.md$/);
	const links = pages.flatMap((page) =>
		[...textOf(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => ({
			page,
			target,
		})),
	);
	const lost = links.filter(({ page, target }) => !existsSync(join(root, dirname(page), target)));
	expect(pages.length).toBeGreaterThan(3);
	expect(lost.map(({ page, target }) => `${page}: ${target}`)).toEqual([]);
});

test('a command of the pack is written so that its flags reach it, and not npm', () => {
	const pages = filesIn(['docs'], /\.md$/);
	const lines = pages.flatMap((page) => textOf(page).split('\n'));
	expect(lines.filter((line) => line.includes('npx --no -- msp-')).length).toBeGreaterThan(5);
	expect(lines.filter((line) => /npx --no msp-|npx --package n8n-nodes-msp\S* msp-[^`]* --/.test(line))).toEqual([]);
});

/**
 * The operations that a page lists, as `Account: Create`. A table has the columns `resource` and `operation`, or only
 * `operation` under a heading that is the resource. An empty resource is that of the line above; `Get, List` are two.
 */
function operationsListed(page: string): string[] {
	let heading = '';
	let resource = '';
	let columns: readonly string[] | undefined;
	return textOf(page)
		.split('\n')
		.flatMap((line) => {
			heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading;
			if (!line.startsWith('|')) {
				columns = undefined;
				return [];
			}
			const cells = line
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim());
			if (!columns) {
				columns = cells;
				resource = heading;
				return [];
			}
			const column = columns.indexOf('operation');
			if (column === -1 || /^-+$/.test(cells[0] ?? '')) return [];
			if (columns[0] === 'resource') resource = cells[0] || resource;
			return (cells[column] ?? '').split(', ').map((operation) => `${resource}: ${operation}`);
		});
}

function operationsOf({ properties }: INodeTypeDescription): string[] {
	const choices = (name: string) =>
		properties.filter((property) => property.name === name) as Array<{
			options: INodePropertyOptions[];
			displayOptions?: { show?: Record<string, unknown[]> };
		}>;
	return choices('resource').flatMap(({ options: resources }) =>
		resources.flatMap(({ name, value }) =>
			choices('operation')
				.filter(({ displayOptions }) => displayOptions?.show?.resource?.includes(value))
				.flatMap(({ options }) => options.map((operation) => `${name}: ${operation.name}`)),
		),
	);
}

test("every operation is listed on its node's page, and every listed one is there", async () => {
	const problems = (await nodesOfPack()).flatMap(({ path, node }) => {
		const page = `docs/nodes/${pageOf(path)}.md`;
		const [there, listed] = [operationsOf(node.description), operationsListed(page)];
		return [
			...there.filter((name) => !listed.includes(name)).map((name) => `${page} does not list '${name}'`),
			...listed.filter((name) => !there.includes(name)).map((name) => `${page} lists '${name}', which is not there`),
		];
	});
	expect(problems).toEqual([]);
});

test('no picture is older than what it shows: `npm run pictures` takes those that are', async () => {
	const subjects = await pictureSubjects(await nodesOfPack());
	const taken = JSON.parse(textOf('docs/pictures/manifest.json')) as Record<string, string>;
	const files = readdirSync(join(root, 'docs/pictures')).filter((file) => file.endsWith('.png'));
	const problems = Object.keys({ ...subjects, ...taken }).flatMap((name) => {
		if (subjects[name] === undefined) return [`${name} is in the manifest, and nothing is pictured by it`];
		if (!files.includes(`${name}.png`)) return [`there is no docs/pictures/${name}.png`];
		return subjects[name] === taken[name] ? [] : [`docs/pictures/${name}.png is older than what it shows`];
	});
	expect(problems).toEqual([]);
	expect(files.filter((file) => subjects[file.replace('.png', '')] === undefined)).toEqual([]);
});

test('every file that a recipe names is there', () => {
	const folders = '(?:core|nodes|credentials|database|docs|workflows|stack|tests|bench|\\.github)';
	const named = ['CONTRIBUTING.md', 'docs/architecture.md', 'core/panels/README.md'].flatMap((page) =>
		[...textOf(page).matchAll(new RegExp(`\`(${folders}/[^\`<…*]*)\``, 'g'))].map(([, path = '']) => ({ page, path })),
	);
	expect(named.length).toBeGreaterThan(30);
	expect(named.filter(({ path }) => !existsSync(join(root, path))).map(({ page, path }) => `${page}: ${path}`)).toEqual(
		[],
	);
});

test('every switch of the stand-in for Invoice Ninja is explained', () => {
	const page = textOf('docs/stack.md');
	expect(Object.keys(defaultSwitches).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('the read-me leads to the page of every node and every workflow', () => {
	const pages = filesIn(['docs/nodes', 'docs/workflows'], /\.md$/);
	const readMe = textOf('README.md');
	expect(pages.filter((page) => !readMe.includes(`](${page})`))).toEqual([]);
});
