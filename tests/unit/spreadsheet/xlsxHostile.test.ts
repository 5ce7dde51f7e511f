import { constants, deflateRawSync, crc32 } from 'node:zlib';
import { type SpreadsheetLimits, standardLimits } from '../../../core/spreadsheet';
import {
	mainNamespace,
	readSheet,
	relationships,
	sheetXml,
	withWorkbook,
	xlsxFile,
	xlsxParts,
	type XlsxParts,
} from '../../support/xlsxFile';
import { zipFile, type ZipPart } from '../../support/zipFile';

const mebibyte = 1_048_576;
const sheet = 'xl/worksheets/sheet1.xml';

interface Bomb {
	readonly packed: Buffer;
	readonly size: number;
	readonly crc: number;
}

/** A text, with one piece of it so many times, packed without ever being in memory. */
function bomb(before: string, piece: string, times: number, after = ''): Bomb {
	const block = Buffer.from(piece.repeat(Math.ceil(mebibyte / piece.length)));
	const repeats = Math.ceil((times * piece.length) / block.length);
	// The same block packed once: a full flush makes its bytes independent of what was before.
	const flushed = (bytes: Buffer) => deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH });
	const packedBlock = flushed(block);
	let crc = crc32(before);
	for (let count = 0; count < repeats; count++) crc = crc32(block, crc);
	return {
		packed: Buffer.concat([
			flushed(Buffer.from(before)),
			...Array.from({ length: repeats }, () => packedBlock),
			deflateRawSync(after),
		]),
		size: before.length + repeats * block.length + after.length,
		crc: crc32(after, crc),
	};
}

/** A workbook with a bomb as one of its parts. */
function armed(part: string, { packed, size, crc }: Bomb, lies: ZipPart['lies'] = {}, more: XlsxParts = {}): Buffer {
	const sheets = [{ rows: '<row><c t="s"><v>0</v></c></row>' }];
	const parts = xlsxParts({ sheets, strings: ['<si><t>a</t></si>'], ...more });
	const usual = Object.entries(parts).filter(([name]) => name !== part);
	return zipFile([
		...usual.map(([name, content]) => ({ name, content })),
		{ name: part, content: '', packed, lies: { size, crc, ...lies } },
	]);
}

/** Reads a workbook to its end, or to its error. Limits are the standard ones unless a test gives others. */
async function outcome(bytes: Buffer, limits: Partial<SpreadsheetLimits> = {}) {
	const before = process.memoryUsage();
	let peak = 0;
	const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss - before.rss)), 5);
	const began = process.cpuUsage();
	let rows = 0;
	let message = '';
	try {
		await withWorkbook(
			bytes,
			async (workbook) => {
				for await (const batch of workbook.rows(0)) rows += batch.length;
			},
			{ limits },
		);
	} catch (error) {
		expect(error).toMatchObject({ name: 'InputError', field: 'file', remedy: expect.stringMatching(/\w+\./) });
		message = String(error);
	}
	clearInterval(watch);
	// What this process works: other processes cannot make it more.
	const { user, system } = process.cpuUsage(began);
	expect((user + system) / 1e6).toBeLessThan(5);
	expect(peak).toBeLessThan(300 * mebibyte);
	return { rows, message };
}

type Case = [what: string, limit: keyof SpreadsheetLimits, make: () => Buffer, limits: Partial<SpreadsheetLimits>];

/** Nothing is too well packed: the other limits have to hold alone. */
const anyRatio = { ratio: Infinity };

describe('a small file that becomes a large one is refused', () => {
	it.each<Case>([
		[
			'a gibibyte of spaces in a sheet',
			'unpackedBytes',
			() => armed(sheet, bomb(sheetXml('').slice(0, -24), ' ', mebibyte), { size: 1_025 * mebibyte }),
			{},
		],
		[
			'what is unpacked to 500 times its size',
			'ratio',
			() => armed(sheet, bomb(sheetXml('').slice(0, -24), ' ', 20 * mebibyte)),
			{},
		],
		[
			'the same as a part that nobody reads',
			'ratio',
			() => armed('xl/media/image1.png', bomb('', ' ', 20 * mebibyte)),
			{},
		],
		[
			'several parts that are too large together',
			'unpackedBytes',
			() => armed('xl/media/image1.png', bomb('', ' ', 4 * mebibyte)),
			{ unpackedBytes: 4 * mebibyte },
		],
		[
			'shared texts without end',
			'sharedStrings',
			() => armed('xl/sharedStrings.xml', bomb(`<sst xmlns="${mainNamespace}">`, '<si/>', 1_000_000)),
			{ ...anyRatio, sharedStrings: 500_000 },
		],
		[
			'shared texts that are long',
			'sharedCharacters',
			() =>
				armed(
					'xl/sharedStrings.xml',
					bomb(`<sst xmlns="${mainNamespace}">`, `<si><t>${'x'.repeat(100_000)}</t></si>`, 700),
				),
			anyRatio,
		],
		[
			'a shared text without end',
			'cellText',
			() => armed('xl/sharedStrings.xml', bomb(`<sst xmlns="${mainNamespace}"><si><t>`, 'x', 8 * mebibyte)),
			anyRatio,
		],
		[
			'a value without end',
			'cellText',
			() => armed(sheet, bomb(`${sheetXml('').slice(0, -24)}<row><c><v>`, '1', 8 * mebibyte)),
			anyRatio,
		],
		[
			'a text of its own without end',
			'cellText',
			() => armed(sheet, bomb(`${sheetXml('').slice(0, -24)}<row><c t="inlineStr"><is><t>`, '1', 8 * mebibyte)),
			anyRatio,
		],
		[
			'styles without end',
			'styles',
			() =>
				armed('xl/styles.xml', bomb(`<styleSheet xmlns="${mainNamespace}"><cellXfs>`, '<xf numFmtId="1"/>', 1_000_000)),
			anyRatio,
		],
		['number formats without end', 'styles', () => armed('xl/styles.xml', numberedFormats()), anyRatio],
		[
			'empty rows without end',
			'rows',
			() => armed(sheet, bomb(sheetXml('').slice(0, -24), '<row/>', 600_000)),
			{ ...anyRatio, rows: 300_000 },
		],
		[
			'cells without end in a row',
			'columns',
			() => armed(sheet, bomb(`${sheetXml('').slice(0, -24)}<row>`, '<c/>', 2_000_000)),
			anyRatio,
		],
		[
			'cells without end in rows',
			'cells',
			() => armed(sheet, bomb(sheetXml('').slice(0, -24), `<row>${'<c/>'.repeat(1_000)}</row>`, 1_000)),
			{ ...anyRatio, cells: 500_000 },
		],
		[
			'merged cells without end',
			'merges',
			() => armed(sheet, bomb(`<worksheet xmlns="${mainNamespace}"><mergeCells>`, '<mergeCell ref="A1:B2"/>', 150_000)),
			anyRatio,
		],
		[
			'elements in elements without end',
			'depth',
			() => armed(sheet, bomb(`<worksheet xmlns="${mainNamespace}">`, '<a>', 2_000_000)),
			anyRatio,
		],
		[
			'namespaces in namespaces without end',
			'depth',
			() => armed(sheet, bomb(`<worksheet xmlns="${mainNamespace}">`, '<a xmlns:b="c">', 500_000)),
			anyRatio,
		],
		[
			'a tag without end',
			'tag',
			() => armed(sheet, bomb(`<worksheet xmlns="${mainNamespace}" a="`, 'x', 8 * mebibyte)),
			anyRatio,
		],
		['a name without end', 'tag', () => armed(sheet, bomb('<', 'x', 8 * mebibyte)), anyRatio],
		['a comment without end', 'tag', () => armed(sheet, bomb('<!--', 'x', 8 * mebibyte)), anyRatio],
		[
			'a reference without end',
			'tag',
			() => armed(sheet, bomb(`<worksheet xmlns="${mainNamespace}"><sheetData>&`, 'x', 8 * mebibyte)),
			anyRatio,
		],
		[
			'sheets without end',
			'sheets',
			() => armed('xl/workbook.xml', bomb(`<workbook xmlns="${mainNamespace}"><sheets>`, '<sheet name="a"/>', 500_000)),
			anyRatio,
		],
		[
			'work without end',
			'seconds',
			() => armed(sheet, bomb(sheetXml('').slice(0, -24), '<!-- -->', 100 * mebibyte)),
			{ ...anyRatio, seconds: 0.5 },
		],
	])('%s: %s', async (...[, limit, make, limits]: Case) => {
		const { message } = await outcome(make(), limits);
		expect(message).toContain(`the limit '${limit}'`);
	});

	it.each<[string, () => Buffer, string]>([
		[
			'that says it is small',
			() => armed(sheet, bomb(sheetXml('').slice(0, -24), ' ', 30 * mebibyte), { size: 1_000 }),
			'larger than its archive says',
		],
		['whose tag has attributes without end', () => armed(sheet, bomb('<a', ' b="1"', 100)), 'two attributes'],
		[
			'whose tag has too many attributes',
			() =>
				xlsxFile({ sheets: [{ xml: `<a ${Array.from({ length: 300 }, (_, index) => `a${index}="1"`).join(' ')}/>` }] }),
			'more than 256 attributes',
		],
		[
			'that declares namespaces without end',
			() =>
				xlsxFile({
					sheets: [
						{
							xml: Array.from(
								{ length: 200 },
								(_, level) =>
									`<${level === 0 ? 'worksheet' : 'a'} ${Array.from({ length: 200 }, (_, index) => `xmlns:a${level}_${index}="1"`).join(' ')}>`,
							).join(''),
						},
					],
				}),
			'more than 256 namespaces',
		],
		[
			'with billions of laughs',
			() =>
				xlsxFile({
					sheets: [{ xml: '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]><worksheet>&c;</worksheet>' }],
				}),
			'has a DOCTYPE',
		],
		[
			'that refers to a file of the machine',
			() =>
				xlsxFile({ strings: '<!DOCTYPE sst [<!ENTITY b SYSTEM "file:///etc/passwd">]><sst><si><t>&b;</t></si></sst>' }),
			'has a DOCTYPE',
		],
		['that refers to an entity', () => xlsxFile({ strings: '<sst><si><t>&b;</t></si></sst>' }), 'means nothing: &b;'],
	])('one %s', async (_, make, complaint) => {
		expect((await outcome(make())).message).toContain(complaint);
	});

	it('by its bytes, before they are read', async () => {
		expect((await outcome(xlsxFile({}), { fileBytes: 100 })).message).toContain("the limit 'fileBytes'");
	});

	it('by the number of its files', async () => {
		const many = Object.fromEntries(Array.from({ length: 5_001 }, (_, index) => [`xl/media/${index}.png`, '']));
		expect((await outcome(xlsxFile({ parts: many }))).message).toContain("the limit 'entries'");
	});
});

/** Each of another number, so that they count. */
function numberedFormats(): Bomb {
	const formats = Array.from({ length: 101_000 }, (_, index) => `<numFmt numFmtId="${index}" formatCode="0"/>`).join(
		'',
	);
	const xml = Buffer.from(`<styleSheet xmlns="${mainNamespace}"><numFmts>${formats}</numFmts></styleSheet>`);
	return { packed: deflateRawSync(xml), size: xml.length, crc: crc32(xml) };
}

describe('a small file that other readers take for a large one is read', () => {
	const one = '<row r="1"><c r="A1"><v>1</v></c></row>';
	it.each<[string, () => Buffer, number]>([
		[
			'a merge of the whole sheet',
			() => xlsxFile({ sheets: [{ rows: one, after: '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>' }] }),
			1,
		],
		[
			'a validation of the whole sheet',
			() =>
				xlsxFile({
					sheets: [
						{
							rows: one,
							after:
								'<dataValidations><dataValidation type="list" sqref="A1:XFD1048576"><formula1>"a"</formula1></dataValidation></dataValidations>',
						},
					],
				}),
			1,
		],
		[
			'a table of the whole sheet',
			() =>
				xlsxFile({
					sheets: [{ rows: one }],
					parts: {
						'xl/worksheets/_rels/sheet1.xml.rels': relationships([['a', 'table', '../table.xml']]),
						'xl/table.xml': `<table xmlns="${mainNamespace}" name="a" ref="A1:XFD1048576"/>`,
					},
				}),
			1,
		],
		[
			'hidden columns without end',
			() => xlsxFile({ sheets: [{ rows: one, before: '<cols><col min="1" max="4294967295" hidden="1"/></cols>' }] }),
			1,
		],
		[
			'a name for the whole sheet',
			() =>
				xlsxFile({
					sheets: [{ rows: one }],
					parts: {
						'xl/workbook.xml': String(xlsxParts({})['xl/workbook.xml']).replace(
							'</workbook>',
							'<definedNames><definedName name="a">Sheet1!$A$1:$XFD$1048576</definedName></definedNames></workbook>',
						),
					},
				}),
			1,
		],
		[
			'a dimension of the whole sheet',
			() => xlsxFile({ sheets: [{ rows: one, before: '<dimension ref="A1:XFD1048576"/>' }] }),
			1,
		],
		[
			'only the first and the last cell',
			() => xlsxFile({ sheets: [{ rows: `${one}<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>` }] }),
			2,
		],
		['40,000 elements beside each other', () => xlsxFile({ sheets: [{ rows: one, after: '<a/>'.repeat(40_000) }] }), 1],
	])('%s', async (_, make, rows) => {
		expect(await outcome(make())).toEqual({ rows, message: '' });
	});

	it('names that JavaScript knows harm nothing', async () => {
		const texts = ['__proto__', 'constructor', 'toString'];
		const file = xlsxFile({
			sheets: texts.map((name) => ({ name, rows: '<row><c t="s"><v>0</v></c><c t="s"><v>__proto__</v></c></row>' })),
			strings: ['<si><t>__proto__</t></si>'],
		});
		await expect(readSheet(file)).rejects.toMatchObject({ name: 'InputError' });
		expect(Object.keys(Object.prototype)).toEqual([]);
	});
});

it('every limit has a test above', () => {
	expect(Object.keys(standardLimits).sort()).toEqual(
		[
			...[
				'fileBytes',
				'entries',
				'unpackedBytes',
				'ratio',
				'sheets',
				'cells',
				'rows',
				'columns',
				'cellText',
				'sharedStrings',
			],
			...['sharedCharacters', 'styles', 'depth', 'tag', 'merges', 'seconds'],
		].sort(),
	);
});
