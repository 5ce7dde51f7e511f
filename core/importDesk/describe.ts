import { problemDetails, type Problem, type Question, type SheetUnderstanding } from '../invoiceSheets';
import { columnLetters } from '../spreadsheet';
import type { Writer } from '../messages';

/** A problem as a sentence for the person whose spreadsheet it is. */
export function describeProblem({ say, words }: Writer, { code, field, value, details }: Problem): string {
	// A batch of an older version may lack a detail: its sentence is told all the same.
	const named = Object.fromEntries((problemDetails[code] ?? []).map((name) => [name, '–']));
	const written = Object.fromEntries(
		Object.entries(details).map(([name, detail]) => [name, amountIn(words.locale, detail)]),
	);
	return say(words.importProblems[code], {
		...named,
		field: field === null ? '' : words.importFields[field],
		value,
		...written,
	});
}

/** An amount as the reader writes it; anything else as it is. */
function amountIn(locale: string, detail: string | number): string | number {
	if (typeof detail !== 'string') return detail;
	const decimals = /^-?\d{1,15}\.(\d{2,4})$/.exec(detail)?.[1]?.length;
	if (decimals === undefined) return detail;
	return Number(detail).toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** Where in a row the problem is, such as `C17`; the row alone when it is about no one cell. */
export const cellOf = ({ column }: Problem, row: number): string =>
	column === null ? String(row) : `${columnLetters(column)}${row}`;

/** A question as a sentence, with the tab and the column that it is about. */
export function describeQuestion(
	{ say, words }: Writer,
	{ kind, sheet, column, field, example }: Question,
	sheets: readonly SheetUnderstanding[],
): string {
	const tab = sheets.find((one) => one.sheet === sheet);
	const found = tab?.columns.find((one) => one.column === column);
	return say(words.importQuestions[kind], {
		tab: tab?.name ?? '',
		column: found ? `${found.letters} ${found.header}`.trim() : '',
		field: field === null ? '' : words.importFields[field],
		example,
	});
}
