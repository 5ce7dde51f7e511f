import type { RandomBytes } from '../zip/randomBytes';

const headerBytes = 512;
const entryBytes = 128;
/** A workbook has some dozen entries: eight in a sector of 512 bytes. */
const mostSectors = 256;

/**
 * The names of what an OLE compound file holds ([MS-CFB]): `Workbook` or `Book` in an .xls, `EncryptedPackage` in an
 * .xlsx with a password. Fewer when the file is damaged.
 */
export async function namesInCompoundFile(bytes: RandomBytes): Promise<readonly string[]> {
	const header = await bytes.read(0, headerBytes);
	if (header.length < headerBytes) return [];
	const shift = header.readUInt16LE(30);
	if (shift !== 9 && shift !== 12) return [];
	const sectorBytes = 1 << shift;
	const read = async (sector: number) => await bytes.read((sector + 1) * sectorBytes, sectorBytes);
	const names: string[] = [];
	let sector = header.readUInt32LE(48);
	for (let count = 0; count < mostSectors && sector < 0xfffffffa; count++) {
		const content = await read(sector);
		for (let place = 0; place + entryBytes <= content.length; place += entryBytes) {
			const length = content.readUInt16LE(place + 64);
			if (length >= 2 && length <= 64) names.push(content.toString('utf16le', place, place + length - 2));
		}
		sector = await nextSector(header, sector, sectorBytes, read);
	}
	return names;
}

/** The file allocation table has the next sector for each. The header names the first 109 sectors of the table. */
async function nextSector(
	header: Buffer,
	sector: number,
	sectorBytes: number,
	read: (sector: number) => Promise<Buffer>,
): Promise<number> {
	const inSector = sectorBytes / 4;
	const index = Math.floor(sector / inSector);
	if (index >= 109) return 0xffffffff;
	const table = await read(header.readUInt32LE(76 + index * 4));
	const place = (sector % inSector) * 4;
	return place + 4 <= table.length ? table.readUInt32LE(place) : 0xffffffff;
}
