import { z } from 'zod';
import { previewMigration } from '../../../../core/ninjaMigration';
import { textLimits } from '../../../../core/kernel/textLimits';
import { additional, choice, number, text, toggle } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { migrationOffice, type SproutContext } from './context';

const taxName = z.string().trim().min(2, 'must have two characters at least').max(50);

/** The names of binary fields, separated by commas. */
const names = z
	.string()
	.max(textLimits.reason)
	.transform((given) => given.split(',').flatMap((name) => name.trim() || []))
	.pipe(z.array(z.string()).min(1, 'must name a binary field').max(20, 'must be 20 at the most'));

const dateOrder = choice(
	'Dates',
	{ iso: 'As 2024-03-31', dmy: 'Day First, as 31/3/2024', mdy: 'Month First, as 3/31/2024' },
	{
		displayOptions: { show: { shape: ['csv'] } },
		description: 'How dates with slashes are written. Nobody can tell 3/4/2024 by looking at it.',
	},
);
/** Hidden for the other shapes, which have no such dates. */
const dates = { ...dateOrder, schema: dateOrder.schema.default('iso') };

export const previewSprout = operation({
	name: 'preview',
	label: 'Preview',
	action: 'Preview sprout migration',
	description:
		'Read an export of Sprout Invoices, plan what is made of it, and list every difference. It changes nothing at Invoice Ninja.',
	fields: {
		shape: choice('Export', { csv: 'CSV', json: 'JSON', sql: 'SQL Dump' }, { default: 'sql' }),
		binaryFields: text('Input Binary Fields', names, {
			required: true,
			default: 'data',
			placeholder: 'e.g. {{ Object.keys($binary).join(",") }}',
			description:
				'The binary fields with the files, separated by commas. CSV files are told by their names: clients.csv, invoices.csv, payments.csv.',
		}),
		dates,
		options: additional('Options', {
			currency: text('Currency', z.string().regex(/^[A-Z]{3}$/, 'must be a code such as EUR'), {
				default: 'USD',
				description: 'For clients of which neither they nor an invoice tell one. Sprout Invoices takes USD.',
			}),
			evenOut: toggle('Even Out Cents', z.boolean(), {
				default: true,
				description: 'Whether a surcharge evens out up to ten cents that other rounding makes',
			}),
			keyField: number('Key Field', z.number().int().min(1).max(4, 'must be from 1 to 4'), {
				default: 4,
				typeOptions: { minValue: 1, maxValue: 4 },
				description: 'Which custom field of invoices and payments keeps the key of Sprout Invoices',
			}),
			mostDifferences: number('Most Differences', z.number().int().min(0).max(10_000, 'must be 10000 at the most'), {
				default: 1_000,
				typeOptions: { minValue: 0, maxValue: 10_000 },
				description: 'How many differences to return. All of them are counted, and kept with the batch.',
			}),
			tablePrefix: text('Table Prefix', z.string().max(textLimits.databaseName), {
				default: 'wp_',
				description: 'What the names of the tables begin with, when a dump holds several sites',
			}),
			taxName1: text('Name of Tax 1', taxName, {
				default: 'Tax 1',
				description: 'Sprout Invoices has no names for taxes, and Invoice Ninja does not charge a tax without one',
			}),
			taxName2: text('Name of Tax 2', taxName, { default: 'Tax 2', description: 'The same for the second tax' }),
			timeZone: text('Time Zone', z.string().max(textLimits.timeZone), {
				default: 'UTC',
				description:
					"The time zone of due dates in the export. WordPress keeps them in UTC, unless a plugin changes PHP's.",
			}),
		}),
	},
	run: async (context: SproutContext, { shape, binaryFields, dates: order, options }) => {
		const { mostDifferences = 1_000, taxName1 = 'Tax 1', taxName2 = 'Tax 2', keyField = 4, ...more } = options;
		const office = await migrationOffice(context);
		const files = [];
		for (const name of binaryFields) files.push(await context.files.read(name));
		const { differencesFound, ...found } = await previewMigration(office, files, {
			...{ shape, dates: order, taxNames: [taxName1, taxName2], keyField: asKeyField(keyField) },
			...{ currency: more.currency ?? 'USD', evenOut: more.evenOut ?? true },
			...{ timeZone: more.timeZone ?? 'UTC', tablePrefix: more.tablePrefix },
		});
		return { ...found, differences: differencesFound.slice(0, mostDifferences), differenceCount: found.differences };
	},
});

const asKeyField = (field: number) => ([1, 2, 3, 4] as const).find((one) => one === field) ?? 4;
