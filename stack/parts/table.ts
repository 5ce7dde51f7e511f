/** Rows of text in columns as wide as they need, as lines. */
export function table(rows: ReadonlyArray<readonly string[]>, indent = '  '): string {
	const widths = rows.reduce<number[]>(
		(known, row) => row.map((cell, column) => Math.max(known[column] ?? 0, cell.length)),
		[],
	);
	return rows
		.map((row) => indent + row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
		.map((line) => line.trimEnd())
		.join('\n');
}

const shown = process.stdout.isTTY && process.env.NO_COLOR === undefined;

/** Bold in a terminal. */
export function bold(text: string): string {
	return shown ? `\u001b[1m${text}\u001b[22m` : text;
}
