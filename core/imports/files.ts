import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { json, type Store, type Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { createBatch, endedAt, type ImportBatch, type NewImportBatch } from './batches';
import { stoppedFailure } from './release';

/** The database keeps a file in pieces of this many bytes. */
const pieceBytes = 1_048_576;

/** The most bytes of an upload, where nobody says another limit. */
export const mostUploadBytes = 200 * pieceBytes;

export interface Upload extends Omit<NewImportBatch, 'contentHash' | 'fileBytes'> {
	readonly bytes: AsyncIterable<Uint8Array>;
	readonly mostBytes?: number;
}

/**
 * Keeps a file for an import: first on the disk, so that no transaction waits for a slow browser, then in the database.
 *
 * @throws InputError when the file is empty or too large, or there is no such company.
 */
export async function saveUpload(
	store: Store,
	{ bytes, mostBytes = mostUploadBytes, ...batch }: Upload,
): Promise<ImportBatch> {
	return await inTemporaryFolder(async (folder) => {
		const path = join(folder, 'upload');
		const { contentHash, fileBytes } = await writeDown(bytes, path, mostBytes);
		return await store.asStaff(async (transaction) => {
			const made = await createBatch(transaction, { ...batch, contentHash, fileBytes });
			let part = 0;
			for await (const piece of piecesOf(path)) {
				await transaction.run('insert into msp.import_file (batch_id, part, bytes) values ($1, $2, $3)', [
					...[made.batchId, part, piece],
				]);
				part += 1;
			}
			return made;
		});
	});
}

async function* piecesOf(path: string): AsyncGenerator<Buffer> {
	const file = await open(path);
	try {
		for (let at = 0; ; at += pieceBytes) {
			const { bytesRead, buffer } = await file.read(Buffer.alloc(pieceBytes), 0, pieceBytes, at);
			if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
			if (bytesRead < pieceBytes) return;
		}
	} finally {
		await file.close();
	}
}

async function writeDown(bytes: AsyncIterable<Uint8Array>, path: string, mostBytes: number) {
	const hash = createHash('sha256');
	const file = await open(path, 'wx', 0o600);
	let fileBytes = 0;
	try {
		for await (const piece of bytes) {
			fileBytes += piece.length;
			if (fileBytes > mostBytes) throw tooLarge(mostBytes);
			hash.update(piece);
			await file.writeFile(piece);
		}
	} finally {
		await file.close();
	}
	if (fileBytes === 0) throw new InputError('file', 'is empty', 'Choose the spreadsheet again.');
	return { contentHash: hash.digest('hex'), fileBytes };
}

const tooLarge = (mostBytes: number) =>
	new InputError(
		'file',
		`is larger than ${Math.floor(mostBytes / pieceBytes)} MB`,
		'Divide it into several files, or use the command msp-import.',
	);

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), 'msp-import-'));
	try {
		return await work(folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** A file on the disk; `close` removes it. */
export interface OpenUpload {
	readonly path: string;
	close(): Promise<void>;
}

const pieceRow = z.object({ bytes: z.instanceof(Buffer) });

/** Brings the file of a batch to the disk, piece by piece. @throws InputError when it is not kept any more. */
export async function openUpload(store: Store, batchId: string): Promise<OpenUpload> {
	const folder = await mkdtemp(join(tmpdir(), 'msp-import-'));
	const close = async () => await rm(folder, { recursive: true, force: true });
	try {
		const path = join(folder, 'upload');
		const file = await open(path, 'wx', 0o600);
		try {
			for (let part = 0; ; part++) {
				const piece = await store.asStaff(async (transaction) => await pieceOf(transaction, batchId, part));
				if (!piece && part === 0) throw isGone();
				if (!piece) break;
				await file.writeFile(piece);
			}
		} finally {
			await file.close();
		}
		return { path, close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function pieceOf(transaction: Transaction, batchId: string, part: number): Promise<Buffer | undefined> {
	const sql = 'select bytes from msp.import_file where batch_id = $1 and part = $2';
	return (await transaction.row(pieceRow, sql, [batchId, part]))?.bytes;
}

export const isGone = () =>
	new InputError(
		'batchId',
		`has no file any more: it is kept until a day after the import, and for ${waitingDays} days without one`,
		'Give the file again for a new import.',
		'not_found',
	);

/** How long the file of an upload that nobody confirms is kept. */
export const waitingDays = 14;

/** So long after its claim ended, nobody goes on with a batch without a file: whoever gives the file would have, by then. */
const interruptedHours = 1;

/**
 * Removes files that nobody needs any more: of batches that ended so many hours ago, and of those that wait for
 * `waitingDays`. So it does with what a killed run worked with, and ends batches whose run died and that have no file.
 * Returns how many batches lost their file.
 */
export async function forgetOldFiles(store: Store, hours = 24): Promise<number> {
	return await store.asStaff(async (transaction) => {
		const old = `now() - make_interval(hours => $1::integer)`;
		const gone = await transaction.rows(
			z.object({ batchId: z.uuid() }),
			`delete from msp.import_file f using msp.import_batch b where b.id = f.batch_id and b.status <> 'importing'
				and case when b.status = 'waiting' then b.updated_at < now() - make_interval(days => $2::integer)
					else coalesce(b.finished_at, b.updated_at) < ${old} end returning f.batch_id`,
			[hours, waitingDays],
		);
		await transaction.run(
			`update msp.import_batch b set status = 'failed', failure = $1, progress = $3, finished_at = now(),
				claimed_by = null, claimed_until = null
			where status = 'importing' and coalesce(claimed_until, updated_at) < now() - make_interval(hours => $2::integer)
				and not exists (select from msp.import_file f where f.batch_id = b.id)`,
			[stoppedFailure, interruptedHours, json(endedAt('stopped'))],
		);
		const stale = z.object({ stagingId: z.uuid() });
		const left = await transaction.rows(
			stale,
			`delete from msp.import_staged where staged_at < ${old} returning staging_id`,
			[hours],
		);
		const ids = [...new Set(left.map(({ stagingId }) => stagingId))];
		await transaction.run('delete from msp.import_clue where staging_id = any($1)', [ids]);
		await transaction.run('delete from msp.import_planned where staging_id = any($1)', [ids]);
		return new Set(gone.map(({ batchId }) => batchId)).size;
	});
}
