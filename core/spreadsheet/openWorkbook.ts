import { InputError } from '../kernel/errors';
import { openLegacyWorkbook } from './legacy';
import { beyondLimit, completeLimits, type SpreadsheetLimits } from './limits';
import { noWorkbook, protectedByPassword } from './refusal';
import { namesInCompoundFile } from './sniff/compoundFile';
import { headBytes, recogniseContent } from './sniff/content';
import { openTextWorkbook } from './text';
import type { Workbook, WorkbookSource } from './workbook';
import { findMainPart } from './xlsx/mainPart';
import { openXlsx } from './xlsx/openXlsx';
import type { Package } from './xlsx/package';
import { measureWork } from './xlsx/work';
import { openArchive } from './zip/archive';
import { openBytes, type RandomBytes } from './zip/randomBytes';

export interface OpenWorkbookOptions {
	/** The name of the file, for a text file: it tells what its bytes leave open. Everything else goes by content. */
	readonly name?: string;
	readonly limits?: Partial<SpreadsheetLimits>;
	/** Ends the reading. What it throws is the signal's reason. */
	readonly signal?: AbortSignal;
}

interface Opening {
	readonly source: WorkbookSource;
	readonly bytes: RandomBytes;
	readonly options: OpenWorkbookOptions & { readonly limits: SpreadsheetLimits };
}

/**
 * Opens a workbook by what it is, whatever its name says: .xlsx and its relatives, .xls, .ods, or a text file with
 * columns. It reads no cells yet.
 *
 * @throws InputError with the field `file` when it is none of them, is damaged, has a password, or goes beyond a limit.
 */
export async function openWorkbook(source: WorkbookSource, options: OpenWorkbookOptions = {}): Promise<Workbook> {
	const limits = completeLimits(options.limits);
	options.signal?.throwIfAborted();
	const bytes = await openBytes(source);
	let keeps = false;
	try {
		if (bytes.size > limits.fileBytes) throw beyondLimit('fileBytes', limits);
		const workbook = await openByContent({ source, bytes, options: { ...options, limits } });
		keeps = workbook.format === 'xlsx';
		return workbook;
	} finally {
		if (!keeps) await bytes.close();
	}
}

async function openByContent(opening: Opening): Promise<Workbook> {
	const { source, bytes, options } = opening;
	const content = recogniseContent(await bytes.read(0, headBytes));
	switch (content.kind) {
		case 'empty':
			throw new InputError('file', 'is empty', 'Choose the workbook once more. Its upload may have ended too early.');
		case 'other':
			throw noWorkbook(content.name, content.remedy);
		case 'text':
			return await openTextWorkbook(source, options);
		case 'biff':
			return await openLegacyWorkbook(source, 'xls', options);
		case 'compound':
			return await openCompoundFile(opening);
		case 'zip':
			return await openZip(opening);
	}
}

async function openCompoundFile({ source, bytes, options }: Opening): Promise<Workbook> {
	const names = await namesInCompoundFile(bytes);
	if (names.includes('EncryptedPackage')) throw protectedByPassword();
	if (names.includes('WordDocument')) throw noWorkbook('a Word document');
	if (names.includes('PowerPoint Document')) throw noWorkbook('a PowerPoint presentation');
	if (names.some((name) => name.startsWith('__substg1.0_'))) {
		throw noWorkbook('a message of Outlook', 'Open it, and save the workbook that is attached to it.');
	}
	if (!names.some((name) => /^(workbook|book)$/i.test(name))) throw noWorkbook('a file of an old Office program');
	return await openLegacyWorkbook(source, 'xls', options);
}

const openDocument = 'application/vnd.oasis.opendocument.';

async function openZip({ source, bytes, options }: Opening): Promise<Workbook> {
	const { limits, signal } = options;
	const archive = await openArchive(bytes, limits);
	const parts: Package = { archive, limits, work: measureWork(limits, signal) };
	const mimeType = archive.find('mimetype') === undefined ? '' : await firstText(parts, 'mimetype');
	if (mimeType.startsWith(`${openDocument}spreadsheet`)) return await openLegacyWorkbook(source, 'ods', options);
	if (mimeType.startsWith(openDocument)) throw noWorkbook('a text, a drawing or a presentation of LibreOffice');
	if (archive.names.some((name) => name.endsWith('.iwa'))) {
		throw noWorkbook('a file of Apple Numbers', 'In Numbers, choose File, Export To, Excel, and use the new file.');
	}
	const main = await findMainPart(parts);
	if (main === undefined) {
		throw noWorkbook('a ZIP archive', 'Unpack it, and use the workbook in it.');
	}
	if (/\.bin$/i.test(main.part) || main.contentType.includes('binary')) {
		throw noWorkbook('a binary workbook (.xlsb)', 'Open it in Excel, save it as .xlsx, and use the new file.');
	}
	if (main.contentType.includes('wordprocessingml')) throw noWorkbook('a Word document');
	if (main.contentType.includes('presentationml')) throw noWorkbook('a PowerPoint presentation');
	return await openXlsx(parts, main.part, async () => await bytes.close());
}

/** The first bytes of a small file in an archive, as text. */
async function firstText({ archive }: Package, name: string): Promise<string> {
	for await (const piece of archive.read(name)) return piece.toString('latin1', 0, 200).trim();
	return '';
}
