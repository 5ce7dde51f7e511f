import { createHash } from 'node:crypto';
import { readImportToSend } from '../../imports';
import { InputError } from '../../kernel/errors';
import { openBatchOf } from '../batches';
import { keepPlan, shownPlan, type MigrationOffice, type Preview } from '../preview';
import { lookAtNinja } from './lookAtNinja';
import { planImport, type ImportPlanOptions } from './planImport';

/**
 * Plans what an import made or changed for Invoice Ninja, and lists every difference. It keeps the plan as a batch and changes
 * nothing there. The same import with the same options is the same batch, until it is undone.
 *
 * @throws InputError when there is no such import, it is not imported, or it is of another company. ExternalError when Invoice
 *   Ninja cannot be asked.
 */
export async function previewImport(
	{ store, ninja, companyCode }: MigrationOffice,
	importBatchId: string,
	options: ImportPlanOptions,
): Promise<Preview> {
	const asked = JSON.stringify([importBatchId, options.keyField, options.taxName, options.paidWithoutPayment]);
	const contentHash = createHash('sha256').update(`import ${asked}`).digest('hex');
	const { known, sent } = await store.asStaff(async (transaction) => ({
		sent: await readImportToSend(transaction, importBatchId),
		known: await openBatchOf(transaction, companyCode, contentHash),
	}));
	if (sent.companyCode !== companyCode) {
		throw new InputError(
			'batchId',
			`is of the company ${sent.companyCode}, and the credential of Invoice Ninja is of ${companyCode}`,
			'Choose the credential of the company for which it was imported.',
		);
	}
	if (known) return await store.asStaff(async (transaction) => await shownPlan(transaction, known, false));
	const { rows, differences } = planImport(sent, await ninja.statics(), options);
	const there = await lookAtNinja(ninja, rows, options.keyField);
	return await keepPlan(store, rows, {
		...{ source: 'import', companyCode, contentHash, options: { keyField: options.keyField, importBatchId } },
		differences: [...there, ...differences],
	});
}
