import type { Store, Transaction } from '../db';
import { paymentDiffers } from '../payments';
import { claimImport, endImport, getBatch, type ImportBatch, type ImportClaim } from './batches';
import { checkFile, planForMany, refuseOtherLines } from './checkFile';
import { addCounts, allRejected, countPlanned, countRejected, type PlannedCounts } from './counts';
import { endCounts } from './endCounts';
import { countsOf } from './inspect';
import { partsOf, type Range } from './parts';
import { planPart, type Part } from './plan';
import { releaseImport } from './release';
import { progressReporter, type OnProgress } from './reporter';
import { neededCustomers, resolveCustomers, type ResolvedCustomers } from './resolveCustomers';
import { fillTexts, keepRejected } from './rows';
import { settleImported } from './settleImported';
import type { ImportRules, ImportSource } from './source';
import { buckets, forgetPlanned, forgetStaged, stage, type Staged } from './stage';
import { lockAll, writeCustomers, writePart } from './write';

export interface RunOptions extends ImportRules {
	readonly batchId: string;
	/** How long the run keeps the batch without a sign of life. */
	readonly claimSeconds?: number;
}

/** Invoices in one statement: it must end within its time. */
const mostInPart = 20_000;
const mostInRows = 1_000;

const everything: Range = { from: 0, to: buckets };

/**
 * Imports a file: reads it to its end, checks its rows against each other and against what is stored, and writes what is
 * new or other. The same file again changes nothing.
 *
 * With `transaction: 'file'` everything is written in one transaction: whatever dies, the invoices are as before or as after.
 * A batch whose run died is imported again from its file.
 *
 * @throws BatchTaken when the batch is worked on or over; or what `source` throws of the file. The batch is then `failed`.
 *   ExternalError of the database: after one that passes, the batch waits for another run.
 */
export async function runImport(
	store: Store,
	source: ImportSource,
	options: RunOptions,
	onProgress: OnProgress = () => undefined,
): Promise<ImportBatch> {
	const claim = await claimImport(store, options.batchId, options.claimSeconds);
	const reporter = progressReporter(store, claim, onProgress, options.claimSeconds);
	let staged: Staged | undefined;
	try {
		await reporter.report({ step: 'reading', done: 0, of: null });
		const onRows = async (done: number) => await reporter.report({ step: 'reading', done, of: null });
		staged = await stage(store, source, { companyCode: options.companyCode, onRows });
		const work: ImportWork = { store, source, options, claim, staged, report: reporter.report };
		const byRows = options.transaction === 'rows' && options.onProblem === 'import_rest';
		await (byRows ? importByRows(work) : importAtOnce(work));
		await reporter.report({ step: 'settling', done: 0, of: null });
	} catch (error) {
		await releaseImport(store, claim, error).catch(() => undefined);
		throw error;
	} finally {
		await reporter.end();
		// What is left behind is removed a day later.
		if (staged) await forgetStaged(store, staged.stagingId).catch(() => undefined);
	}
	await settleImported(store, options.batchId);
	return await store.asStaff(async (transaction) => await getBatch(transaction, options.batchId));
}

interface ImportWork {
	readonly store: Store;
	readonly source: ImportSource;
	readonly options: RunOptions;
	readonly claim: ImportClaim;
	readonly staged: Staged;
	readonly report: OnProgress;
}

async function importAtOnce(work: ImportWork): Promise<void> {
	const { store, options, staged, report } = work;
	await store.asStaff(async (transaction) => {
		const customers = await begin(transaction, work);
		const ranges = await partsOf(transaction, staged.stagingId, mostInPart);
		const planned: Array<readonly [Part, PlannedCounts]> = [];
		for (const range of ranges) {
			planned.push(await plan(transaction, work, range));
			await report({ step: 'checking', done: planned.length, of: ranges.length });
		}
		if (staged.hasLines) await refuseOtherLines(transaction, staged);
		const all = planned.map(([, counts]) => counts).reduce<PlannedCounts | undefined>(addCounts, undefined);
		const rejected = await countRejected(transaction, staged.stagingId);
		if (options.onProblem === 'import_nothing' && allRejected(rejected) > 0) {
			const made = (await neededCustomers(transaction, staged.stagingId)).size;
			const counts = countsOf(all, rejected, { made, customers, rows: staged.rows });
			await end(transaction, work, { status: 'refused', counts });
			return;
		}
		await lockAll(transaction, partOf(work, everything), all);
		await writeCustomers(transaction, partOf(work, everything), customers);
		for (const [index, [part, counts]] of planned.entries()) {
			await report({ step: 'writing', done: index, of: planned.length });
			await writePart(transaction, part, staged, counts);
		}
		await report({ step: 'writing', done: planned.length, of: planned.length });
		await end(transaction, work, {
			status: 'imported',
			counts: await endCounts(transaction, work, { customers, all }),
		});
		await report({ step: 'done', done: 0, of: null });
	});
}

/** Each thousand invoices with their payments on their own. Customers come before all of them. */
async function importByRows(work: ImportWork): Promise<void> {
	const { store, staged, report } = work;
	const { customers, ranges } = await store.asStaff(async (transaction) => {
		const resolved = await begin(transaction, work);
		// Customers come before the parts, and nobody is made for a row that its part would refuse.
		for (const range of await partsOf(transaction, staged.stagingId, mostInPart)) await plan(transaction, work, range);
		await forgetPlanned(transaction, staged.stagingId);
		await writeCustomers(transaction, partOf(work, everything), resolved);
		return { customers: resolved, ranges: await partsOf(transaction, staged.stagingId, mostInRows) };
	});
	let all: PlannedCounts | undefined;
	for (const [index, range] of ranges.entries()) {
		await report({ step: 'writing', done: index, of: ranges.length });
		const written = await store.asStaff(async (transaction) => {
			await lock(transaction, work);
			const [part, counts] = await plan(transaction, work, range);
			await lockAll(transaction, part, counts);
			await writePart(transaction, part, staged, counts);
			return counts;
		});
		all = addCounts(all, written);
	}
	await report({ step: 'writing', done: ranges.length, of: ranges.length });
	await store.asStaff(async (transaction) => {
		await lock(transaction, work);
		if (staged.hasLines) await refuseOtherLines(transaction, staged);
		await end(transaction, work, {
			status: 'imported',
			counts: await endCounts(transaction, work, { customers, all }),
		});
	});
}

async function lock(transaction: Transaction, { options }: ImportWork): Promise<void> {
	await transaction.lockName('import', options.companyCode);
	await planForMany(transaction);
}

async function begin(transaction: Transaction, work: ImportWork): Promise<ResolvedCustomers> {
	await lock(transaction, work);
	await checkFile(transaction, work.staged);
	return await resolveCustomers(transaction, work.staged, work.options);
}

const partOf = ({ staged, options, claim }: ImportWork, range: Range): Part => ({
	...{ stagingId: staged.stagingId, batchId: claim.batchId, companyCode: options.companyCode },
	...range,
});

async function plan(transaction: Transaction, work: ImportWork, range: Range): Promise<readonly [Part, PlannedCounts]> {
	const { staged, options } = work;
	const part = partOf(work, range);
	await planPart(transaction, part, staged, options);
	const { hasPayments } = staged;
	return [part, await countPlanned(transaction, part, { hasPayments, differs: paymentDiffers })];
}

async function end(
	transaction: Transaction,
	{ source, staged, claim, options }: ImportWork,
	result: Pick<Parameters<typeof endImport>[2], 'status' | 'counts'>,
): Promise<void> {
	await fillTexts(transaction, staged.stagingId, source);
	await keepRejected(transaction, { batchId: claim.batchId, stagingId: staged.stagingId }, source.understanding);
	await endImport(transaction, claim, { ...result, understanding: source.understanding });
	transaction.audit({
		...{ customerId: null, action: `import.${result.status}`, subject: `batch ${claim.batchId}`, outcome: 'done' },
		detail: { companyCode: options.companyCode, counts: result.counts },
		correlationId: claim.batchId,
	});
}
