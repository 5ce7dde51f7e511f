import fc from 'fast-check';
import { openWorkbook } from '../../../core/spreadsheet';
import { xlsxFile, xlsxParts } from '../../support/xlsxFile';
import { zipFile } from '../../support/zipFile';

const workbook = {
	sheets: [
		{
			name: 'Invoices',
			before: '<dimension ref="A1:D4"/><cols><col min="2" max="2" hidden="1"/></cols>',
			rows:
				'<row r="1" spans="1:4"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>' +
				'<row r="2"><c r="A2" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c><c r="B2" s="1"><v>45382.5</v></c><c r="C2" s="2"><f>B2*2</f><v>12.5</v></c></row>' +
				'<row r="4" hidden="1"><c r="A4" t="b"><v>1</v></c><c r="B4" t="e"><v>#N/A</v></c><c r="C4" t="str"><f t="shared" si="0"/><v>x</v></c><c r="D4" t="d"><v>2024-03-31</v></c></row>',
			after: '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
		},
		{ name: 'Payments', rows: '<row><c><v>1</v></c></row>' },
	],
	strings: ['<si><t>Number &amp; date</t></si>', '<si><r><t>Net</t></r><rPh sb="0" eb="1"><t>n</t></rPh></si>'],
	formats: ['dd/mm/yyyy', '[$€-413] #,##0.00'],
};
const parts = Object.entries(xlsxParts(workbook));

/** Reads everything of a file. It may be refused; any other error, and a file that is read without end, is a fault. */
async function read(bytes: Buffer): Promise<'read' | 'refused'> {
	try {
		const opened = await openWorkbook({ bytes }, { limits: { seconds: 2 } });
		try {
			for (const { index } of opened.sheets) {
				for await (const batch of opened.rows(index)) expect(batch.length).toBeLessThan(10_000);
				await opened.layout(index);
			}
		} finally {
			await opened.close();
		}
		return 'read';
	} catch (error) {
		// What is no workbook any more may look like another kind, for which other code is responsible.
		expect(error).toMatchObject({ name: 'InputError', remedy: expect.stringMatching(/\w/) });
		return 'refused';
	}
}

const change = fc.record({ place: fc.nat(), removed: fc.nat({ max: 3 }), added: fc.uint8Array({ maxLength: 3 }) });

function changed(
	bytes: Buffer,
	changes: ReadonlyArray<{ place: number; removed: number; added: Uint8Array }>,
	keep: number,
): Buffer {
	return changes.reduce((all, { place, removed, added }) => {
		const at = keep + (place % (all.length - keep));
		return Buffer.concat([all.subarray(0, at), added, all.subarray(at + removed)]);
	}, bytes);
}

it('reads or refuses a workbook with other bytes, and does nothing else', async () => {
	const outcomes = { read: 0, refused: 0 };
	const files = [xlsxFile(workbook), xlsxFile({ ...workbook, packing: (part) => ({ ...part, stored: true }) })];
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...files),
			fc.array(change, { minLength: 1, maxLength: 3 }),
			async (file, changes) => {
				// The first four bytes say that it is an archive at all.
				outcomes[await read(changed(file, changes, 4))] += 1;
			},
		),
		{ numRuns: 1_000 },
	);
	expect(outcomes.refused).toBeGreaterThan(100);
});

const shards = fc.constantFrom(
	...[
		'<',
		'>',
		'"',
		'&',
		'/',
		'-1',
		'1e309',
		'A1',
		'XFE1',
		' t="s"',
		' r="B7"',
		'<c>',
		'</c>',
		'<row>',
		'</row>',
		'<v>',
		'<is>',
		'<t>',
		'99999999',
	],
	...[
		'<![CDATA[',
		']]>',
		'<!--',
		'&#0;',
		'&lt;',
		'xmlns="a"',
		'x:',
		'<f/>',
		'_x0000_',
		' hidden="1"',
		'<si>',
		'</si>',
		'\0',
		'\ufeff',
		'..',
		'\\',
		'#',
	],
);
const edit = fc.record({ place: fc.nat(), removed: fc.nat({ max: 6 }), shard: fc.option(shards, { nil: '' }) });

it('reads or refuses a workbook with other XML, and does nothing else', async () => {
	const outcomes = { read: 0, refused: 0 };
	await fc.assert(
		fc.asyncProperty(
			fc.nat({ max: parts.length - 1 }),
			fc.array(edit, { minLength: 1, maxLength: 2 }),
			async (which, edits) => {
				const mutated = parts.map(([name, content], index) => {
					let xml = String(content);
					for (const { place, removed, shard } of index === which ? edits : []) {
						const at = place % (xml.length + 1);
						xml = xml.slice(0, at) + shard + xml.slice(at + removed);
					}
					return { name, content: xml, stored: true };
				});
				outcomes[await read(zipFile(mutated))] += 1;
			},
		),
		{ numRuns: 1_000 },
	);
	expect(outcomes.read).toBeGreaterThan(50);
	expect(outcomes.refused).toBeGreaterThan(100);
});
