import { text } from 'node:stream/consumers';
import yauzl from 'yauzl';

/** The parts of a zip archive as texts, by their names. */
export async function zipParts(archive: Buffer): Promise<ReadonlyMap<string, string>> {
	const zip = await yauzl.fromBufferPromise(archive);
	const parts = new Map<string, string>();
	for await (const entry of zip.eachEntry()) {
		parts.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
	}
	return parts;
}
