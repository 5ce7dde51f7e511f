import { monitorEventLoopDelay } from 'node:perf_hooks';
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

it('leaves the process free for other work while it reads, however slow or fast its rows are taken', async () => {
	const bytes = largeWorkbook();
	const workbook = await openWorkbook({ bytes });
	const delay = monitorEventLoopDelay({ resolution: 5 });
	delay.enable();
	let turns = 0;
	const timer = setInterval(() => (turns += 1), 1);
	let rows = 0;
	let batches = 0;
	for await (const batch of workbook.rows(0)) {
		rows += batch.length;
		batches += 1;
	}
	clearInterval(timer);
	delay.disable();
	await workbook.close();
	expect(rows).toBe(rowCount);
	expect(batches).toBeGreaterThan(20);
	expect(turns).toBeGreaterThan(20);
	expect(delay.max / 1e6).toBeLessThan(100);
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
