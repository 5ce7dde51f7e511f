import { Readable } from 'node:stream';
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { InputError } from '../../kernel/errors';
import { beyondLimit, type SpreadsheetLimits } from '../limits';
import { damaged, protectedByPassword } from '../refusal';
import { withoutComment } from './endOfArchive';
import { entryBytes } from './entryBytes';
import { isBomb } from './ratio';
import type { RandomBytes } from './randomBytes';

/** The files in a ZIP archive. Their names are found in upper and lower case alike, as the standard of OOXML asks. */
export interface Archive {
	/** As they are written. */
	readonly names: readonly string[];
	/** The name as it is written; undefined when there is no such file. */
	find(name: string): string | undefined;
	/**
	 * The bytes of a file, unpacked. Size and check sum are held against them: a wrong one is an error at the latest
	 * behind the last byte.
	 *
	 * @throws InputError
	 */
	read(name: string): AsyncIterable<Buffer>;
}

/** @throws InputError when it is no archive, is damaged, or goes beyond a limit by what it says of itself. */
export async function openArchive(bytes: RandomBytes, limits: SpreadsheetLimits): Promise<Archive> {
	const content = await withoutComment(bytes);
	if (content === undefined) throw damaged('the end of its archive is missing, as if it was not copied completely');
	const { zip, entries } = await readDirectory(content, limits);
	checkSizes(entries, limits);

	const exact = new Map<string, Entry>();
	const folded = new Map<string, Entry | null>();
	for (const entry of entries) {
		const name = entry.fileName;
		if (exact.has(name)) throw damaged(`its archive has two files named ${name.slice(0, 100)}`);
		exact.set(name, entry);
		// Two names that differ in case only: neither is found by a third spelling.
		folded.set(name.toLowerCase(), folded.has(name.toLowerCase()) ? null : entry);
	}
	const entryOf = (name: string) => exact.get(name) ?? folded.get(name.toLowerCase()) ?? undefined;
	return {
		names: [...exact.keys()],
		find: (name) => entryOf(name)?.fileName,
		read: (name) => {
			const entry = entryOf(name);
			if (entry === undefined) throw damaged(`${name.slice(0, 100)} is missing in its archive`);
			return entryBytes(content, zip, entry, limits);
		},
	};
}

async function readDirectory(bytes: RandomBytes, limits: SpreadsheetLimits) {
	const entries: Entry[] = [];
	try {
		const zip: ZipFile = await fromRandomAccessReaderPromise(new BytesReader(bytes), bytes.size, { autoClose: false });
		if (zip.entryCount > limits.entries) throw beyondLimit('entries', limits);
		for await (const entry of zip.eachEntry()) entries.push(entry);
		return { zip, entries };
	} catch (error) {
		throw ownError(error, 'the list of the files in its archive cannot be read');
	}
}

function checkSizes(entries: readonly Entry[], limits: SpreadsheetLimits): void {
	let total = 0;
	for (const { uncompressedSize, compressedSize, fileName } of entries) {
		total += uncompressedSize;
		if (total > limits.unpackedBytes) throw beyondLimit('unpackedBytes', limits);
		if (isBomb(uncompressedSize, compressedSize, limits)) throw beyondLimit('ratio', limits, fileName.slice(0, 100));
	}
	if (entries.some((entry) => entry.isEncrypted())) throw protectedByPassword();
}

function ownError(error: unknown, fault: string): unknown {
	return error instanceof InputError ? error : damaged(fault, error);
}

class BytesReader extends RandomAccessReader {
	constructor(private readonly bytes: RandomBytes) {
		super();
	}

	override _readStreamForRange(start: number, end: number): Readable {
		return Readable.from([this.bytes.read(start, end - start)]);
	}

	override read(
		buffer: Buffer,
		offset: number,
		length: number,
		position: number,
		callback: (error: Error | null) => void,
	): void {
		this.bytes.read(position, length).then(
			(found) => {
				found.copy(buffer, offset);
				callback(found.length < length ? new Error('unexpected end of the file') : null);
			},
			(error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
		);
	}
}
