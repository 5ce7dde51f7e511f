import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openJobs, type JobSpec } from '../../../core/jobs';
import { filesOf } from '../../../core/jobs/jobFiles';
import { wholeCharacters, wholeLines } from '../../../core/jobs/output';
import { jobWord, shellWord } from '../../../core/jobs/shellWords';
import { tarOf } from '../../../core/jobs/tar';
import { localHost } from '../../support/localHost';

const anything = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string(),
	fc.constantFrom(
		`'`,
		`"$(id)"`,
		'`id`',
		'\n',
		'\\',
		`'\\''`,
		'-rf',
		'--',
		'!!',
		'{{ 7*7 }}',
		'*',
		'$HOME',
		' ',
		'é\u0000',
	),
);

test('any text is one word of a shell, as it is, and NUL is refused', () => {
	const words = fc.sample(anything, 500);
	for (const word of words.filter((text) => text.includes('\0'))) {
		expect(() => shellWord(word, 'argv')).toThrow("'argv'");
	}
	const plain = words.filter((text) => !text.includes('\0'));
	for (const shell of ['sh', 'bash']) {
		const script = `printf '%s\\0' ${plain.map((word) => shellWord(word, 'argv')).join(' ')}`;
		const said = execFileSync(shell, ['-s'], { input: script, encoding: 'utf8' });
		expect(said.split('\0').slice(0, -1)).toEqual(plain);
	}
});

test('the path of a file of the job is one word, with what stands before it', () => {
	const script = `set -- "/a b/'c"; printf '%s\\n' ${jobWord({ jobFile: `secrets/it's`, prefix: '@' }, 'argv')}`;
	expect(execFileSync('sh', ['-s'], { input: script, encoding: 'utf8' })).toBe(`@/a b/'c/secrets/it's\n`);
});

test('tar takes the archive apart as it was, with exact modes', () => {
	const folder = mkdtempSync(join(tmpdir(), 'msp-tar-'));
	try {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.constantFrom(0o600, 0o640, 0o755), (bytes, mode) => {
				execFileSync('tar', ['-xpf', '-', '-C', folder], {
					input: tarOf([{ path: 'a/b c/é', content: Buffer.from(bytes), mode }]),
				});
				expect(readFileSync(join(folder, 'a/b c/é')).equals(Buffer.from(bytes))).toBe(true);
				expect(statSync(join(folder, 'a/b c/é')).mode & 0o777).toBe(mode);
				expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700);
			}),
			{ numRuns: 25 },
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

test('a text that is cut anywhere is put together again', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(40), { maxLength: 6 }), (text, cuts) => {
			const bytes = Buffer.from(text);
			let [at, said] = [0, ''];
			for (const cut of cuts) {
				const { text: part, length } = wholeCharacters(bytes.subarray(at, at + cut), false);
				said += part;
				at += length;
			}
			expect(said + wholeCharacters(bytes.subarray(at), true).text).toBe(text);
		}),
		{ numRuns: 500 },
	);
	// What is no UTF-8 does not hold it up for ever.
	expect(wholeCharacters(Buffer.from([0x61, 0xff, 0xfe]), false)).toMatchObject({ length: 3 });
	expect(wholeCharacters(Buffer.from([0x80, 0x80, 0x80, 0x80]), false)).toMatchObject({ length: 4 });
});

test('lines are whole, and the last one of all needs no line break', () => {
	expect(wholeLines(Buffer.from('é\nb\nc'), false)).toEqual({ lines: ['é', 'b'], length: 5 });
	expect(wholeLines(Buffer.from('c'), true)).toEqual({ lines: ['c'], length: 1 });
	expect(wholeLines(Buffer.from('no end'), false)).toEqual({ lines: [], length: 0 });
	expect(wholeLines(Buffer.from('\n\n'), false)).toEqual({ lines: ['', ''], length: 2 });
});

const job: JobSpec = { jobId: 'a', argv: ['true'], environment: {}, files: [], timeoutSeconds: 60 };

test.each<[string, Partial<JobSpec>]>([
	['jobId', { jobId: '' }],
	['jobId', { jobId: '.new' }],
	['jobId', { jobId: '-x' }],
	['jobId', { jobId: 'a/b' }],
	['jobId', { jobId: 'a'.repeat(101) }],
	['argv', { argv: [] }],
	['argv', { argv: ['--version'] }],
	['argv', { argv: ['echo', 'a\0b'] }],
	['environment', { environment: { 'A=B': 'x' } }],
	['environment.A', { environment: { A: '\0' } }],
	['files', { files: [{ path: '../x', content: '', mode: 0o600 }] }],
	['files', { files: [{ path: '/etc/x', content: '', mode: 0o600 }] }],
	['files', { files: [{ path: '.job/hash', content: '', mode: 0o600 }] }],
	['files', { files: [{ path: 'log', content: '', mode: 0o600 }] }],
	['timeoutSeconds', { timeoutSeconds: 0 }],
	['timeoutSeconds', { timeoutSeconds: Number.NaN }],
	['lock', { lock: { name: '', waitSeconds: 1 } }],
	['workingDirectory', { workingDirectory: 'a\0' }],
])('a job with a wrong %s is refused: %j', (field, wrong) => {
	expect(() => filesOf({ ...job, ...wrong }, 10)).toThrow(`'${field}'`);
});

test.each(['', '-x', '~/jobs', '../jobs', '/a/../b', 'a\nb'])('the directory %j is refused', (directory) => {
	expect(() => openJobs(localHost('/'), { directory })).toThrow("'jobsDirectory'");
});

test('the hash changes with everything that decides a run, and with nothing else', () => {
	const hashOf = (more: Partial<JobSpec>) =>
		filesOf({ ...job, ...more }, 10).find(({ path }) => path === '.job/hash')?.content;
	const files = [
		{ path: 'a', content: 'one', mode: 0o600 },
		{ path: 'b', content: 'two', mode: 0o600 },
	];
	const same = hashOf({ files });
	expect(hashOf({ files: [...files].reverse() })).toBe(same);
	const others: Array<Partial<JobSpec>> = [
		{},
		{ files: [{ path: 'a', content: 'onetwo', mode: 0o600 }] },
		{ files, argv: ['true', ''] },
		{ files, environment: { A: '' } },
		{ files, workingDirectory: '/' },
		{ files, timeoutSeconds: 61 },
		{ files, lock: { name: 'x', waitSeconds: 1 } },
	];
	expect(new Set([same, ...others.map(hashOf)]).size).toBe(others.length + 1);
});
