import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromBufferPromise, openPromise, type Entry, type ZipFile } from 'yauzl';
import { InputError } from '../../kernel/errors';
import { decodeText } from '../text/decodeText';
import { tooLarge } from '../text/readingLimits';
import type { WorkbookSource } from '../workbook';

/** The unpacked table. A million full rows have half of it. */
const mostContentBytes = 2 ** 30;
const mostManifestBytes = 1_000_000;
const mostEntries = 5_000;

export interface OdsArchive {
	/** The XML of the tables, from its beginning. */
	readonly content: () => AsyncGenerator<string, void, undefined>;
	/** The XML of the styles that the tables share; nothing when there is none. */
	readonly styles: () => AsyncGenerator<string, void, undefined>;
	readonly close: () => void;
}

/** @throws InputError when it is no .ods file, is broken or protected, or unpacks to more than 1 GiB. */
export async function openOdsArchive(source: WorkbookSource): Promise<OdsArchive> {
	const zip = await openZip(source);
	try {
		const entries = await entriesOf(zip);
		const content = entries.get('content.xml');
		if (content === undefined) {
			throw new InputError('file', 'is not an .ods file: it has no content.xml', 'Save it as .xlsx.');
		}
		await refuseProtected(zip, entries.get('META-INF/manifest.xml'));
		const styles = entries.get('styles.xml');
		return {
			content: () => decodeText(checkedBytes(zip, content), 'utf-8'),
			styles: () => decodeText(checkedBytes(zip, styles), 'utf-8'),
			close: () => zip.close(),
		};
	} catch (error) {
		zip.close();
		throw error;
	}
}

async function openZip(source: WorkbookSource): Promise<ZipFile> {
	const options = { autoClose: false, lazyEntries: true };
	try {
		return 'path' in source ? await openPromise(source.path, options) : await fromBufferPromise(source.bytes, options);
	} catch (error) {
		throw brokenOds(error);
	}
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
	if (zip.entryCount > mostEntries) {
		throw tooLarge(`has ${zip.entryCount} parts; at most ${mostEntries} are read`, 'entries');
	}
	const entries = new Map<string, Entry>();
	try {
		for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
	} catch (error) {
		throw brokenOds(error);
	}
	return entries;
}

async function refuseProtected(zip: ZipFile, manifest: Entry | undefined): Promise<void> {
	if (manifest === undefined || manifest.uncompressedSize > mostManifestBytes) return;
	const xml = await text(await streamOf(zip, manifest)).catch((error: unknown) => {
		throw brokenOds(error);
	});
	if (xml.includes('encryption-data')) {
		throw new InputError('file', 'is protected by a password', 'Save it without a password.');
	}
}

/** The bytes of a part; yauzl holds their number against the declared one, and the checksum is compared at the end. */
async function* checkedBytes(zip: ZipFile, entry: Entry | undefined): AsyncGenerator<Buffer, void, undefined> {
	if (entry === undefined) return;
	if (entry.uncompressedSize > mostContentBytes) {
		throw tooLarge(`unpacks to ${entry.uncompressedSize} bytes; at most ${mostContentBytes} are read`, 'unpackedBytes');
	}
	const stream = await streamOf(zip, entry);
	let checksum = 0;
	try {
		for await (const piece of stream) {
			if (!Buffer.isBuffer(piece)) continue;
			checksum = crc32(piece, checksum);
			yield piece;
		}
	} catch (error) {
		throw brokenOds(error);
	} finally {
		stream.destroy();
	}
	if (checksum !== entry.crc32) throw brokenOds(new Error('the checksum differs'));
}

async function streamOf(zip: ZipFile, entry: Entry): Promise<Readable> {
	try {
		return await zip.openReadStreamPromise(entry);
	} catch (error) {
		throw brokenOds(error);
	}
}

/** The words of the library are its cause: they say nothing to whoever chose the file. */
export function brokenOds(cause: unknown): InputError {
	const remedy = 'Open it in a spreadsheet program and save it as .xlsx.';
	return new InputError('file', 'is a broken .ods file', remedy, 'invalid', { cause });
}
