'use strict';

/**
 * Reads an .xls file in a thread of its own, so that a file which takes too much ends this thread and no more. Plain
 * JavaScript, because the same file runs from the sources and from dist.
 *
 * It is asked by messages: { ask: 'rows', sheet, from, count } is answered by { rows }, { ask: 'layout', sheet } by
 * { merges, hiddenColumns }. The first message, { sheets, base1904 }, comes by itself. { failure } says why not.
 */

const { readFileSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const { read } = require('@e965/xlsx');

const errorTexts = {
	0x00: '#NULL!',
	0x07: '#DIV/0!',
	0x0f: '#VALUE!',
	0x17: '#REF!',
	0x1d: '#NAME?',
	0x24: '#NUM!',
	0x2a: '#N/A',
	0x2b: '#GETTING_DATA',
};

/** Of the cells that have a value. */
const types = ['s', 'n', 'b', 'e'];

const visibilities = ['visible', 'hidden', 'very_hidden'];

function open() {
	const bytes = workerData.path === undefined ? workerData.bytes : readFileSync(workerData.path);
	const options = {
		type: 'buffer',
		dense: true,
		cellDates: false,
		cellText: false,
		cellHTML: false,
		cellNF: true,
		cellStyles: true,
	};
	try {
		return read(bytes, { ...options, cellFormula: true });
	} catch (error) {
		// A formula that cannot be taken apart is no reason to lose the values.
		if (/password|encrypt/i.test(String(error))) throw error;
		return read(bytes, { ...options, cellFormula: false });
	}
}

/** [column, type, value, format, formula] of each cell with something in it. */
function rowAt(sheet, index) {
	const cells = [];
	const row = sheet['!data'][index];
	if (row !== undefined) {
		for (const [column, cell] of row.entries()) {
			if (cell === undefined || cell === null || !types.includes(cell.t) || cell.v === undefined || cell.v === null)
				continue;
			// LibreOffice writes a boolean and an error as a formula that is nothing else.
			const formula = cell.f !== undefined && cell.t !== 'b' && cell.t !== 'e';
			const value = cell.t === 'e' ? (errorTexts[cell.v] ?? '#VALUE!') : cell.v;
			if (value === '' && !formula) continue;
			cells.push([column, cell.t, value, cell.z ?? 'General', formula]);
		}
	}
	const hidden = sheet['!rows']?.[index]?.hidden === true;
	return cells.length === 0 && !hidden ? undefined : { number: index + 1, hidden, cells };
}

/** The next rows with something in them, and where to go on; `next` is null at the end. */
function rowsFrom(sheet, from, count) {
	const rows = [];
	const length = Math.max(sheet['!data'].length, sheet['!rows']?.length ?? 0);
	let index = from;
	for (; index < length && rows.length < count; index++) {
		const row = rowAt(sheet, index);
		if (row !== undefined) rows.push(row);
	}
	return { rows, next: index < length ? index : null };
}

function layoutOf(sheet) {
	return {
		merges: (sheet['!merges'] ?? []).map(({ s, e }) => ({
			firstRow: s.r + 1,
			lastRow: e.r + 1,
			firstColumn: s.c,
			lastColumn: e.c,
		})),
		hiddenColumns: (sheet['!cols'] ?? []).flatMap((column, index) => (column?.hidden === true ? [index] : [])),
	};
}

try {
	const book = open();
	const known = book.Workbook?.Sheets ?? [];
	// A chart has a tab and no cells.
	const sheets = book.SheetNames.map((name) => book.Sheets[name]).map((sheet) =>
		sheet?.['!type'] ? { '!data': [] } : sheet,
	);
	const broken = sheets.findIndex((sheet) => sheet?.['!data'] === undefined);
	if (broken >= 0) throw new Error(`the sheet '${book.SheetNames[broken]}' cannot be read`);
	parentPort.on('message', ({ ask, sheet, from, count }) => {
		const found = sheets[sheet];
		parentPort.postMessage(ask === 'rows' ? rowsFrom(found, from, count) : layoutOf(found));
	});
	parentPort.postMessage({
		base1904: book.Workbook?.WBProps?.date1904 === true,
		sheets: book.SheetNames.map((name, index) => ({ name, visibility: visibilities[known[index]?.Hidden ?? 0] })),
	});
} catch (error) {
	parentPort.postMessage({ failure: error instanceof Error ? error.message : String(error) });
}
