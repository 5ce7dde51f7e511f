import { z } from 'zod';
import { exportCsv, exportKinds, exportWorkbook, mediaTypes } from '../../../../core/importDesk';
import { invoiceStatuses } from '../../../../core/invoices';
import { textLimits } from '../../../../core/kernel/textLimits';
import { additional, anyOf, choice, several, text, type Fields } from '../../../shared/field';
import { operation, WithFiles } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { outputFile, pageLanguage } from '../fields';

const day = z
	.string()
	.transform((given) => given.slice(0, 10))
	.pipe(z.iso.date('must be a day such as 2026-03-31'));

const filterFields = {
	companyCode: text('Company Code', z.string().trim().max(textLimits.key), { placeholder: 'e.g. main' }),
	customerCode: text('Customer Code', z.string().trim().max(textLimits.key), { placeholder: 'e.g. acme' }),
	from: text('From', day, { placeholder: 'e.g. 2026-03-01', description: 'The first day, of issue or of payment' }),
	statuses: several('Statuses', invoiceStatuses, { description: 'Of invoices; all of them if none is chosen' }),
	to: text('To', day, { placeholder: 'e.g. 2026-03-31', description: 'The last day' }),
} as const satisfies Fields;

/** What the program of the reader expects. */
const csvStyles = {
	comma: { delimiter: ',', decimalSign: '.' },
	semicolon: { delimiter: ';', decimalSign: ',' },
	tab: { delimiter: '\t', decimalSign: '.' },
} as const;

export const exportRecords = operation({
	name: 'export',
	label: 'Export',
	action: 'Export records',
	description: 'Write invoices, payments and customers as a workbook with typed cells, or as CSV',
	fields: {
		kinds: several('Records', exportKinds, { default: ['invoices'], description: 'A workbook has a tab for each' }),
		format: choice('Format', { xlsx: 'Workbook (.xlsx)', csv: 'CSV of the First' }),
		csvStyle: {
			...choice(
				'CSV Style',
				{ comma: 'Comma, 1234.56', semicolon: 'Semicolon, 1234,56', tab: 'Tab, 1234.56' },
				{ displayOptions: { show: { format: ['csv'] } } },
			),
			schema: z.enum(['comma', 'semicolon', 'tab']).default('comma'),
		},
		language: pageLanguage,
		filters: additional('Filters', filterFields),
		outputFile,
	},
	run: async (
		{ store, files }: ImportContext,
		{ kinds, format, csvStyle, language, filters, outputFile: property },
	) => {
		const chosen = anyOf(kinds) ?? exportKinds;
		const wishes = { ...filters, statuses: anyOf(filters.statuses), kinds: chosen, language };
		const fileName = `${format === 'csv' ? (chosen[0] ?? 'export') : 'export'}.${format}`;
		const file = await files.make(fileName, mediaTypes[format], async (out) =>
			format === 'csv'
				? await exportCsv(store, out, wishes, csvStyles[csvStyle])
				: await exportWorkbook(store, out, wishes),
		);
		return new WithFiles({ fileName, records: chosen }, { [property]: file });
	},
});
