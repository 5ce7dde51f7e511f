import {
	createBatch,
	failImport,
	getBatch,
	ImportStopped,
	runImport,
	type ImportBatch,
	type OnProgress,
} from '../imports';
import type { Store } from '../db';
import { InputError } from '../kernel/errors';
import type { Language } from '../kernel/languages';
import { contentOf } from './contentHash';
import { rulesOf, type ImportWishes } from './inspectWorkbook';
import { withImport, type GivenFile } from './openImport';

/** Who gave a file, and how they are told of it. */
export interface Giver {
	readonly language?: Language;
	readonly uploadedBy?: string;
	readonly uploaderEmail?: string | null;
}

export interface ImportRun {
	readonly signal?: AbortSignal;
	readonly onProgress?: OnProgress;
}

/**
 * Imports a file now.
 *
 * @throws InputError when the file cannot be read, or the company is unknown. ExternalError of the database.
 */
export async function importWorkbook(
	store: Store,
	file: GivenFile,
	wishes: ImportWishes,
	{ signal, onProgress, ...giver }: Giver & ImportRun = {},
): Promise<ImportBatch> {
	const { batchId } = await noteFile(store, file, wishes.companyCode, giver);
	return await importInto(store, batchId, file, wishes, { signal, onProgress });
}

/** Adds the batch of a file that is imported without being kept. */
export async function noteFile(
	store: Store,
	{ name, source }: GivenFile,
	companyCode: string,
	giver: Giver,
): Promise<ImportBatch> {
	const content = await contentOf(source);
	return await store.asStaff(
		async (transaction) =>
			await createBatch(transaction, { companyCode, fileName: fileNameOf(name), ...content, ...giver }),
	);
}

/** The end of a name is what tells files apart. */
export const fileNameOf = (name: string): string => name.replace(/^.*[/\\]/, '').slice(-255) || 'file';

/**
 * Imports a file as the batch that was made for it. Whatever it throws, the batch says so too.
 *
 * @throws InputError when the file cannot be read, ImportStopped when the run is, BatchTaken when another one works on the
 *   batch. ExternalError of the database.
 */
export async function importInto(
	store: Store,
	batchId: string,
	file: GivenFile,
	wishes: ImportWishes,
	{ signal, onProgress }: ImportRun,
): Promise<ImportBatch> {
	const run = { begun: false };
	const stop = stopOn(signal);
	try {
		return await withImport(
			store,
			file,
			wishes,
			async (source) => {
				run.begun = true;
				return await runImport(store, source, { ...rulesOf(wishes), batchId }, onProgress);
			},
			{ signal: stop.signal, onLooked: (done) => void onProgress?.({ step: 'reading', done, of: null }) },
		);
	} catch (error) {
		// The run itself says what became of it.
		if (!run.begun) await failImport(store, batchId, error);
		throw error;
	} finally {
		stop.forget();
	}
}

/** Stops when the caller does, with a reason that the batch can tell. */
function stopOn(signal: AbortSignal | undefined): { readonly signal: AbortSignal; readonly forget: () => void } {
	const controller = new AbortController();
	const stop = () => {
		controller.abort(new ImportStopped());
	};
	if (signal?.aborted) stop();
	signal?.addEventListener('abort', stop, { once: true });
	return { signal: controller.signal, forget: () => signal?.removeEventListener('abort', stop) };
}

/** Runs an import whose failure by the file is a result: whoever gave the file is told, and nobody else is to blame. */
export async function failureAsResult(
	store: Store,
	batchId: string,
	work: () => Promise<ImportBatch>,
): Promise<ImportBatch> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		const batch = await store.asStaff(async (transaction) => await getBatch(transaction, batchId));
		if (batch.status !== 'failed') throw error;
		return batch;
	}
}
