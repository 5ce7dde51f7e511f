import { z } from 'zod';
import { inspectWorkbook, problemsOf } from '../../../../core/importDesk';
import { additional, number } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import {
	chosenRules,
	columns,
	companyCode,
	inputFile,
	pageLanguage,
	readingFields,
	readingOf,
	ruleFields,
} from '../fields';

export const inspect = operation({
	name: 'inspect',
	label: 'Inspect',
	action: 'Inspect workbook',
	description:
		'Tell what is understood of a spreadsheet and what its import would do: tabs, columns, counts, differences, problems. It changes nothing.',
	fields: {
		inputFile,
		companyCode,
		columns,
		options: additional('Options', {
			...ruleFields,
			...readingFields,
			most: number('Most Problems', z.number().int().min(0).max(10_000, 'must be 10000 at the most'), {
				default: 200,
				typeOptions: { minValue: 0, maxValue: 10_000 },
				description: 'How many problems and how many differences to return. All of them are counted.',
			}),
			resultLanguage: pageLanguage,
		}),
	},
	run: async (
		{ store, files, signal }: ImportContext,
		{ inputFile: property, companyCode: company, columns: headers, options },
	) => {
		const file = await files.open(property);
		try {
			const { most = 200, resultLanguage = 'en', ...chosen } = options;
			const wishes = { companyCode: company, ...readingOf(chosen, headers), rules: chosenRules(chosen) };
			const { understanding, inspection } = await inspectWorkbook(store, file, wishes, { signal, most });
			const names = new Map(understanding.sheets.map(({ sheet, name }) => [sheet, name]));
			const rows = inspection.problems.map((row) => ({ ...row, sheetName: names.get(row.sheet) ?? '' }));
			return {
				fileName: file.name,
				counts: inspection.counts,
				questions: understanding.questions,
				problems: problemsOf(rows, resultLanguage),
				differences: inspection.differences,
				newCustomers: inspection.newCustomers,
				lookAlikes: inspection.lookAlikes,
				dueDaysAdded: inspection.dueDaysAdded,
				sheets: understanding.sheets,
			};
		} finally {
			await file.close();
		}
	},
});
