import { openUpload, type ImportBatch } from '../imports';
import type { Store } from '../db';
import type { DeskOptions } from './deskOptions';
import { inspectWorkbook, type Look } from './inspectWorkbook';

/**
 * Looks at a file that was uploaded.
 *
 * @param most how many problems and differences are told.
 * @throws InputError when the file cannot be read, or is not kept any more.
 */
export async function lookAtUpload(
	store: Store,
	{ batchId, companyCode, fileName }: Pick<ImportBatch, 'batchId' | 'companyCode' | 'fileName'>,
	{ corrections, rules }: Pick<DeskOptions, 'corrections' | 'rules'>,
	most: number,
): Promise<Look> {
	const upload = await openUpload(store, batchId);
	try {
		const file = { name: fileName, source: { path: upload.path } };
		return await inspectWorkbook(store, file, { companyCode, corrections, rules }, { most });
	} finally {
		await upload.close();
	}
}
