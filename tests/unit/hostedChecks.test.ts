import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { versions } from '../../stack/n8n/versions';
import { filesIn, root, textOf } from '../support/repository';

const workflows = filesIn(['.github/workflows'], /\.ya?ml$/).map((path) => ({ path, text: textOf(path) }));
const checks = textOf('.github/workflows/checks.yml');
const publish = textOf('.github/workflows/publish.yml');

test('every workflow says what it may, and nothing may write but the statement of where a package was built', () => {
	expect(workflows.filter(({ text }) => !/^permissions:/m.test(text)).map(({ path }) => path)).toEqual([]);
	const granted = workflows.flatMap(({ text }) => text.match(/^ +[a-z-]+: write$/gm) ?? []).map((line) => line.trim());
	expect(granted).toEqual(['id-token: write']);
});

test('every action is one of a known version', () => {
	const used = workflows.flatMap(({ text }) => [...text.matchAll(/uses: (\S+)/g)].map(([, name = '']) => name));
	expect(used.filter((name) => !/^\.\/|@v\d+|@[0-9a-f]{40}/.test(name))).toEqual([]);
	expect(used.length).toBeGreaterThan(3);
});

test('the hosted runners run what a contributor runs, whole', () => {
	expect(checks).toMatch(/^ +- run: npm test$/m);
	expect(checks).toMatch(/node: \[20, 22, 24\]/);
	expect(publish).toMatch(/needs: checks\n/);
	expect(publish).toContain('npm publish --provenance');
});

test('the hosted runners have what a suite would be skipped without', () => {
	const names = [...textOf('tests/runner/systemPackages.ts').matchAll(/package: '([^']+)'/g)].map(([, name]) => name);
	expect(names.length).toBeGreaterThan(0);
	expect(names.filter((name) => !checks.includes(name ?? ''))).toEqual([]);
});

test('the hosted runners test each version of the table, by its name, with what a contributor runs', () => {
	const [, command = ''] = /id: table\n +run: (.*)$/m.exec(checks) ?? [];
	const folder = mkdtempSync(join(tmpdir(), 'hosted-'));
	try {
		const output = join(folder, 'output');
		execFileSync('sh', ['-c', command], { cwd: root, env: { ...process.env, GITHUB_OUTPUT: output } });
		expect(readFileSync(output, 'utf8')).toBe(`n8n=${JSON.stringify(versions.map(({ version }) => version))}\n`);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	expect(checks).toContain('n8n: ${{ fromJSON(needs.table.outputs.n8n) }}');
	expect(checks).toMatch(/^ +- run: npm run test:versions -- \$\{\{ matrix\.n8n \}\}$/m);
});
