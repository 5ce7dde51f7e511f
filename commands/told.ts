import { describeQuestion, problemsOf, type ImportResult, type Look } from '../core/importDesk';
import type { Language } from '../core/kernel/languages';
import { writerOf } from '../core/messages';

/** What was understood and what would happen, as lines for a terminal. */
export function linesOfLook({ understanding, inspection }: Look, language: Language): string[] {
	const writer = writerOf(language);
	const { words, say } = writer;
	const { importPage: w } = words;
	const tabs = understanding.sheets.flatMap(({ name, role, dataRows, columns, checkSums }) => [
		`${name}: ${words.importRoles[role]}${role === 'other' ? '' : `, ${say(w.dataRows, { count: dataRows })}`}`,
		...(role === 'other'
			? []
			: columns
					.filter(({ header }) => header !== '')
					.map(
						({ letters, header, field }) =>
							`  ${letters.padEnd(3)} ${header.padEnd(28)} ${field === null ? w.notRead : words.importFields[field]}`,
					)),
		...checkSums.map(({ agrees, field, ...sum }) => {
			const told = { field: words.importFields[field], row: sum.row, expected: sum.expected, found: sum.found };
			return `  ${say(agrees ? w.sumAgrees : w.sumDiffers, told)}`;
		}),
	]);
	const names = new Map(understanding.sheets.map(({ sheet, name }) => [sheet, name]));
	const rows = inspection.problems.map((row) => ({ ...row, sheetName: names.get(row.sheet) ?? '' }));
	return [
		...tabs,
		'',
		...understanding.questions.map((question) => `? ${describeQuestion(writer, question, understanding.sheets)}`),
		...linesOfProblems(problemsOf(rows, language)),
		...linesOfCounts(inspection.counts, language),
	];
}

const mostProblems = 20;

type Told = ImportResult['result']['problems'];

export function linesOfProblems(problems: Told): string[] {
	const shown = problems.slice(0, mostProblems);
	return [
		...shown.map(({ tab, row, value, problem }) => `  ${tab} ${row}: ${value === '' ? '' : `'${value}': `}${problem}`),
		...(problems.length > shown.length ? [`  … ${problems.length - shown.length}`] : []),
	];
}

/** New, changed, unchanged and rejected, for each kind that the file has. */
export function linesOfCounts(counts: ImportResult['counts'], language: Language): string[] {
	const { importPage: w } = writerOf(language).words;
	return (['invoices', 'payments', 'customers'] as const).flatMap((kind) => {
		const { created, updated, unchanged, rejected } = counts[kind];
		if (created + updated + unchanged + rejected === 0) return [];
		return [
			`${w.kinds[kind]}: ${created} ${w.created}, ${updated} ${w.updated}, ${unchanged} ${w.unchanged}, ${rejected} ${w.rejected}`,
		];
	});
}
