import { Readable } from 'node:stream';
import { acceptPage, importOnce, importUpload, importWorkbook, sealDoor, showPage } from '../../core/importDesk';
import {
	claimImport,
	forgetOldFiles,
	getBatch,
	listBatches,
	listInterrupted,
	runImport,
	standardRules,
	undoImport,
} from '../../core/imports';
import { getInvoice } from '../../core/invoices';
import { importTabs, invoice, newBatch, workbook } from '../support/importScene';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: ReturnType<typeof backOfficeOn>;
beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());
beforeEach(async () => {
	await database.owner.query('truncate msp.invoice, msp.import_batch cascade');
});

const csv = (...rows: string[]) =>
	Buffer.from(['Invoice number,Invoice date,Customer,Total (EUR)', ...rows].join('\r\n'));
const friday = csv('F-1,2026-01-05,Friday,100.00');
const door = () => sealDoor(office.vault, { name: 'office', companyCode: 'main', until: null });
const post = async (ticket: string, body: object) => await acceptPage(office, { door: door(), ticket, body });
const now = async (batchId: string) =>
	await database.store.asStaff(async (transaction) => await getBatch(transaction, batchId));
const interrupted = async () =>
	(await database.store.asStaff(async (transaction) => await listInterrupted(transaction, 10))).map(
		({ batchId }) => batchId,
	);

async function upload(bytes: Buffer): Promise<string> {
	const openFile = async () => ({ name: 'x.csv', stream: Readable.from([bytes]) });
	const given = await acceptPage(office, { door: door(), ticket: '', body: { by: 'clerk', language: 'en' }, openFile });
	if (!('location' in given)) throw new Error(given.page.html);
	return new URLSearchParams(given.location).get('ticket') ?? '';
}

async function confirm(ticket: string): Promise<string> {
	const accepted = await post(ticket, { action: 'import' });
	if (!('confirmed' in accepted) || !accepted.confirmed) throw new Error('It was not confirmed.');
	return accepted.confirmed.batchId;
}

const passDays = async (days: number) =>
	await database.owner.query(`alter table msp.import_batch disable trigger touch;
		update msp.import_batch set updated_at = now() - interval '${days} days', claimed_until = claimed_until - interval '${days} days';
		alter table msp.import_batch enable trigger touch`);

test('an upload of Friday is confirmed and imported on Monday', async () => {
	const ticket = await upload(friday);
	await passDays(3);
	expect(await forgetOldFiles(database.store)).toBe(0);
	expect(await importUpload(database.store, await confirm(ticket))).toMatchObject({ status: 'imported' });
});

test('an upload whose file is gone is not confirmed, and its page says so', async () => {
	const ticket = await upload(friday);
	await passDays(15);
	expect(await forgetOldFiles(database.store)).toBe(1);
	expect(await post(ticket, { action: 'import' })).toMatchObject({ page: { statusCode: 403 } });
	expect(await interrupted()).toEqual([]);
	expect(await showPage(office, { door: door(), ticket, language: 'en', file: '' })).toMatchObject({
		page: { statusCode: 200 },
	});
});

test('a confirmed upload whose file is gone ends as failed, and says why', async () => {
	const batchId = await confirm(await upload(friday));
	await database.owner.query('delete from msp.import_file');
	expect(await importUpload(database.store, batchId)).toMatchObject({
		...{ batchId, status: 'failed', failure: expect.stringContaining('has no file any more') as unknown },
	});
});

test('a run that died without a file is nobody’s to go on with, and is told an hour later', async () => {
	const dead = await newBatch(database.store);
	await claimImport(database.store, dead, 0);
	const kept = await confirm(await upload(friday));
	expect(await interrupted()).toEqual([kept]);
	await forgetOldFiles(database.store);
	expect(await now(dead)).toMatchObject({ status: 'importing' });
	await passDays(1);
	await forgetOldFiles(database.store);
	expect(await now(dead)).toMatchObject({
		status: 'failed',
		failure: expect.stringContaining('Give the file again') as unknown,
	});
	expect(await now(kept)).toMatchObject({ status: 'importing' });
});

test('an undo that died before it settled is finished by the next call', async () => {
	await importTabs(database.store, { invoices: [invoice({ number: 'Z-1' })] });
	const { batchId } = await importTabs(database.store, { invoices: [invoice({ number: 'Z-1', notes: 'x' })] });
	await undoImport(database.store, batchId);
	const { invoiceId } = await database.store.asStaff(async (transaction) => await getInvoice(transaction, 'Z-1'));
	await database.owner.query('update msp.import_batch set to_settle = $2 where id = $1', [batchId, [invoiceId]]);
	expect(await interrupted()).toEqual([batchId]);
	expect(await importUpload(database.store, batchId)).toMatchObject({ status: 'undone', toSettle: [] });
});

test('what a part wrote before its import failed can be taken back', async () => {
	await importTabs(database.store, { invoices: [invoice({ number: 'R-0', notes: 'before' })] });
	const rows = { ...standardRules, companyCode: 'main', transaction: 'rows' as const };
	const batchId = await newBatch(database.store);
	const many = Array.from({ length: 1_100 }, (_, index) => invoice({ number: `R-${index}`, notes: 'after' }));
	const failing = runImport(
		database.store,
		workbook({ invoices: many }),
		{ ...rows, batchId },
		({ step, done, of }) => {
			if (step === 'writing' && done === of) throw new TypeError('a fault');
		},
	);
	await expect(failing).rejects.toThrow('a fault');
	const first = await database.store.asStaff(
		async (transaction) => await listBatches(transaction, { statuses: ['imported'], limit: 1 }),
	);
	await expect(undoImport(database.store, first[0]?.batchId ?? '')).rejects.toThrow('R-0 was changed later');
	expect(await undoImport(database.store, batchId)).toMatchObject({ invoicesRemoved: 1_099, invoicesRestored: 1 });
	expect(await now(batchId)).toMatchObject({ status: 'undone' });
	const left = await database.owner.query('select number, notes from msp.invoice');
	expect(left.rows).toEqual([{ number: 'R-0', notes: 'before' }]);
});

const once = async (bytes: Buffer, given: { signal?: AbortSignal } = {}) =>
	await importOnce(
		database.store,
		{ name: 'x.csv', source: { bytes } },
		{ companyCode: 'main' },
		{ ...given, untilUnchanged: false },
	);

test('a watched folder leaves the upload alone that waits on a page', async () => {
	const ticket = await upload(friday);
	const batch = await once(friday);
	expect(batch).toMatchObject({ status: 'imported', uploadedBy: '' });
	expect(await importUpload(database.store, await confirm(ticket))).toMatchObject({
		...{ status: 'imported', uploadedBy: 'clerk', counts: { invoices: { created: 0, unchanged: 1 } } },
	});
	expect(await once(friday)).toBeUndefined();
});

test('a watched folder leaves a file alone while another run imports it', async () => {
	const { batchId } = (await once(friday)) ?? {};
	await database.owner.query(`update msp.import_batch set status = 'waiting', finished_at = null where id = $1`, [
		batchId,
	]);
	const claim = await claimImport(database.store, batchId ?? '');
	expect(await once(friday)).toBeUndefined();
	expect(await now(claim.batchId)).toMatchObject({ status: 'importing' });
});

test('an execution that was stopped says so, and a watched folder imports its file again', async () => {
	const stop = new AbortController();
	const rows = Array.from({ length: 1_500 }, (_, index) => `H-${index},2026-01-05,Stopped,100.00`);
	const given = importWorkbook(
		database.store,
		{ name: 'x.csv', source: { bytes: csv(...rows) } },
		{ companyCode: 'main' },
		{
			signal: stop.signal,
			onProgress: ({ step, done }) => {
				if (step === 'reading' && done > 0) stop.abort(new Error('The execution was cancelled'));
			},
		},
	);
	await expect(given).rejects.toThrow('the run was stopped');
	const [batch] = await database.store.asStaff(async (transaction) => await listBatches(transaction, { limit: 1 }));
	expect(batch).toMatchObject({
		status: 'failed',
		failure: expect.stringContaining('the run was stopped') as unknown,
	});
	const stopped = await once(csv(...rows), { signal: AbortSignal.abort() });
	expect(stopped).toMatchObject({ batchId: batch?.batchId, status: 'failed' });
	expect(await once(csv(...rows))).toMatchObject({ batchId: batch?.batchId, status: 'imported' });
	expect(await once(csv(...rows))).toBeUndefined();
});
