import { crc32, deflateRawSync } from 'node:zlib';

const namespaces = ['office', 'table', 'text', 'style', 'number', 'draw']
	.map((prefix) => `xmlns:${prefix}="urn:oasis:names:tc:opendocument:xmlns:${prefix}:1.0"`)
	.join(' ');

/** An .ods file of what stands in its spreadsheet, and of its styles. */
export function odsFile(spreadsheet: string, styles = '', sharedStyles = ''): Buffer {
	return zipOf({
		mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
		'styles.xml': `<office:document-styles ${namespaces}><office:styles>${sharedStyles}</office:styles></office:document-styles>`,
		'content.xml': `<?xml version="1.0" encoding="UTF-8"?><office:document-content ${namespaces}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:spreadsheet>${spreadsheet}</office:spreadsheet></office:body></office:document-content>`,
	});
}

/** A zip archive of texts, as plain as it can be. */
export function zipOf(parts: Readonly<Record<string, string>>, lie: (size: number) => number = (size) => size): Buffer {
	const locals: Buffer[] = [];
	const centrals: Buffer[] = [];
	let offset = 0;
	for (const [name, text] of Object.entries(parts)) {
		const plain = Buffer.from(text);
		const packed = deflateRawSync(plain);
		const common = Buffer.alloc(26);
		common.writeUInt16LE(20, 0);
		common.writeUInt16LE(8, 4);
		common.writeUInt32LE(crc32(plain), 10);
		common.writeUInt32LE(packed.length, 14);
		common.writeUInt32LE(lie(plain.length), 18);
		common.writeUInt16LE(Buffer.byteLength(name), 22);
		const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
		const rest = Buffer.alloc(14);
		rest.writeUInt32LE(offset, 10);
		centrals.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, Buffer.from(name)]));
		locals.push(local);
		offset += local.length;
	}
	const directory = Buffer.concat(centrals);
	const end = Buffer.alloc(22);
	end.write('PK\x05\x06', 'latin1');
	end.writeUInt16LE(centrals.length, 8);
	end.writeUInt16LE(centrals.length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...locals, directory, end]);
}
