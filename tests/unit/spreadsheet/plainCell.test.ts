import fc from 'fast-check';
import { standardLimits } from '../../../core/spreadsheet';
import type { Row } from '../../../core/spreadsheet';
import { InputError } from '../../../core/kernel/errors';
import { readNumberFormat } from '../../../core/spreadsheet/formats/numberFormat';
import type { CellContext } from '../../../core/spreadsheet/xlsx/cellValue';
import { newPlainCell, readPlainCell } from '../../../core/spreadsheet/xlsx/plainCell';
import { SheetEvents } from '../../../core/spreadsheet/xlsx/sheetEvents';
import { XmlFault } from '../../../core/spreadsheet/xml/fault';
import { XmlScanner, type XmlEvents } from '../../../core/spreadsheet/xml/scanner';

const context: CellContext = {
	strings: ['Acme', 'a < b', ''],
	styles: ['General', 'dd/mm/yyyy', '0.00%', '[h]:mm', '#,##0.00 "€"'].map(readNumberFormat),
	date1904: false,
};

/** The rows of a sheet in pieces, or that it is refused: with the short way for plain cells, or without it. */
function read(pieces: readonly string[], withShortWay: boolean): readonly Row[] | 'refused' {
	const sheet = new SheetEvents('Sheet1', context, { ...standardLimits, cells: 40, columns: 100 });
	const events: XmlEvents = {
		open: (name, attributes) => sheet.open(name, attributes),
		text: (piece) => sheet.text(piece),
		close: () => sheet.close(),
		...(withShortWay && { takeElement: sheet.takeElement }),
	};
	const scanner = new XmlScanner(events, standardLimits);
	try {
		for (const piece of pieces) scanner.write(piece);
		scanner.end();
		return sheet.take();
	} catch (error) {
		if (error instanceof XmlFault || error instanceof InputError) return 'refused';
		throw error;
	}
}

const value = fc.oneof(
	{ weight: 4, arbitrary: fc.integer({ min: 0, max: 60_000 }).map(String) },
	{ weight: 2, arbitrary: fc.double({ noNaN: true }).map(String) },
	fc.constantFrom(
		'0',
		'-0',
		'1',
		'2',
		'45017',
		'0.5',
		'1e3',
		'1E-2',
		'+5',
		'.5',
		'5.',
		'',
		' ',
		' 7',
		'1,5',
		'0x10',
		'--1',
		'1e999',
		'&#49;',
		'12345678901234567890',
		'9007199254740993',
		'Acme',
		']]>',
	),
);
const attribute = fc.oneof(
	{ weight: 60, arbitrary: fc.constantFrom('r="A1"', 'r="B1"', 'r="C1"', 's="1"', 's="4"', 't="s"', 't="n"') },
	fc.constantFrom(
		'r="b1"',
		'r="$A$1"',
		'r="A2"',
		'r="ZZ1"',
		'r="AAAA1"',
		'r="A0"',
		'r=""',
		"r='A1'",
		'r = "A1"',
		's="99"',
		's=""',
		's="x"',
		't="b"',
		't="e"',
		't="str"',
		't="d"',
		't="sx"',
		't=""',
		'x="1"',
		'cm="1"',
		'xmlns="urn:other"',
	),
);
const content = fc.oneof(
	{ weight: 40, arbitrary: value.map((text) => `<v>${text}</v>`) },
	{ weight: 20, arbitrary: value.map((text) => `<f>A1*2</f><v>${text}</v>`) },
	value.map((text) => `<v>${text}</v><f>A1</f>`),
	fc.constantFrom(
		'',
		'<v/>',
		'<f/>',
		'<f t="shared" si="0"/><v>1</v>',
		'<f>A&amp;B</f><v>1</v>',
		'<v>1</v><v>2</v>',
		'<v>1</v ',
		'<v><b/></v>',
		'<!-- --><v>1</v>',
		'<v>1<!-- -->2</v>',
		'<v><![CDATA[1]]></v>',
		'<is><t>x</t></is>',
		'<x:v>1</x:v>',
		'<v>1</w>',
	),
);
/** A cell as programs write it: each attribute once, in any order. */
const usual = fc
	.tuple(
		fc.shuffledSubarray(['r', 's', 't']),
		fc.record({
			r: fc.constantFrom('A1', 'A1', 'A1', 'A1', 'A1', 'A1', 'B1'),
			s: fc.constantFrom('0', '1', '4'),
			t: fc.constantFrom('n', 's'),
		}),
		content,
	)
	.map(([names, values, inner]) => {
		const attributes = names.map((name) => ` ${name}="${values[name as 'r' | 's' | 't']}"`);
		return `<c${attributes.join('')}>${inner}</c>`;
	});
const cell = fc.oneof(
	{ weight: 40, arbitrary: usual },
	{
		weight: 4,
		arbitrary: fc
			.tuple(fc.uniqueArray(attribute, { maxLength: 3 }), content)
			.map(([attributes, inner]) => `<c ${attributes.join(' ')}>${inner}</c>`),
	},
	fc.array(attribute, { maxLength: 3 }).map((attributes) => `<c ${attributes.join(' ')}/>`),
	fc.constantFrom(
		'<c>',
		'<c r="A1">',
		'<c  r="A1"><v>1</v></c>',
		'<c r="A1" ><v>1</v></c>',
		'<c r="A1"><v>1</v></c >',
		'<d r="A1"/>',
		'</row>',
		'<c r="A1"s="1"/>',
	),
);
const row = fc
	.tuple(
		fc.constantFrom('<row r="1">', '<row r="1">', '<row>', '<row r="2">', '<row r="1" hidden="1">'),
		fc.array(cell, { maxLength: 4 }),
	)
	.map(
		([tag, cells]) =>
			`${tag}${cells.map((one, index) => one.replaceAll('"A1"', `"${'ABCD'.charAt(index)}1"`)).join('')}</row>`,
	);
const sheet = fc
	.tuple(
		fc.constantFrom(
			'<worksheet>',
			'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
			'<worksheet xmlns="urn:other">',
		),
		fc.array(row, { maxLength: 2 }),
	)
	.map(([tag, rows]) => `${tag}<sheetData>${rows.join('')}</sheetData></worksheet>`);
const places = fc.array(fc.nat({ max: 400 }), { maxLength: 3 });

function cut(text: string, at: readonly number[]): string[] {
	const bounds = [
		0,
		...[...at].sort((one, other) => one - other).map((place) => Math.min(place, text.length)),
		text.length,
	];
	return bounds.slice(1).map((end, index) => text.slice(bounds[index] ?? 0, end));
}

test('the short way for plain cells says what the scanner says, or both refuse', () => {
	let taken = 0;
	let refused = 0;
	fc.assert(
		fc.property(sheet, places, (xml, at) => {
			const pieces = cut(xml, at);
			const slow = read(pieces, false);
			expect(read(pieces, true)).toEqual(slow);
			if (slow === 'refused') refused += 1;
			else taken += slow.length;
		}),
		{ numRuns: 2_500 },
	);
	// Both ways were gone.
	expect(taken).toBeGreaterThan(100);
	expect(refused).toBeGreaterThan(100);
});

test('is gone for cells as programs write them', () => {
	const short = (xml: string) => readPlainCell(`${xml}\0`, 0, newPlainCell());
	for (const xml of [
		'<c r="A1" s="3" t="s"><v>12</v></c>',
		'<c r="AB12"><v>-1.5E-3</v></c>',
		'<c r="C7" t="n" s="1"><f>SUM(A1:B2)</f><v>0.1</v></c>',
		'<c r="A1" s="3"/>',
	]) {
		expect(short(xml)).toBe(xml.length);
	}
	for (const xml of [
		'<c r="A1"><v>1</v></c',
		'<c r="A1"><v>1',
		'<c r="A1" r="A1"/>',
		'<c s="1"/>',
		'<c r="A1"><f t="shared"/><v>1</v></c>',
	]) {
		expect(short(xml)).toBe(-1);
	}
});
