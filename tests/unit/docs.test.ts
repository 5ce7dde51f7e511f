import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesIn, root, textOf } from '../support/repository';

/** `nodes/ControlPanel/ControlPanel.node.ts` → `control-panel`. */
const pageOf = (path: string) =>
	path
		.replace(/^.*\//, '')
		.replace(/\..*$/, '')
		.replace(/([a-z])([A-Z])/g, '$1-$2')
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
