import { z } from 'zod';
import { importOnce, importUpload, importWorkbook, resultOf } from '../../../../core/importDesk';
import { BatchTaken, type ImportBatch } from '../../../../core/imports';
import type { Language } from '../../../../core/kernel/languages';
import { additional, choice, number, toggle } from '../../../shared/field';
import { operation, ToOutputs } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import {
	batchId,
	chosenRules,
	columns,
	companyCode,
	inputFile,
	pageLanguage,
	readingFields,
	readingOf,
	ruleFields,
} from '../fields';
import { importedItems, rejectedItems } from '../rowItems';

const whenFile = { displayOptions: { show: { source: ['file'] } } };
const shown = <F extends { readonly control: object }>(field: F, more: object): F => ({
	...field,
	control: { ...field.control, ...more },
});

export const importOperation = operation({
	name: 'import',
	label: 'Import',
	action: 'Import workbook',
	description:
		'Import the invoices, payments and customers of a spreadsheet. The same file again changes nothing, and rows with a mistake are left out with the reason.',
	outputs: ['Imported', 'Rejected', 'Summary'],
	fields: {
		source: choice(
			'Source',
			{ file: 'File of the Item', batch: 'Uploaded Batch' },
			{ description: 'Whether the spreadsheet comes with the item, or was uploaded on the page' },
		),
		inputFile: { ...shown(inputFile, whenFile), schema: inputFile.schema.default('data') },
		batchId: {
			...shown(batchId, { displayOptions: { show: { source: ['batch'] } } }),
			schema: batchId.schema.optional(),
		},
		companyCode: { ...shown(companyCode, whenFile), schema: companyCode.schema.default('main') },
		columns: shown(columns, whenFile),
		options: additional('Options', {
			...ruleFields,
			...readingFields,
			rows: choice(
				'Rows as Items',
				{ none: 'None', rejected: 'Rejected', all: 'Imported and Rejected' },
				{
					default: 'rejected',
					description:
						'Which rows leave the node as items. n8n keeps items with the execution: a large file is better left out.',
				},
			),
			mostRows: number('Most Rows', z.number().int().min(1).max(1_000_000), {
				default: 1_000,
				typeOptions: { minValue: 1 },
				description: 'How many rows leave each output at the most. All of them are counted.',
			}),
			eachFileOnce: toggle('Each File Once', z.boolean(), {
				description: 'Whether to leave out a file whose content was imported or refused before, as in a watched folder',
			}),
			untilUnchanged: toggle('Wait Until Unchanged', z.boolean(), {
				description:
					'Whether to import a file only when it is given a second time with the same content, because somebody may still be writing it. Goes with Each File Once.',
			}),
			resultLanguage: pageLanguage,
		}),
	},
	run: async (context: ImportContext, given) => {
		const { rows = 'rejected', mostRows = 1_000, resultLanguage, ...options } = given.options;
		const batch = await importNow(context, { ...given, options, resultLanguage });
		if (!batch) return new ToOutputs({ Imported: [], Rejected: [], Summary: [] });
		const most = { rows, mostRows };
		return new ToOutputs({
			Imported: rows === 'all' ? await importedItems(context.store, batch, mostRows) : [],
			Rejected: most.rows === 'none' ? [] : await rejectedItems(context.store, batch, mostRows, resultLanguage),
			Summary: [await resultOf(context.store, batch, resultLanguage)],
		});
	},
});

interface Given {
	readonly source: 'file' | 'batch';
	readonly inputFile: string;
	readonly batchId?: string;
	readonly companyCode: string;
	readonly columns: Parameters<typeof readingOf>[1];
	readonly options: Parameters<typeof readingOf>[0] & { eachFileOnce?: boolean; untilUnchanged?: boolean };
	readonly resultLanguage?: Language;
}

async function importNow({ store, files, signal }: ImportContext, given: Given): Promise<ImportBatch | undefined> {
	const { options } = given;
	if (given.source === 'batch') {
		const uploaded = batchId.schema.parse(given.batchId);
		// Confirmed, and found as interrupted in the same moment: whoever came first makes it.
		return await importUpload(store, uploaded, { signal, rules: chosenRules(options) }).catch(unlessAtWork);
	}
	const file = await files.open(given.inputFile);
	try {
		const wishes = {
			companyCode: given.companyCode,
			...readingOf(options, given.columns),
			rules: chosenRules(options),
		};
		const giver = { ...(given.resultLanguage && { language: given.resultLanguage }), signal };
		if (options.eachFileOnce !== true) return await importWorkbook(store, file, wishes, giver);
		return await importOnce(store, file, wishes, { ...giver, untilUnchanged: options.untilUnchanged ?? false });
	} finally {
		await file.close();
	}
}

function unlessAtWork(error: unknown): undefined {
	if (error instanceof BatchTaken && error.taken === 'at_work') return undefined;
	throw error;
}
