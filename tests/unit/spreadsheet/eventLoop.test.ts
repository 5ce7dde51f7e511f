import { openWorkbook } from '../../../core/spreadsheet';
import { xlsxFile } from '../../support/xlsxFile';

const rowCount = 30_000;

function largeWorkbook(): Buffer {
	const rows = Array.from({ length: rowCount }, (_, index) => {
		const row = index + 1;
		const texts = ['A', 'B', 'C', 'D'].map(
			(column, shift) => `<c r="${column}${row}" t="s"><v>${(index + shift) % 5_000}</v></c>`,
		);
		const numbers = ['E', 'F', 'G', 'H', 'I', 'J'].map(
			(column) => `<c r="${column}${row}" s="1"><v>${45_000 + (index % 900)}</v></c>`,
		);
		return `<row r="${row}">${texts.join('')}${numbers.join('')}</row>`;
	});
	const strings = Array.from({ length: 5_000 }, (_, index) => `<si><t>Customer number ${index}</t></si>`);
	return xlsxFile({ sheets: [{ rows: rows.join('') }], strings, formats: ['dd/mm/yyyy'] });
}

/**
 * The longest turn of the event loop until the work is done, in milliseconds of processor time: what other processes do
 * in between is not its fault. Threads that unpack and collect garbage count as well, so a turn is never longer than this.
 */
async function longestTurn(work: Promise<unknown>): Promise<{ readonly longest: number; readonly turns: number }> {
	const state = { done: false };
	const ended = work.finally(() => (state.done = true));
	let longest = 0;
	let turns = 0;
	let last = process.cpuUsage();
	const turn = () => {
		const { user, system } = process.cpuUsage(last);
		longest = Math.max(longest, (user + system) / 1_000);
		turns += 1;
		last = process.cpuUsage();
		if (!state.done) setTimeout(turn, 1);
	};
	setTimeout(turn, 1);
	await ended;
	return { longest, turns };
}

it('leaves the process free for other work while it reads', async () => {
	const bytes = largeWorkbook();
	const longest: number[] = [];
	// The best of three: what the test left behind for the garbage collector is none of the reader's work.
	for (let reading = 0; reading < 3; reading++) {
		const workbook = await openWorkbook({ bytes });
		const lengths: number[] = [];
		const read = async () => {
			for await (const batch of workbook.rows(0)) lengths.push(batch.length);
		};
		const measured = await longestTurn(read());
		await workbook.close();
		expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(rowCount);
		expect(lengths.length).toBeGreaterThan(20);
		expect(measured.turns).toBeGreaterThan(20);
		longest.push(measured.longest);
		if (measured.longest < 100) break;
	}
	expect(Math.min(...longest)).toBeLessThan(100);
});

it('does not read ahead of the one who takes the rows', async () => {
	const workbook = await openWorkbook({ bytes: largeWorkbook() });
	const batches = workbook.rows(0)[Symbol.asyncIterator]();
	await batches.next();
	const before = process.cpuUsage();
	await new Promise((resolve) => setTimeout(resolve, 200));
	const { user } = process.cpuUsage(before);
	expect(user / 1_000).toBeLessThan(100);
	await batches.return?.();
	await workbook.close();
});
