import { z } from 'zod';
import { reportOf, reports } from '../../../../core/invoiceNinja';
import { InputError } from '../../../../core/kernel/errors';
import { mostEntries, textLimits } from '../../../../core/kernel/textLimits';
import { additional, choice, text, toggle } from '../../../shared/field';
import { WithFiles } from '../../../shared/operation';
import { made } from '../../build/create';
import { labelled } from '../../build/recordKind';
import { count, date, line } from '../../fields/values';
import { outputFile } from '../shared/downloadPdf';

const ranges = [
	...['all', 'last7', 'last30', 'this_month', 'last_month', 'this_quarter', 'last_quarter', 'this_year', 'last_year'],
	'custom',
] as const;

const columns = z.preprocess(
	(given) =>
		typeof given === 'string' && given.length <= textLimits.lines ? given.split(/[\s,]+/).filter(Boolean) : given,
	z.array(z.string().max(textLimits.key), 'must be a list of columns').max(mostEntries),
);

interface Asked {
	readonly report: string;
	readonly dateRange: string;
	readonly outputFile: string;
	readonly options: {
		readonly startDate?: string;
		readonly endDate?: string;
		readonly dateKey?: string;
		readonly columns?: readonly string[];
		readonly includeDeleted?: boolean;
		readonly waitSeconds?: number;
	};
}

/** `Get` of a report. */
export const getReport = made({
	name: 'get',
	label: 'Get',
	action: 'Get report as file',
	description: 'Have a report made, wait for it and return it as a CSV file; nothing is e-mailed',
	fields: {
		report: choice('Report', labelled(reports), { default: 'invoices' }),
		dateRange: choice('Date Range', labelled(ranges), { default: 'all' }),
		outputFile,
		options: additional(
			'Options',
			{
				startDate: date('Start Date', { description: 'For a custom range' }),
				endDate: date('End Date', { description: 'For a custom range' }),
				dateKey: line('Date Column', { placeholder: 'e.g. due_date', description: 'The date that the range is about' }),
				columns: text('Columns', columns, {
					placeholder: 'e.g. invoice.number, client.name',
					description: "With commas in between. Invoice Ninja's own choice if it is left out.",
				}),
				includeDeleted: toggle('Include Deleted', z.boolean(), { description: 'Whether deleted rows are in it' }),
				waitSeconds: {
					...count('Wait (Seconds)', { default: 120, description: 'How long to wait for the file: an hour at most' }),
					schema: count('').schema.pipe(z.number().min(1, 'must be above 0').max(3_600, 'is more than an hour')),
				},
			},
			{ placeholder: 'Add Option' },
		),
	},
	run: async ({ ninja, files }, given) => {
		const { report, dateRange, outputFile: property, options } = given as unknown as Asked;
		if (dateRange === 'custom' && (!options.startDate || !options.endDate)) {
			throw new InputError('options.startDate', 'and the end date are needed for a custom range', 'Give both dates.');
		}
		const { columns: wanted = [], includeDeleted = false, waitSeconds = 120, ...dates } = options;
		const bytes = await reportOf(ninja, { report, dateRange, columns: wanted, includeDeleted, waitSeconds, ...dates });
		const fileName = `${report}.csv`;
		const file = await files.make(bytes, fileName, 'text/csv');
		return new WithFiles({ report, dateRange, fileName, bytes: bytes.length }, { [property]: file });
	},
});
