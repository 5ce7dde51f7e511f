import { problemsOf } from '../../../../core/importDesk';
import { getBatch, listImportRows } from '../../../../core/imports';
import { additional, anyOf, listFields, several } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { ImportContext } from '../../context';
import { batchId, pageLanguage } from '../fields';

const outcomes = ['rejected', 'updated'] as const;

export const listRows = operation({
	name: 'listRows',
	label: 'List Rows',
	action: 'List rows of batch',
	description:
		'List the rows that were rejected, with the reasons, and those that changed something, with before and after',
	fields: {
		batchId,
		...listFields,
		options: additional('Options', {
			outcomes: several('Outcomes', outcomes, { description: 'Any of them; both if none is chosen' }),
			resultLanguage: pageLanguage,
		}),
	},
	run: async ({ store }: ImportContext, { batchId: id, returnAll, limit, options }) => {
		const { batch, rows } = await store.asStaff(async (transaction) => ({
			batch: await getBatch(transaction, id),
			rows: await listImportRows(transaction, {
				batchId: id,
				outcomes: anyOf(options.outcomes),
				limit: returnAll ? null : limit,
			}),
		}));
		const language = options.resultLanguage ?? batch.language;
		const tabs = new Map(batch.understanding?.sheets.map(({ sheet, name }) => [sheet, name]));
		return rows.map((row) => ({
			...{ batchId: id, outcome: row.outcome, kind: row.kind, row: row.rowNumber },
			...{
				tab: row.sheetName || (tabs.get(row.sheet) ?? ''),
				subject: row.subject,
				cells: row.texts,
				problems: problemsOf([row], language),
			},
			...{ before: row.before, after: row.after },
		}));
	},
});
