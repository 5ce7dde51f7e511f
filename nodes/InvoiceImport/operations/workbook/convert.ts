import { z } from 'zod';
import { openWorkbook, tableRows, type TableRecord } from '../../../../core/spreadsheet';
import { mostEntries, textLimits } from '../../../../core/kernel/textLimits';
import { additional, number, rows, text, toggle } from '../../../shared/field';
import { JsonRows, operation } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { inputFile } from '../fields';

const short = z.string().trim().max(textLimits.name);

export const convert = operation({
	name: 'convert',
	label: 'Convert',
	action: 'Convert sheet to items',
	description:
		'Return the rows of any sheet as items, with their types: numbers, dates as 2026-03-31, booleans. Nothing is stored.',
	fields: {
		inputFile,
		names: rows('Names', {
			row: 'Name',
			most: mostEntries,
			description: 'Names of the fields in the items, by the header or the letters of a column',
			fields: {
				header: text('Header', short.min(1, 'is missing'), { placeholder: 'e.g. Factuurnr. or C' }),
				name: text('Name', short.min(1, 'is missing'), { placeholder: 'e.g. number' }),
			},
		}),
		options: additional('Options', {
			headerRow: number('Header Row', z.number().int().min(0).max(1_048_576), {
				default: 1,
				typeOptions: { minValue: 0 },
				description: 'The number of the row with the names of the columns, 0 for none. Found out if it is not given.',
			}),
			onlyNamed: toggle('Only Named Columns', z.boolean(), {
				description: 'Whether to leave out columns that have no name above',
			}),
			rowNumberAs: text('Row Number As', short.min(1, 'is missing'), {
				default: 'row',
				description: "The field that gets the row's number in the sheet",
			}),
			rowsPerItem: number('Rows per Item', z.number().int().min(1).max(100_000), {
				default: 1,
				typeOptions: { minValue: 1 },
				description: 'With more than one, each item has a list of rows: fewer items go through n8n',
			}),
			sheet: text('Sheet', short.min(1, 'is missing'), {
				placeholder: 'e.g. Sheet1',
				description: 'The name of the sheet. The first one that is not hidden if it is not given.',
			}),
			skipHiddenRows: toggle('Leave Out Hidden Rows', z.boolean(), {
				description: 'Whether to leave out rows that are hidden, such as those that a filter hides',
			}),
		}),
	},
	run: async ({ files, signal }: ImportContext, { inputFile: property, names, options }) => {
		const { rowsPerItem = 1, ...wishes } = options;
		const file = await files.open(property);
		try {
			const workbook = await openWorkbook(file.source, { name: file.name, signal });
			try {
				const renamed = Object.fromEntries(names.map(({ header, name }) => [header, name]));
				const records: TableRecord[] = [];
				for await (const some of tableRows(workbook, { ...wishes, names: renamed })) records.push(...some);
				if (rowsPerItem === 1) return new JsonRows(records);
				const count = Math.ceil(records.length / rowsPerItem);
				return new JsonRows(
					Array.from({ length: count }, (_, index) => ({
						rows: records.slice(index * rowsPerItem, (index + 1) * rowsPerItem),
					})),
				);
			} finally {
				await workbook.close();
			}
		} finally {
			await file.close();
		}
	},
});
