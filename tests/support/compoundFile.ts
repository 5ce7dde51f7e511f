const sectorBytes = 512;
const endOfChain = 0xfffffffe;

/** An OLE compound file that has nothing but names: a header, a file allocation table, and the sectors of its directory. */
export function compoundFile(names: readonly string[]): Buffer {
	const sectors = Math.ceil(names.length / 4);
	const header = Buffer.alloc(sectorBytes);
	Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
	header.writeUInt16LE(9, 30);
	header.writeUInt32LE(1, 44);
	header.writeUInt32LE(1, 48);
	header.fill(0xff, 76);
	header.writeUInt32LE(0, 76);
	const table = Buffer.alloc(sectorBytes, 0xff);
	for (let sector = 1; sector <= sectors; sector++) {
		table.writeUInt32LE(sector === sectors ? endOfChain : sector + 1, sector * 4);
	}
	const directory = Buffer.alloc(sectors * sectorBytes);
	for (const [index, name] of names.entries()) {
		directory.write(`${name}\0`, index * 128, 'utf16le');
		directory.writeUInt16LE((name.length + 1) * 2, index * 128 + 64);
	}
	return Buffer.concat([header, table, directory]);
}
