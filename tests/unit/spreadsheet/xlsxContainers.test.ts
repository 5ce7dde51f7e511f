import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkbook } from '../../../core/spreadsheet';
import { compoundFile } from '../../support/compoundFile';
import {
	collect,
	mainNamespace,
	readSheet,
	relationshipNamespace,
	relationships,
	sheetXml,
	xlsxFile,
	xlsxParts,
} from '../../support/xlsxFile';
import { zipFile } from '../../support/zipFile';

const rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45382</v></c><c r="C1"><v>2</v></c></row>';
const strings = ['<si><t>Müller &amp; Ko €</t></si>'];
const formats = ['dd/mm/yyyy'];
const workbook = { sheets: [{ rows }], strings, formats };
const content = [['Müller & Ko €', '2024-03-31', 2]];

const valuesOf = async (bytes: Buffer) => (await readSheet(bytes)).map(({ cells }) => cells.map(({ value }) => value));
const parts = xlsxParts(workbook);
const withParts = (changed: Record<string, string | Buffer | null>) => xlsxFile({ ...workbook, parts: changed });
/** All parts of the workbook, each changed. */
const everyPart = (change: (xml: string) => string | Buffer) =>
	withParts(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, change(String(xml))])));
const renamed = (names: Record<string, string>) =>
	zipFile(Object.entries(parts).map(([name, xml]) => ({ name: names[name] ?? name, content: xml })));

function prefixed(xml: string): string {
	return xml.replace(/<(\/?)([A-Za-z])/g, '<$1x:$2').replace('xmlns="', 'xmlns:x="');
}

function strict(xml: string): string {
	return xml
		.replaceAll(mainNamespace, 'http://purl.oclc.org/ooxml/spreadsheetml/main')
		.replaceAll(relationshipNamespace, 'http://purl.oclc.org/ooxml/officeDocument/relationships');
}

function sixteenBits(xml: string, mark: string): Buffer {
	return Buffer.from(mark + xml.replace('UTF-8', 'UTF-16'), 'utf16le');
}

const books = relationships([
	['rId1', 'worksheet', '/xl/worksheets/sheet1.xml'],
	['rId2', 'styles', '/xl/styles.xml'],
	['rId3', 'sharedStrings', '/xl/sharedStrings.xml'],
]);

describe('a workbook is read', () => {
	it.each<[string, () => Buffer]>([
		['as most programs write it', () => xlsxFile(workbook)],
		['not compressed', () => xlsxFile({ ...workbook, packing: (part) => ({ ...part, stored: true }) })],
		['with data descriptors', () => xlsxFile({ ...workbook, packing: (part) => ({ ...part, dataDescriptor: true }) })],
		[
			'with ZIP64 sizes and end',
			() => xlsxFile({ ...workbook, packing: (part) => ({ ...part, zip64: true }), zip: { zip64End: true } }),
		],
		['with a comment on the archive', () => xlsxFile({ ...workbook, zip: { comment: Buffer.from('made by hand') } })],
		[
			'with a comment that looks like the end of an archive',
			() => xlsxFile({ ...workbook, zip: { comment: Buffer.from(`PK\x05\x06${'\0'.repeat(40)}`) } }),
		],
		[
			'with bytes behind the archive',
			() => xlsxFile({ ...workbook, zip: { after: Buffer.from('\r\n--boundary--\r\n') } }),
		],
		['with zeros behind the archive', () => xlsxFile({ ...workbook, zip: { after: Buffer.alloc(100_000) } })],
		[
			'with backslashes in the names of its parts',
			() =>
				renamed({ 'xl/workbook.xml': 'xl\\workbook.xml', 'xl/worksheets/sheet1.xml': 'xl\\worksheets\\sheet1.xml' }),
		],
		[
			'with names in another case',
			() =>
				renamed({
					'xl/sharedStrings.xml': 'xl/SharedStrings.xml',
					'xl/worksheets/sheet1.xml': 'xl/worksheets/Sheet1.XML',
					'[Content_Types].xml': '[content_types].xml',
				}),
		],
		[
			'with a folder as an entry',
			() =>
				zipFile([
					{ name: 'xl/', content: '' },
					...Object.entries(parts).map(([name, xml]) => ({ name, content: xml })),
				]),
		],
		[
			'with its parts in the opposite order',
			() =>
				zipFile(
					Object.entries(parts)
						.reverse()
						.map(([name, xml]) => ({ name, content: xml })),
				),
		],
		['with prefixes', () => everyPart(prefixed)],
		['in the strict edition', () => everyPart(strict)],
		['without namespaces', () => everyPart((xml) => xml.replace(/ xmlns="[^"]*"/, ''))],
		['in UTF-16 with the low byte first', () => everyPart((xml) => sixteenBits(xml, '\ufeff'))],
		['in UTF-16 with the high byte first', () => everyPart((xml) => sixteenBits(xml, '\ufeff').swap16())],
		['in UTF-16 without a mark', () => everyPart((xml) => sixteenBits(xml, ''))],
		['in UTF-8 with a mark', () => everyPart((xml) => `\ufeff${xml}`)],
		['in UTF-8 that calls itself UTF-16', () => everyPart((xml) => xml.replace('UTF-8', 'utf-16'))],
		[
			'in Windows-1252, as it says',
			() =>
				withParts({
					'xl/sharedStrings.xml': Buffer.from(
						`<?xml version="1.0" encoding="windows-1252"?><sst xmlns="${mainNamespace}"><si><t>M\u00fcller &amp; Ko \u0080</t></si></sst>`,
						'latin1',
					),
				}),
		],
		['without XML declarations', () => everyPart((xml) => xml.replace(/^<\?xml.*\?>\n/, ''))],
		[
			'with comments and instructions',
			() => everyPart((xml) => `${xml.replace('?>\n', '?>\n<!-- a > b --><?mso x?>')}<!-- end -->\n`),
		],
		['with absolute targets', () => withParts({ 'xl/_rels/workbook.xml.rels': books })],
		[
			'with backslashes in targets',
			() => withParts({ 'xl/_rels/workbook.xml.rels': books.replaceAll('/xl/worksheets/', 'worksheets\\') }),
		],
		[
			'with targets that go up',
			() => withParts({ 'xl/_rels/workbook.xml.rels': books.replaceAll('/xl/', '../xl/./') }),
		],
		['without the relationships of the package', () => withParts({ '_rels/.rels': null })],
		['without any relationships', () => withParts({ '_rels/.rels': null, 'xl/_rels/workbook.xml.rels': null })],
		['without content types', () => withParts({ '[Content_Types].xml': null })],
		[
			'whose parts have names of their own',
			() => {
				const changed = {
					'xl/workbook.xml': 'book/main.xml',
					'xl/_rels/workbook.xml.rels': 'book/_rels/main.xml.rels',
					'xl/worksheets/sheet1.xml': 'data/first',
					'xl/styles.xml': 'book/looks.xml',
					'xl/sharedStrings.xml': 'texts.xml',
				};
				const links = relationships([
					['rId1', 'worksheet', '../data/first'],
					['rId2', 'styles', 'looks.xml'],
					['rId3', 'sharedStrings', '/texts.xml'],
				]);
				const all = {
					...parts,
					'_rels/.rels': relationships([['a', 'officeDocument', '/book/main.xml']]),
					'xl/_rels/workbook.xml.rels': links,
				};
				return zipFile(
					Object.entries(all).map(([name, xml]) => ({
						name: (changed as Record<string, string>)[name] ?? name,
						content: xml,
					})),
				);
			},
		],
		[
			'of another kind with the same parts (.xlsm)',
			() =>
				withParts({
					'[Content_Types].xml': String(parts['[Content_Types].xml']).replace(
						'openxmlformats-officedocument.spreadsheetml.sheet.main',
						'ms-excel.sheet.macroEnabled.main',
					),
				}),
		],
	])('%s', async (_, make) => {
		expect(await valuesOf(make())).toEqual(content);
	});

	it('without styles and shared texts', async () => {
		const bytes = xlsxFile({
			sheets: [{ rows: '<row><c s="3"><v>45382</v></c></row>' }],
			parts: { 'xl/styles.xml': null },
		});
		expect(await valuesOf(bytes)).toEqual([[45_382]]);
	});

	it('from a path, and lets go of the file', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'spreadsheet-'));
		const path = join(folder, 'a workbook.pdf');
		await writeFile(path, xlsxFile(workbook));
		const opened = await openWorkbook({ path });
		expect((await collect(opened)).rows[0]?.cells[0]?.value).toBe('Müller & Ko €');
		await opened.close();
		await opened.close();
		await expect(collect(opened)).rejects.toThrow();
		await rm(folder, { recursive: true });
		await expect(openWorkbook({ path })).rejects.toMatchObject({ name: 'InputError', fault: 'not_found' });
		await expect(openWorkbook({ path: tmpdir() })).rejects.toMatchObject({ name: 'InputError', field: 'file' });
	});

	it('until the caller wants no more', async () => {
		const ended = new AbortController();
		const opened = await openWorkbook({ bytes: xlsxFile(workbook) }, { signal: ended.signal });
		ended.abort(new Error('no more'));
		await expect(collect(opened)).rejects.toThrow('no more');
		await expect(openWorkbook({ bytes: xlsxFile(workbook) }, { signal: ended.signal })).rejects.toThrow('no more');
	});
});

describe('a damaged workbook is refused', () => {
	const whole = xlsxFile({ ...workbook, packing: (part) => ({ ...part, stored: true }) });
	const flipped = (find: string) => {
		const bytes = Buffer.from(whole);
		const place = bytes.indexOf(find);
		bytes[place] = (bytes[place] ?? 0) ^ 1;
		return bytes;
	};
	const packing = (name: string, lies: { size?: number; packedSize?: number; crc?: number }) =>
		xlsxFile({ ...workbook, packing: (part) => (part.name.endsWith(name) ? { ...part, lies } : part) });

	it.each<[string, () => Buffer, string]>([
		[
			'when a digit of a sheet is flipped',
			() => flipped('45382'),
			'the check sum of xl/worksheets/sheet1.xml is wrong',
		],
		['when a letter of a text is flipped', () => flipped('ller'), 'the check sum of xl/sharedStrings.xml is wrong'],
		['when it is cut off', () => whole.subarray(0, whole.length - 300), 'the end of its archive is missing'],
		[
			'when its first half is missing',
			() => Buffer.concat([Buffer.from('PK\x03\x04'), whole.subarray(whole.length / 2)]),
			'is damaged',
		],
		['when a part is larger than it says', () => packing('sheet1.xml', { size: 100 }), 'larger than its archive says'],
		[
			'when a part is smaller than it says',
			() => packing('sheet1.xml', { size: 10_000 }),
			'smaller than its archive says',
		],
		[
			'when a part says that it is packed smaller',
			() => packing('sheet1.xml', { packedSize: 40 }),
			'sheet1.xml cannot be unpacked',
		],
		['when a check sum is wrong', () => packing('styles.xml', { crc: 1 }), 'the check sum of xl/styles.xml'],
		[
			'when a part is packed in an unknown way',
			() => xlsxFile({ ...workbook, packing: (part) => ({ ...part, method: 12 }) }),
			'packed in a way',
		],
		[
			'when two files have the same name',
			() =>
				zipFile(
					[...Object.entries(parts), ['xl/workbook.xml', 'x'] as const].map(([name, xml]) => ({ name, content: xml })),
				),
			'two files named xl/workbook.xml',
		],
		[
			'when two names are the same but for a backslash',
			() =>
				zipFile(
					[...Object.entries(parts), ['xl\\workbook.xml', 'x'] as const].map(([name, xml]) => ({ name, content: xml })),
				),
			'two files named xl/workbook.xml',
		],
		['when a name goes up', () => withParts({ '../evil.xml': 'x' }), 'the list of the files'],
		['when a name goes up with a backslash', () => withParts({ '..\\evil.xml': 'x' }), 'the list of the files'],
		['when a name is absolute', () => withParts({ '/etc/passwd': 'x' }), 'the list of the files'],
		[
			'when the list says that there are more files',
			() => xlsxFile({ ...workbook, zip: { entryCount: 12 } }),
			'is damaged',
		],
		[
			'when a sheet is missing',
			() => withParts({ 'xl/worksheets/sheet1.xml': null }),
			'the part of sheet Sheet1 is missing',
		],
		[
			'when a sheet is not linked',
			() => withParts({ 'xl/_rels/workbook.xml.rels': relationships([['rId7', 'styles', 'styles.xml']]) }),
			'the part of sheet Sheet1 is missing',
		],
		[
			'when it has no sheets',
			() => withParts({ 'xl/workbook.xml': `<workbook xmlns="${mainNamespace}"/>` }),
			'no sheet with cells',
		],
		[
			'when a sheet is cut off',
			() => withParts({ 'xl/worksheets/sheet1.xml': sheetXml(rows).slice(0, -30) }),
			'xl/worksheets/sheet1.xml ends',
		],
		[
			'when a sheet is empty',
			() => withParts({ 'xl/worksheets/sheet1.xml': '' }),
			'xl/worksheets/sheet1.xml has no element',
		],
		[
			'when a sheet is something else',
			() => withParts({ 'xl/worksheets/sheet1.xml': '<html/>' }),
			'xl/worksheets/sheet1.xml is no sheet',
		],
		[
			'when the shared texts are cut off',
			() => withParts({ 'xl/sharedStrings.xml': '<sst><si><t>a</t></si>' }),
			'xl/sharedStrings.xml ends',
		],
		[
			'when the shared texts are something else',
			() => withParts({ 'xl/sharedStrings.xml': '<html/>' }),
			'xl/sharedStrings.xml has no shared texts',
		],
		[
			'when it has bytes that are no UTF-8',
			() => withParts({ 'xl/sharedStrings.xml': Buffer.from('<sst><si><t>M\xfcller</t></si></sst>', 'latin1') }),
			'is no text in UTF-8',
		],
		[
			'when it has an unknown encoding',
			() => withParts({ 'xl/styles.xml': '<?xml version="1.0" encoding="klingon"?><styleSheet/>' }),
			'unknown encoding',
		],
		[
			'when it has half a character of UTF-16',
			() => withParts({ 'xl/styles.xml': Buffer.from('\ufeff<styleSheet/>', 'utf16le').subarray(0, -1) }),
			'is no text in utf-16le',
		],
		[
			'when a prefix is not declared',
			() => withParts({ 'xl/worksheets/sheet1.xml': '<x:worksheet/>' }),
			'a prefix that it does not declare',
		],
		[
			'when it has a DOCTYPE',
			() => withParts({ 'xl/worksheets/sheet1.xml': `<!DOCTYPE worksheet>${sheetXml(rows).split('\n')[1] ?? ''}` }),
			'has a DOCTYPE',
		],
	])('%s', async (_, make, complaint) => {
		await expect(readSheet(make())).rejects.toMatchObject({
			name: 'InputError',
			field: 'file',
			message: expect.stringContaining(complaint),
		});
	});

	it('at the end of a sheet at the latest, after the rows that came before the damage', async () => {
		const many = Array.from({ length: 3_000 }, () => '<row><c><v>1</v></c></row>').join('');
		const opened = await openWorkbook({ bytes: xlsxFile({ sheets: [{ xml: sheetXml(many).slice(0, -25) }] }) });
		let seen = 0;
		const read = async () => {
			for await (const batch of opened.rows(0)) seen += batch.length;
		};
		await expect(read()).rejects.toMatchObject({ name: 'InputError' });
		expect(seen).toBeLessThanOrEqual(3_000);
		await expect(opened.layout(0)).rejects.toMatchObject({ name: 'InputError' });
	});
});

describe('what is no .xlsx is named for what it is', () => {
	const zipped = (name: string, text: string) => zipFile([{ name, content: text, stored: true }]);
	const office = (type: string, part: string) =>
		zipFile([
			{
				name: '[Content_Types].xml',
				content: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/${part}" ContentType="${type}"/></Types>`,
			},
			{ name: part, content: '<a/>' },
		]);

	it.each<[string, Buffer, string]>([
		['an empty file', Buffer.alloc(0), 'is empty'],
		['a PDF document', Buffer.from('%PDF-1.7\n'), 'a PDF document'],
		['a picture', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'a picture (PNG)'],
		['a compressed file', Buffer.from('1f8b0800', 'hex'), 'gzip'],
		['text in UTF-32', Buffer.from('fffe0000410000003b000000420000000a000000', 'hex'), 'text in UTF-32'],
		['text in UTF-32, the other way round', Buffer.from('0000feff000000410000003b', 'hex'), 'text in UTF-32'],
		['a web page', Buffer.from('\ufeff\n<!DOCTYPE html>\n<HTML><table>'), 'a web page (HTML)'],
		['a table of a web page', Buffer.from('<table border=1><tr><td>1'), 'a web page (HTML)'],
		['a web page in UTF-16', Buffer.from('\ufeff<html>', 'utf16le'), 'a web page (HTML)'],
		[
			'XML Spreadsheet 2003',
			Buffer.from(
				'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
			),
			'an XML Spreadsheet 2003',
		],
		['another XML document', Buffer.from('<?xml version="1.0"?><Invoice/>'), 'an XML document'],
		['a web archive', Buffer.from('MIME-Version: 1.0\r\n'), 'MHTML'],
		['bytes', Buffer.from([1, 2, 0, 3, 0, 0, 0, 9, 8, 0, 4]), 'an unknown kind'],
		['an archive', zipped('invoice.pdf', 'x'), 'a ZIP archive'],
		['an empty archive', zipFile([]), 'a ZIP archive'],
		['a text of LibreOffice', zipped('mimetype', 'application/vnd.oasis.opendocument.text'), 'of LibreOffice'],
		['a file of Numbers', zipped('Index/Document.iwa', 'x'), 'Apple Numbers'],
		[
			'a binary workbook',
			office('application/vnd.ms-excel.sheet.binary.macroEnabled.main', 'xl/workbook.bin'),
			'a binary workbook (.xlsb)',
		],
		[
			'a Word document',
			office('application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml', 'word/document.xml'),
			'a Word document',
		],
		[
			'a presentation',
			office(
				'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml',
				'ppt/presentation.xml',
			),
			'a PowerPoint presentation',
		],
		[
			'a workbook with a password',
			compoundFile(['Root Entry', 'EncryptionInfo', 'EncryptedPackage']),
			'is protected by a password',
		],
		[
			'an archive with a password',
			xlsxFile({ packing: (part) => ({ ...part, flags: 1 }) }),
			'is protected by a password',
		],
		['an old Word document', compoundFile(['Root Entry', 'WordDocument']), 'a Word document'],
		['a message of Outlook', compoundFile(['Root Entry', '__substg1.0_001A001F']), 'a message of Outlook'],
		['another old file', compoundFile(['Root Entry', 'Contents']), 'an old Office program'],
	])('%s', async (_, bytes, complaint) => {
		await expect(openWorkbook({ bytes }, { name: 'invoices.xlsx' })).rejects.toMatchObject({
			name: 'InputError',
			field: 'file',
			complaint: expect.stringContaining(complaint),
			remedy: expect.stringMatching(/\w+\./),
		});
	});
});
