import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ICredentialType, Icon, ThemeIconColor } from 'n8n-workflow';
import { z } from 'zod';
import { filesIn, instanceIn, nodesOfPack, pack, root, sourceOf, textOf } from '../support/repository';

test('package.json names every node and every credential, and nothing else', () => {
	expect(pack.n8n.nodes.map(sourceOf).sort()).toEqual(filesIn(['nodes'], /\.node\.ts$/).sort());
	expect(pack.n8n.credentials.map(sourceOf).sort()).toEqual(filesIn(['credentials'], /\.credentials\.ts$/).sort());
});

describe('package.json', () => {
	const manifest = z.looseObject({
		dependencies: z.record(z.string(), z.string()),
		devDependencies: z.record(z.string(), z.string()),
		peerDependencies: z.record(z.string(), z.string()),
	});
	const { dependencies, devDependencies, peerDependencies } = manifest.parse(JSON.parse(textOf('package.json')));

	test('names versions, and no range that takes everything', () => {
		const ranges = Object.entries({ ...dependencies, ...devDependencies, ...peerDependencies });
		expect(ranges.filter(([, range]) => !/^[~^]?\d+\.\d+\.\d+/.test(range))).toEqual([]);
	});

	test("expects n8n's workflow package of the host and nothing else, in versions that hold the tested one", () => {
		expect(Object.keys(peerDependencies)).toEqual(['n8n-workflow']);
		const [major] = (devDependencies['n8n-workflow'] ?? '').split('.');
		expect(peerDependencies['n8n-workflow']).toBe(`^${major ?? ''}.0.0`);
	});

	test('holds no address that somebody only made up', () => {
		expect(textOf('package.json')).not.toMatch(/\.(example|invalid|test|localhost)\b|example\.(com|net|org)/);
	});
});

describe('icons', () => {
	const themed = z.object({
		light: z.templateLiteral(['file:', z.string()]),
		dark: z.templateLiteral(['file:', z.string()]),
	});
	const isDrawn = (svg: string) => /<(path|circle|line|polygon|polyline|ellipse)\b/.test(svg);
	const problemsOf = (path: string, icon: Icon | ThemeIconColor | undefined | object): string[] => {
		const { data } = themed.safeParse(icon);
		if (!data) return [`${path}: no icon for light and dark`];
		const [light, dark] = [data.light, data.dark].map((file) => join(dirname(path), file.replace(/^file:/, '')));
		const missing = [light, dark].filter((file) => !file || !existsSync(join(root, file)));
		if (missing.length > 0 || !light || !dark) return missing.map((file) => `${path}: ${file ?? ''} is missing`);
		const drawings = [light, dark].map(textOf);
		return [
			...(drawings[0] === drawings[1] ? [`${path}: light and dark are the same drawing`] : []),
			...drawings.filter((svg) => !/viewBox/.test(svg)).map(() => `${path}: an icon without a viewBox`),
			...drawings.filter((svg) => !isDrawn(svg)).map(() => `${path}: an icon that is no more than a square`),
		];
	};

	test('of nodes are there, one for light and another for dark', async () => {
		const nodes = await nodesOfPack();
		expect(nodes.flatMap(({ path, node }) => problemsOf(path, node.description.icon))).toEqual([]);
	});

	test('of credentials are there, one for light and another for dark', async () => {
		const paths = filesIn(['credentials'], /\.credentials\.ts$/);
		const types = await Promise.all(
			paths.map(async (path) => ({ path, type: await instanceIn<ICredentialType>(path) })),
		);
		expect(types.flatMap(({ path, type }) => problemsOf(path, type.icon))).toEqual([]);
	});
});

describe('codex', () => {
	const codex = z.strictObject({
		node: z.string(),
		nodeVersion: z.string(),
		codexVersion: z.literal('1.0'),
		categories: z.array(z.string()).min(1),
		subcategories: z.record(z.string(), z.array(z.string())).optional(),
		resources: z.strictObject({ primaryDocumentation: z.tuple([z.strictObject({ url: z.url() })]) }),
		alias: z.array(z.string()).min(3),
	});

	test('of each node bears its name', async () => {
		for (const { path, node } of await nodesOfPack()) {
			const file = path.replace(/\.ts$/, '.json');
			const found = codex.parse(JSON.parse(textOf(file)));
			expect([file, found.node]).toEqual([file, `${pack.name}.${node.description.name}`]);
		}
	});
});
