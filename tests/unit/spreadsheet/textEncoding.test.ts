import fc from 'fast-check';
import { readText } from '../../support/textWorkbook';

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const words = 'naam;bedrag\nCafé Zoë;€ 12\n';
const grid = [
	['naam', 'bedrag'],
	['Café Zoë', '€ 12'],
];

describe('The encoding of a text file', () => {
	test.each([
		['UTF-8', Buffer.from(words)],
		['UTF-8 with a mark', Buffer.from(`\ufeff${words}`)],
		['UTF-16 LE with a mark', Buffer.from(`\ufeff${words}`, 'utf16le')],
		['UTF-16 BE with a mark', utf16be(`\ufeff${words}`)],
		['UTF-16 LE without one', Buffer.from(words, 'utf16le')],
		['UTF-16 BE without one', utf16be(words)],
	])('%s', async (_name, bytes) => {
		await expect(readText(bytes)).resolves.toEqual(grid);
	});

	// n8n-io/n8n#10194: accents of a Latin-1 file come out as replacement characters.
	test('Windows-1252, with the 27 characters that ISO 8859-1 lacks', async () => {
		const assigned = Array.from({ length: 32 }, (_, index) => 0x80 + index).filter(
			(byte) => ![0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte),
		);
		const bytes = Buffer.concat([Buffer.from('kop;twee\n'), Buffer.from([...assigned, 0x3b, 0xe9, 0xff])]);
		await expect(readText(bytes)).resolves.toEqual([
			['kop', 'twee'],
			['€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ', 'éÿ'],
		]);
	});

	test('One letter far behind decides', async () => {
		const bytes = Buffer.concat([Buffer.from('a;b\n'.repeat(200_000)), Buffer.from([0x80, 0x3b, 0x31])]);
		expect((await readText(bytes)).at(-1)).toEqual(['€', '1']);
	});

	test('A letter that two pieces of the file share comes whole', async () => {
		const text = `${'a'.repeat(65_533)};€\nx;😀\n${'b'.repeat(65_520)};é€😀`;
		await expect(readText(text)).resolves.toEqual([
			['a'.repeat(65_533), '€'],
			['x', '😀'],
			['b'.repeat(65_520), 'é€😀'],
		]);
	});

	test('A given encoding is taken', async () => {
		await expect(readText(Buffer.from('é;1'), { encoding: 'windows-1252' })).resolves.toEqual([['Ã©', '1']]);
	});

	test('Any text is read as it was written, in every encoding that has its letters', async () => {
		const texts = fc.stringMatching(/^[a-z€éß漢😀]{1,20}$/u);
		await fc.assert(
			fc.asyncProperty(texts, fc.boolean(), async (text, marked) => {
				const written = `${marked ? '\ufeff' : ''}kop;${text}\n`;
				expect(await readText(written)).toEqual([['kop', text]]);
				expect(await readText(Buffer.from(`\ufeff${written}`, 'utf16le'))).toEqual(
					marked ? [['\ufeffkop', text]] : [['kop', text]],
				);
			}),
			{ numRuns: 50 },
		);
	});

	test.each([
		['byte 4 is NUL', Buffer.from('a;b\0\n1;2\n3;4\n5;6')],
		['byte 100001 is NUL', Buffer.concat([Buffer.alloc(100_000, 'a'), Buffer.from('\0b')])],
	])('What is no text is refused: %s', async (name, bytes) => {
		await expect(readText(bytes)).rejects.toMatchObject({
			field: 'file',
			complaint: expect.stringContaining(name),
		});
	});

	test('A file beyond the limit is refused before it is read', async () => {
		const limits = { fileBytes: 5, cells: 9, rows: 9, columns: 9, cellText: 9, seconds: 9 };
		await expect(readText('a;b;c;d', { limits })).rejects.toMatchObject({
			field: 'file',
			remedy: expect.stringContaining('fileBytes'),
		});
	});
});
