import { z } from 'zod';
import { decimalOf } from '../kernel/money';
import type { SheetField, Problem, ProblemCode, WorkbookUnderstanding } from '../invoiceSheets';
import { problemCodes } from '../invoiceSheets';

const field = z.string().nullable() as unknown as z.ZodType<SheetField | null>;

/** A problem as `msp.import_staged` and `msp.import_row` keep it. The database finds some that do not know their cell yet. */
export const keptProblem = z.object({
	severity: z.enum(['error', 'warning']),
	code: z.enum(problemCodes),
	field,
	column: z.number().nullable().default(null),
	value: z.string().default(''),
	details: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});

/** SQL of a problem as JSON, to be added to the problems of a row. */
export function problemSql(
	code: ProblemCode | { readonly sql: string },
	about: SheetField | null,
	details: Readonly<Record<string, string>> = {},
	severity: Problem['severity'] = 'error',
): string {
	const pairs = Object.entries(details).map(([name, sql]) => `'${name}', ${sql}`);
	const written = typeof code === 'string' ? `'${code}'` : code.sql;
	return `jsonb_build_array(jsonb_build_object('severity', '${severity}', 'code', ${written}, 'field', ${
		about === null ? 'null' : `'${about}'`
	}, 'details', jsonb_strip_nulls(jsonb_build_object(${pairs.join(', ')}))))`;
}

/** The assignments that refuse a staged row for a problem. */
export const refuse = (problem: string) => `refused = true, problems = coalesce(s.problems, '[]') || ${problem}`;

/** Amounts that the database found are in minor units, with their currency. A person reads decimals. */
function inDecimals({ currency, ...details }: Problem['details']): Problem['details'] {
	if (typeof currency !== 'string') return details;
	return Object.fromEntries(
		Object.entries(details).map(([name, value]) => [
			name,
			typeof value === 'number' ? decimalOf({ amountMinor: value, currency }) : value,
		]),
	);
}

/** Adds to each problem the cell that it is about, and says its amounts in decimals. */
export function withCells(
	problems: ReadonlyArray<z.infer<typeof keptProblem>>,
	{ sheet, texts }: { readonly sheet: number; readonly texts: readonly string[] },
	understanding: WorkbookUnderstanding,
): Problem[] {
	const columns = understanding.sheets.find((one) => one.sheet === sheet)?.columns ?? [];
	return problems.map((found) => {
		const problem = { ...found, details: inDecimals(found.details) };
		if (problem.column !== null || problem.field === null) return problem;
		const column = columns.find((one) => one.field === problem.field)?.column ?? null;
		return { ...problem, column, value: column === null ? '' : (texts[column] ?? '').slice(0, 200) };
	});
}
