import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { elapsed, endOf, openProgress, runLogged } from '../../../stack/parts/progress';
import { runNpm } from '../../../stack/parts/run';

/** What a screen shows of what was written: one line is written over by what follows a carriage return. */
const shown = (written: string) => written.split('\n').map((line) => line.split('\r\u001b[2K').at(-1) ?? '');

function screen(isTTY: boolean, columns = 80) {
	let text = '';
	return { isTTY, columns, write: (more: string) => void (text += more), text: () => text, lines: () => shown(text) };
}

describe('what takes long', () => {
	const { CI, TERM } = process.env;
	beforeEach(() => {
		delete process.env.CI;
		process.env.TERM = 'xterm';
		jest.useFakeTimers({ now: 0 });
	});
	afterEach(() => {
		jest.useRealTimers();
		Object.assign(process.env, CI === undefined ? {} : { CI }, TERM === undefined ? {} : { TERM });
	});

	/** A piece of work that goes on until it is told to end. */
	function piece() {
		let end: { resolve: () => void; reject: (error: Error) => void } = {
			resolve: () => undefined,
			reject: () => undefined,
		};
		const promise = new Promise<void>((resolve, reject) => (end = { resolve, reject }));
		return { work: async () => await promise, ...end };
	}

	test('is one line on a terminal, which is written over until it ends', async () => {
		const stream = screen(true);
		const { work, resolve } = piece();
		const going = openProgress({ stream }).during('Installing n8n', work);
		expect(stream.lines()).toEqual(['Installing n8n … 0 s']);
		await jest.advanceTimersByTimeAsync(41_000);
		expect(stream.lines()).toEqual(['Installing n8n … 41 s']);
		resolve();
		await going;
		expect(stream.lines()).toEqual(['  ✓ Installing n8n: done after 41 s', '']);
	});

	test('elsewhere has a line at its begin and end, and a sign of life every 15 to 30 seconds', async () => {
		const stream = screen(false);
		const { work, resolve } = piece();
		const going = openProgress({ stream }).during('Installing n8n', work);
		await jest.advanceTimersByTimeAsync(221_000);
		resolve();
		await going;
		for (const control of ['\r', '\u001b']) expect(stream.text()).not.toContain(control);
		const [begin, ...rest] = stream.lines();
		expect(begin).toBe('  Installing n8n …');
		expect(rest.slice(-2)).toEqual(['  ✓ Installing n8n: done after 3 min 41 s', '']);
		const signs = rest.slice(0, -2).map((line) => /… (?:(\d+) min )?(\d+) s$/.exec(line));
		const seconds = [0, ...signs.map((found) => Number(found?.[1] ?? 0) * 60 + Number(found?.[2]))];
		const gaps = seconds.slice(1).map((one, index) => one - (seconds[index] ?? 0));
		expect(gaps.length).toBeGreaterThan(6);
		expect(gaps.every((gap) => gap >= 15 && gap <= 30)).toBe(true);
	});

	test('shows all that goes on at once, within the width, and tells a failure', async () => {
		const stream = screen(true, 40);
		const { during, note } = openProgress({ stream });
		const [one, other] = [piece(), piece()];
		const going = [during('Building the pack', one.work), during('Starting PostgreSQL', other.work)];
		await jest.advanceTimersByTimeAsync(2_000);
		expect(stream.lines()).toEqual([`${'Building the pack … 2 s · Starting PostgreSQL … 2 s'.slice(0, 38)}…`]);
		note('port 5678 is taken');
		expect(stream.lines()[0]).toBe('  port 5678 is taken');
		one.reject(new Error('it does not compile'));
		await expect(going[0]).rejects.toThrow('it does not compile');
		other.resolve();
		await going[1];
		expect(stream.lines().slice(1)).toEqual([
			'  ✗ Building the pack: failed after 2 s',
			'  ✓ Starting PostgreSQL: done after 2 s',
			'',
		]);
		expect(jest.getTimerCount()).toBe(0);
	});

	test('a time is told in minutes and seconds', () => {
		expect([0, 59_999, 60_000, 221_000].map(elapsed)).toEqual(['0 s', '59 s', '1 min 0 s', '3 min 41 s']);
		fc.assert(
			fc.property(fc.nat({ max: 10 ** 8 }), (milliseconds) => {
				const [, minutes = '0', seconds] = /^(?:(\d+) min )?(\d+) s$/.exec(elapsed(milliseconds)) ?? [];
				expect(Number(minutes) * 60 + Number(seconds)).toBe(Math.floor(milliseconds / 1000));
				expect(Number(seconds)).toBeLessThan(60);
			}),
		);
	});
});

describe('a program whose words go into a log', () => {
	let folder: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'stack-logged-'));
	});
	afterEach(async () => await rm(folder, { recursive: true, force: true }));
	const log = () => join(folder, 'logs', 'install.log');

	test('says nothing on the screen, and its log has all of it, one run after the other', async () => {
		const run = async (code: string) =>
			await runLogged([process.execPath, '-e', code], { folder, logFile: log(), environment: {} });
		expect(await run(`console.log('npm warn deprecated'); console.error('oops')`)).toEqual({ code: 0 });
		expect(await run(`console.log('again'); process.exit(7)`)).toEqual({ code: 7 });
		expect(await readFile(log(), 'utf8')).toMatch(/npm warn deprecated[^]*oops[^]*again/);
		expect(endOf(log(), 1)).toBe('    again');
		expect(endOf(join(folder, 'none.log'))).toBe('    (nothing)');
		expect((await runLogged(['no-such-program'], { folder, logFile: log(), environment: {} })).error?.code).toBe(
			'ENOENT',
		);
	});

	test('that fails is told with its purpose, its log and its last lines', async () => {
		await expect(
			runNpm(['run', 'no-such-script'], { folder, purpose: 'Building the pack', logFile: log() }),
		).rejects.toThrow(/^Building the pack failed\. The end of .*install\.log:\n {4}.*\S/);
	});
});
