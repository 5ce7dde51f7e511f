import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { WorkbookSource } from '../../core/spreadsheet';

/** A file of an item, where a reader can get at any part of it. */
export interface OpenedFile {
	readonly name: string;
	readonly source: WorkbookSource;
	/** Removes what was written for it. */
	readonly close: () => Promise<void>;
}

/** The files of an item, which n8n keeps apart from its JSON. */
export interface BinaryFiles {
	open(property: string): Promise<OpenedFile>;
	/** The file as a stream, which is read once. */
	stream(property: string): Promise<{ readonly name: string; readonly stream: Readable }>;
	/** Makes a file of what is written, without keeping it in memory. */
	make(name: string, mimeType: string, write: (out: Writable) => Promise<unknown>): Promise<IBinaryData>;
}

export function binaryFilesOf(node: IExecuteFunctions, item: number): BinaryFiles {
	const { helpers } = node;
	const stream = async (property: string) => {
		const { id, fileName } = helpers.assertBinaryData(item, property);
		const name = fileName ?? property;
		if (id === undefined) return { name, stream: Readable.from([await helpers.getBinaryDataBuffer(item, property)]) };
		return { name, stream: await helpers.getBinaryStream(id, pieceBytes) };
	};
	return {
		stream,
		open: async (property) => {
			const { id, fileName } = helpers.assertBinaryData(item, property);
			const name = fileName ?? property;
			if (id === undefined) {
				return { name, source: { bytes: await helpers.getBinaryDataBuffer(item, property) }, close: nothingToClose };
			}
			const path = pathOf(node, id);
			if (path !== undefined) return { name, source: { path }, close: nothingToClose };
			return { name, ...(await keptBeside((await stream(property)).stream)) };
		},
		make: async (name, mimeType, write) => {
			const out = new PassThrough();
			const [made] = await Promise.all([
				helpers.prepareBinaryData(out, name, mimeType),
				write(out).catch((error: unknown) => {
					// The reader of the stream has to hear of it, or it would wait for more.
					out.destroy(error instanceof Error ? error : new Error(String(error)));
					throw error;
				}),
			]);
			return made;
		},
	};
}

const pieceBytes = 1_048_576;
const nothingToClose = async () => undefined;

/** Where n8n keeps a file on disk; undefined when it keeps files in a database or at S3, where there is no path. */
function pathOf({ helpers }: IExecuteFunctions, id: string): string | undefined {
	if (!id.startsWith('filesystem')) return undefined;
	return helpers.getBinaryPath(id);
}

async function keptBeside(stream: Readable): Promise<Omit<OpenedFile, 'name'>> {
	const folder = await mkdtemp(join(tmpdir(), 'msp-import-'));
	const close = async () => await rm(folder, { recursive: true, force: true });
	const path = join(folder, 'workbook');
	await pipeline(stream, createWriteStream(path, { mode: 0o600 })).catch(async (error: unknown) => {
		await close();
		throw error;
	});
	return { source: { path }, close };
}
