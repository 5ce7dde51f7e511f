import { fork } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read } from '@e965/xlsx';
import { stream } from 'exceljs';
import { z } from 'zod';
import { openWorkbook, standardLimits } from '../core/spreadsheet';
import { openArchive } from '../core/spreadsheet/zip/archive';
import { openBytes } from '../core/spreadsheet/zip/randomBytes';
import { invoiceWorkbook } from '../tests/support/invoiceWorkbook';
import { typescriptLoader } from '../stack/parts/script';
import { print } from './support/print';

/**
 * Rows in a second of processor time, and how far the memory of the process grows, of a workbook of 100,000 rows with 14
 * columns: ours beside exceljs' streaming reader, SheetJS, and unpacking alone, which nobody can go below. Each runs in
 * processes of its own, in turns; the best of its rounds counts, because what else the machine does makes it only worse.
 */
const rowCount = 100_000;
const rounds = 3;

const readers: Readonly<Record<string, (path: string) => Promise<number>>> = {
	ours: async (path) => {
		const workbook = await openWorkbook({ path });
		let cells = 0;
		for await (const batch of workbook.rows(0)) for (const row of batch) cells += row.cells.length;
		await workbook.close();
		return cells;
	},
	exceljs_stream: async (path) => {
		const workbook = new stream.xlsx.WorkbookReader(createReadStream(path), {
			entries: 'emit',
			sharedStrings: 'cache',
			styles: 'cache',
			worksheets: 'emit',
		});
		let cells = 0;
		for await (const sheet of workbook) for await (const row of sheet) cells += row.cellCount;
		return cells;
	},
	sheetjs: async (path) => {
		const { Sheets, SheetNames } = read(readFileSync(path), { dense: true, cellDates: true });
		const rows: readonly unknown[][] = Sheets[SheetNames[0] ?? '']?.['!data'] ?? [];
		return rows.reduce((sum, row) => sum + row.length, 0);
	},
	unzip_only: async (path) => {
		const bytes = await openBytes({ path });
		const archive = await openArchive(bytes, standardLimits);
		let size = 0;
		for (const name of archive.names) for await (const piece of archive.read(name)) size += piece.length;
		await bytes.close();
		return size;
	},
};

const measured = z.object({ cells: z.number(), cpuSeconds: z.number(), wallSeconds: z.number(), rssMb: z.number() });
type Measured = z.infer<typeof measured>;

async function main(): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-bench-'));
	const path = join(folder, 'invoices.xlsx');
	try {
		await writeFile(path, invoiceWorkbook(rowCount));
		const best = new Map<string, Measured>();
		for (let round = 0; round < rounds; round++) {
			for (const reader of Object.keys(readers)) {
				const result = await inOwnProcess(reader, path);
				const before = best.get(reader);
				if (before === undefined || result.cpuSeconds < before.cpuSeconds) best.set(reader, result);
			}
		}
		for (const [reader, { cells, cpuSeconds, wallSeconds, rssMb }] of best) {
			const rowsPerCpuSecond = rowCount / cpuSeconds;
			print('reader', {
				figure: 'rows_per_cpu_s',
				reader,
				value: rowsPerCpuSecond,
				rows: rowCount,
				cells,
				cpuSeconds,
				wallSeconds,
				rssMb,
			});
		}
	} finally {
		await rm(folder, { recursive: true });
	}
}

async function inOwnProcess(reader: string, path: string): Promise<Measured> {
	const child = fork(__filename, [reader, path], { execArgv: ['--import', typescriptLoader()] });
	return await new Promise((resolve, reject) => {
		child.once('message', (message) => resolve(measured.parse(message)));
		child.once('exit', (code) => reject(new Error(`${reader} ended with ${String(code)}`)));
	});
}

async function measure(reader: string, path: string): Promise<Measured> {
	const before = process.memoryUsage().rss;
	const used = process.cpuUsage();
	const began = performance.now();
	const cells = (await readers[reader]?.(path)) ?? 0;
	const { user, system } = process.cpuUsage(used);
	return {
		cells,
		cpuSeconds: (user + system) / 1e6,
		wallSeconds: (performance.now() - began) / 1_000,
		// The most that the process ever had, in kilobytes, less what it had before it read.
		rssMb: process.resourceUsage().maxRSS / 1_024 - before / 1_048_576,
	};
}

const [reader, path] = process.argv.slice(2);
const work =
	reader !== undefined && path !== undefined && process.send
		? measure(reader, path).then((result) => process.send?.(result))
		: main();
work.catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
