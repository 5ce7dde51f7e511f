import { getBatch, listBatches, listImportRows, type ImportBatch } from '../../imports';
import type { BackOffice } from '../../db';
import { InputError } from '../../kernel/errors';
import type { Language } from '../../kernel/languages';
import { writerOf } from '../../messages';
import type { PageAnswer } from '../../pages';
import { mostShown } from '../bounds';
import { deskOptions } from '../deskOptions';
import { openBatchTicket, openDoor, type BatchTicket } from '../tickets';
import { lookPage } from './lookPage';
import { progressPage, resultPage, type PageLinks } from './resultPage';
import { saidPage, showUploadPage } from './uploadPage';

/** What the address of a page carries. */
export interface Asked {
	readonly door: string;
	readonly ticket: string;
	/** Of the reader; a ticket has its own. */
	readonly language: Language;
	readonly file: string;
	/** `changed` after something was confirmed that had not been shown. */
	readonly notice?: string;
}

/** A page, or a file that the caller writes. */
export type Shown =
	| { readonly page: PageAnswer }
	| { readonly template: Language }
	| { readonly rejectedOf: string; readonly language: Language };

/**
 * Shows what an address asks for: the upload, what was understood of one, how far an import is, or what became of it. To
 * look changes nothing.
 */
export async function showPage(office: BackOffice, asked: Asked): Promise<Shown> {
	const ticket = asked.ticket === '' ? undefined : openBatchTicket(office.vault, asked.ticket);
	const door = openDoor(office.vault, asked.door);
	if (asked.ticket !== '') {
		return ticket ? await showBatch(office, ticket, asked) : { page: refusedPage(asked.language) };
	}
	if (!door) return { page: refusedPage(asked.language) };
	if (asked.file === 'template') return { template: asked.language };
	return { page: showUploadPage(asked.language, asked.door) };
}

/** Says that a link does not work. Nobody is told why. */
export function refusedPage(language: Language): PageAnswer {
	const { importPage: w } = writerOf(language).words;
	return saidPage(language, 403, { title: w.refusedTitle, body: [w.refused] });
}

async function showBatch({ store }: BackOffice, ticket: BatchTicket, asked: Asked): Promise<Shown> {
	const { batchId, language } = ticket;
	try {
		const found = await store.asStaff(async (transaction) => {
			const batch = await getBatch(transaction, batchId);
			const { companyCode, contentHash } = batch;
			const same = await listBatches(transaction, { companyCode, contentHash, statuses: ['imported'], limit: 1 });
			const limit = mostShown.problems;
			const rejected = await listImportRows(transaction, { batchId, outcomes: ['rejected'], limit });
			return { batch, earlier: same.find((one) => one.batchId !== batchId), rejected };
		});
		if (asked.file === 'rejected') return { rejectedOf: batchId, language };
		return { page: pageOf(found, { door: asked.door, ticket: asked.ticket }, asked.notice === 'changed') };
	} catch (error) {
		// A file that was discarded has no batch any more.
		if (error instanceof InputError && error.fault === 'not_found') return { page: refusedPage(language) };
		throw error;
	}
}

interface Found {
	readonly batch: ImportBatch;
	readonly earlier: ImportBatch | undefined;
	readonly rejected: Parameters<typeof resultPage>[1];
}

function pageOf({ batch, earlier, rejected }: Found, links: PageLinks, changed: boolean): PageAnswer {
	const options = deskOptions(batch);
	if (batch.status === 'waiting' && batch.understanding && options.inspection) {
		return lookPage({
			batch,
			understanding: batch.understanding,
			inspection: options.inspection,
			options,
			earlier,
			changed,
		});
	}
	if (batch.status === 'waiting' || batch.status === 'importing') {
		const lapsed = batch.claimedUntil === null || batch.claimedUntil.getTime() < Date.now() - graceMs;
		return progressPage({ ...batch, interrupted: batch.status === 'importing' && lapsed });
	}
	return resultPage(batch, rejected, links);
}

/** A confirmed import is claimed a moment after it was confirmed. */
const graceMs = 20_000;
