import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleProject } from '../support/exampleProject';

const bin = join(exampleProject, 'scripts/bin');
const messages = join(exampleProject, 'scripts/messages');

async function run(script: string, args: readonly string[], locale: string) {
	return await new Promise<{ code: number; out: string; err: string }>((tell) => {
		const env = { PATH: process.env.PATH ?? '', LANG: locale };
		execFile(join(bin, script), args, { env }, (error, out, err) => {
			tell({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
		});
	});
}

describe("the example's scripts", () => {
	const folder = mkdtempSync(join(tmpdir(), 'msp-scripts-'));
	afterAll(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	test('say the same in three languages: every key has words, with as many values', () => {
		const [english = [], ...others] = ['en', 'fr', 'nl'].map((language) =>
			readFileSync(join(messages, language), 'utf8')
				.trim()
				.split('\n')
				.map((line) => line.split('\t')),
		);
		const shape = (rows: readonly string[][]) =>
			rows.map(([key, text = '']) => `${key ?? ''} ${text.match(/%s/g)?.length ?? 0}`);
		for (const other of others) expect(shape(other)).toEqual(shape(english));
		expect(english.length).toBeGreaterThan(15);
	});

	test('help in the language of whoever runs them, and in English for any other', async () => {
		const said = {
			'en_GB.UTF-8': 'Usage:',
			'fr_BE.UTF-8': 'Utilisation :',
			nl: 'Gebruik:',
			C: 'Usage:',
			'../../lib/x': 'Usage:',
		};
		for (const script of readdirSync(bin)) {
			const firsts = new Set<string>();
			for (const [locale, words] of Object.entries(said)) {
				const { code, out } = await run(script, ['--help'], locale);
				expect(code).toBe(0);
				expect(out).toContain(words);
				firsts.add(out.split('\n')[0] ?? '');
			}
			expect(firsts.size).toBe(3);
		}
	});

	test('a full disk ends with 1, a wrong call with 64', async () => {
		expect(await run('disk-report', ['--limit', '100', '/'], 'en')).toMatchObject({ code: 0 });
		expect(await run('disk-report', ['--limit', '1', '/usr'], 'nl')).toMatchObject({
			code: 1,
			out: expect.stringMatching(/is voor \d+ % vol: meer dan 1 %\.\n/) as unknown,
		});
		for (const args of [['--limit', '$(id)'], ['--limit', '101'], ['--no-such'], ['/no/such']]) {
			expect(await run('disk-report', args, 'fr')).toMatchObject({ code: 64, out: '' });
		}
	});

	test('a log is rotated once, and the last copies stay', async () => {
		const log = join(folder, 'a log; id');
		for (const line of ['one', 'two', 'three']) {
			writeFileSync(log, line);
			expect(await run('rotate-log', ['--keep', '2', log], 'en')).toMatchObject({ code: 0 });
		}
		expect(await run('rotate-log', ['--keep', '2', log], 'fr')).toMatchObject({
			code: 0,
			out: expect.stringContaining('vide') as unknown,
		});
		expect(readdirSync(folder).sort()).toEqual(['a log; id', 'a log; id.1', 'a log; id.2']);
		expect(['', '.1', '.2'].map((end) => readFileSync(`${log}${end}`, 'utf8'))).toEqual(['', 'three', 'two']);
	});

	test('accounts of people are listed, and those of the system on request', async () => {
		const { out } = await run('list-accounts', [], 'en');
		expect(out).not.toMatch(/^(root|nobody) /m);
		expect((await run('list-accounts', ['--all'], 'en')).out).toMatch(/^root \(.*\): \d+ keys$/m);
	});
});
