import type { Readable } from 'node:stream';
import { z } from 'zod';
import {
	confirmImport,
	dropImport,
	getBatch,
	lookAlikeRules,
	problemRules,
	rememberLayout,
	saveLook,
	saveUpload,
	unknownCustomerRules,
	type ImportBatch,
} from '../../imports';
import type { BackOffice } from '../../db';
import { correctionOf } from '../../invoiceSheets';
import { canonicalJson } from '../../kernel/canonicalJson';
import { InputError } from '../../kernel/errors';
import { language as languageSchema, type Language } from '../../kernel/languages';
import { mailAddress } from '../../kernel/mailAddress';
import { textLimits } from '../../kernel/textLimits';
import { writerOf } from '../../messages';
import type { PageAnswer } from '../../pages';
import { mostShown, mostUploadBytes } from '../bounds';
import { deskOptions, type DeskOptions } from '../deskOptions';
import { fileNameOf } from '../importWorkbook';
import { lookAtUpload } from '../lookAtUpload';
import { hrefOf, openBatchTicket, openDoor, sealBatchTicket, type PageQuery } from '../tickets';
import { actions } from './actions';
import { correctionsIn } from './lookForm';
import { lookHash } from './lookHash';
import { refusedPage } from './showPage';
import { saidPage, uploadControls } from './uploadPage';

/** What a page posts. */
export interface Posted {
	readonly door: string;
	readonly ticket: string;
	readonly body: unknown;
	/** Opens the file that comes along; asked only once the door is open, so that nobody else leaves one open. */
	readonly openFile?: () => Promise<{ readonly name: string; readonly stream: Readable }>;
}

/** A page, or where to go on; and the import that is to be made now, when one was confirmed. */
export type Accepted =
	{ readonly page: PageAnswer } | { readonly location: string; readonly confirmed?: Pick<ImportBatch, 'batchId'> };

/**
 * Takes what a page posts: a file, corrections, or the word to import. A second post of the same changes nothing more.
 *
 * @throws ExternalError of the database.
 */
export async function acceptPage(office: BackOffice, posted: Posted): Promise<Accepted> {
	if (posted.ticket === '') return await acceptUpload(office, posted);
	const ticket = openBatchTicket(office.vault, posted.ticket);
	if (!ticket) return { page: refusedPage('en') };
	try {
		const batch = await office.store.asStaff(async (transaction) => await getBatch(transaction, ticket.batchId));
		return await acceptDecision(office, batch, posted);
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		if (error.fault === 'not_found') return { page: refusedPage(ticket.language) };
		return { page: cannotRead(ticket.language, error, posted.door, '') };
	}
}

/** What a form posts; anything else says nothing. */
const formOf = (body: unknown) => z.record(z.string(), z.unknown()).catch({}).parse(body);
const text = (most: number) => z.string().trim().max(most).catch('');
const uploadBody = z.object({
	[uploadControls.name]: text(textLimits.name),
	[uploadControls.email]: text(textLimits.mailAddress),
	[uploadControls.language]: languageSchema.catch('en'),
});

async function acceptUpload(office: BackOffice, { door: sealed, body, openFile }: Posted): Promise<Accepted> {
	const said = uploadBody.parse(formOf(body));
	const language = said[uploadControls.language];
	const { importPage: w } = writerOf(language).words;
	const door = openDoor(office.vault, sealed);
	if (!door) return { page: refusedPage(language) };
	const say = (told: string) => ({
		page: saidPage(language, 400, { title: w.uploadTitle, body: [told], door: sealed }),
	});
	if (!openFile) return say(w.noFile);
	const email = said[uploadControls.email];
	const uploaderEmail = email === '' ? null : mailAddress.safeParse(email).data;
	if (uploaderEmail === undefined) return say(w.badAddress);
	const file = await openFile();
	try {
		const batch = await saveUpload(office.store, {
			companyCode: door.companyCode,
			fileName: fileNameOf(file.name),
			bytes: file.stream,
			mostBytes: mostUploadBytes,
			language,
			uploadedBy: said[uploadControls.name] || door.name,
			uploaderEmail,
		});
		return await lookAgain(office, batch, { corrections: {}, rules: {} }, { door: sealed });
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		return { page: cannotRead(language, error, sealed, file.name) };
	} finally {
		file.stream.destroy();
	}
}

const decisionBody = z.object({
	action: z.enum(Object.values(actions)).catch(actions.look),
	unknownCustomers: z.enum(unknownCustomerRules).optional().catch(undefined),
	lookAlikes: z.enum(lookAlikeRules).optional().catch(undefined),
	onProblem: z.enum(problemRules).optional().catch(undefined),
	/** Which state of the look the page showed. */
	shown: text(64),
});

async function acceptDecision(office: BackOffice, batch: ImportBatch, posted: Posted): Promise<Accepted> {
	const { door, ticket, body } = posted;
	const here = hrefOf({ door, ticket });
	if (batch.status !== 'waiting' || !batch.understanding) return { location: here };
	const { action, ...chosen } = decisionBody.parse(formOf(body));
	if (action === actions.drop) {
		await office.store.asStaff(async (transaction) => await dropImport(transaction, batch.batchId));
		const { importPage: w } = writerOf(batch.language).words;
		return { page: saidPage(batch.language, 200, { title: w.droppedTitle, body: [w.dropped], door }) };
	}
	const before = deskOptions(batch);
	const options = {
		corrections: correctionsIn(body, batch.understanding, before.corrections),
		rules: {
			...before.rules,
			...(chosen.unknownCustomers && { unknownCustomers: chosen.unknownCustomers }),
			...(chosen.lookAlikes && { lookAlikes: chosen.lookAlikes }),
			...(chosen.onProblem && { onProblem: chosen.onProblem }),
		},
	};
	const isAsShown = canonicalJson(options.corrections) === canonicalJson(before.corrections);
	// What was corrected, here or meanwhile by somebody else, has not been seen yet: it is shown before anything is imported.
	const isSeen = isAsShown && (chosen.shown === '' || chosen.shown === lookHash(batch));
	if (action === actions.look) return await lookAgain(office, batch, options, { door });
	if (!isSeen) return await lookAgain(office, batch, options, { door, notice: 'changed' });
	const isFirst = await confirm(office, batch, { ...before, ...options });
	return { location: here, ...(isFirst && { confirmed: { batchId: batch.batchId } }) };
}

/** Understands the file with the corrections, and keeps that with the batch for the page that follows. */
async function lookAgain(
	office: BackOffice,
	batch: ImportBatch,
	options: Pick<DeskOptions, 'corrections' | 'rules'>,
	query: Pick<PageQuery, 'door' | 'notice'>,
): Promise<Accepted> {
	const { store, vault } = office;
	const { batchId, language } = batch;
	try {
		const { understanding, inspection } = await lookAtUpload(store, batch, options, mostShown.problems * 2);
		await store.asStaff(
			async (transaction) =>
				await saveLook(transaction, batchId, { options: { ...options, inspection }, understanding }),
		);
	} catch (error) {
		// A file that nobody can read is not kept.
		if (error instanceof InputError && batch.understanding === null) {
			await store.asStaff(async (transaction) => await dropImport(transaction, batchId));
		}
		throw error;
	}
	return { location: hrefOf({ ...query, ticket: sealBatchTicket(vault, { batchId, language }) }) };
}

/** Lets the import begin, and remembers what was corrected for the next file of the same layout. */
async function confirm({ store }: BackOffice, batch: ImportBatch, options: DeskOptions): Promise<boolean> {
	const { batchId, companyCode, understanding } = batch;
	return await store.asStaff(async (transaction) => {
		for (const sheet of understanding?.sheets ?? []) {
			if (options.corrections[sheet.sheet] === undefined) continue;
			await rememberLayout(transaction, { companyCode, layout: sheet.layout, correction: correctionOf(sheet) });
		}
		return await confirmImport(transaction, batchId, options);
	});
}

function cannotRead(language: Language, error: InputError, door: string, fileName: string): PageAnswer {
	const { importPage: w } = writerOf(language).words;
	const about = error.field === 'file' ? `${fileName || w.file} ` : `'${error.field}' `;
	const told = `${about}${error.complaint.replace(/\.$/, '')}. ${error.remedy}`;
	return saidPage(language, 400, { title: w.cannotRead, body: [told, w.cannotReadHint], door });
}
