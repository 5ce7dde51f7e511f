import { detectDelimiter } from '../../../core/spreadsheet/text/delimiter';
import { readText } from '../../support/textWorkbook';

const lines = (...all: string[]) => all.join('\n');

describe('The delimiter of a text file', () => {
	test.each([
		['Dutch: a quoted amount with both signs', ';', lines('Factuurnr;Bedrag', 'F1;"1.234,56"')],
		['English', ',', lines('Number,Amount', 'F1,"1,234.56"', 'F2,12.00')],
		['numbers alone, with commas', ',', lines('1,2,3', '4,5,6', '7,8,9')],
		['tabs', '\t', lines('a\tb', '1,5\t2,5')],
		['bars', '|', lines('a|b|c', 'x; y|1,5|z')],
		['a title above', ';', lines('Facturen 2024', '', 'Nr;Klant;Bedrag', 'F1;"Jansen, Piet";1,50', 'F2;Bol;2,50')],
		['no header, two columns, decimal commas', ';', lines('1;1,5', '2;2,5', '3;12,75')],
		['addresses with commas', ';', lines('id;address', ...Array(50).fill('1;Dorpsstraat 1, Ede, Nederland'))],
		['lists within quoted cells', ',', lines('name,tags', 'x,"a;b"', 'y,"c;d;e"')],
		['line feeds within quotes', ';', lines('nr;note', '1;"a, b', 'c, d', 'e, f"', '2;"g, h"')],
		['a quote that is never closed', ';', lines('a;b;c', '1;2;3', '1;2;3', '4;"5;6', '7,8;9')],
		// mholt/PapaParse#1005
		['tabs with decimal commas', '\t', lines('X\tY\tZ', '120,5\t50,3\t2,35', '1,5\t2,5\t3,5')],
		// mholt/PapaParse#153
		[
			'French amounts, no header',
			';',
			lines(
				'101300;010114;00;2132500450881;A.N. au 010114;;;733480,00;-733480,00',
				'106110;010114;00;2132500450881;A.N. au 010114;;;73348,16;-73348,16',
			),
		],
		// mholt/PapaParse#290
		['some amounts are whole', ';', lines('08/01/2016;A;-21.419,06', '15/01/2016;A;-116', '04/01/2016;A;-249')],
		// mholt/PapaParse#600
		[
			'headers full of commas',
			';',
			lines('SKU (alta, obligatorio);Nombre (100 o menos, obligatorio);Marca (alta, previa)', '1;Uno;M', '2;Dos;M'),
		],
		// mholt/PapaParse#910
		['as many commas as semicolons', ';', lines('nome;telefone', 'Jessica;5,58199E+12', 'Joi;5,51197E+12')],
		// mholt/PapaParse#860
		['more commas than semicolons', ';', lines('a ; x,x,x,', '', 'b ; x,x,x,', '', 'c ; x')],
		// mechatroner/vscode_rainbow_csv#134
		[
			'a comma in each date, and trailing semicolons',
			';',
			lines(
				'April 15, 2023;40;25.00;Ray;pending;',
				'April 14, 2023;44;25.00;Scott;pending;',
				'April 9, 2023;67;25.00;Lonny;',
			),
		],
	])('%s', (_name, delimiter, sample) => {
		expect(detectDelimiter(sample)).toEqual({ character: delimiter, skip: 0 });
	});

	test('The line sep= names it, and is no row', async () => {
		await expect(readText('sep=^\r\na^b;c\r\n1^2\r\n')).resolves.toEqual([
			['a', 'b;c'],
			['1', '2'],
		]);
	});

	test('One column keeps its texts whole', async () => {
		await expect(readText('note\nthis, and that\nmore\n')).resolves.toEqual([['note'], ['this, and that'], ['more']]);
		await expect(readText('note\na; b, c\nmore\n')).resolves.toEqual([['note'], ['a; b, c'], ['more']]);
	});

	test('A file that is called .tsv has tabs where nothing speaks against them', async () => {
		await expect(readText('a,b\t1\n', { name: 'x.tsv' })).resolves.toEqual([['a,b', '1']]);
	});

	test('A given delimiter is taken; what is not one character is refused', async () => {
		await expect(readText('a;b,c\n', { delimiter: ',' })).resolves.toEqual([['a;b', 'c']]);
		await expect(readText('a;b', { delimiter: ';;' })).rejects.toMatchObject({ field: 'delimiter' });
	});
});
