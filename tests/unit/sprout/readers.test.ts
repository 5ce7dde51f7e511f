import fc from 'fast-check';
import { readCsv } from '../../../core/sprout/csv';
import { unserialise, type PhpValue } from '../../../core/sprout/phpValue';
import { plainText } from '../../../core/sprout/plainText';
import { rowsOfDump } from '../../../core/sprout/sqlDump';
import { readSite, type ReadOptions } from '../../../core/sprout';
import { serialise, sqlText, fileOf, type Serialisable } from '../../support/sproutSite/write';

const tables = (sql: string, columns = ['a', 'b']) =>
	[
		...rowsOfDump(
			sql,
			() => true,
			() => columns,
		),
	].map(({ row }) => Object.fromEntries(row));
const options: ReadOptions = { shape: 'sql', dates: 'iso', timeZone: 'UTC' };

describe('serialised PHP', () => {
	const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });
	const { value } = fc.letrec<{ value: Serialisable }>((tie) => ({
		value: fc.oneof(
			{ depthSize: 'small' },
			anyText,
			fc.integer(),
			fc.array(fc.tuple(fc.oneof(anyText, fc.nat()), tie('value')), { maxLength: 5 }),
		),
	}));
	const asRead = (given: Serialisable): PhpValue =>
		typeof given === 'object' ? new Map(given.map(([key, held]) => [String(key), asRead(held)])) : given;

	test('any value comes back', () => {
		fc.assert(fc.property(value, (given) => expect(unserialise(serialise(given), 'x')).toEqual(asRead(given))));
	});

	test('no text of any kind is more than data, or crashes', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					anyText,
					value.map(serialise).map((text) => text.slice(1)),
				),
				(text) => {
					try {
						unserialise(text, 'x');
					} catch (error) {
						expect(error).toMatchObject({ name: 'InputError', field: 'x' });
					}
				},
			),
		);
	});

	// steelbrain/php-serialize#52, locutusjs/locutus#105: the length of a text is counted in bytes.
	test('a text with accents has a length in bytes', () => {
		const read = unserialise('a:2:{i:0;s:6:"Helló";i:1;s:33:"Жесткость ботинка";}', 'x');
		expect(read).toEqual(
			new Map([
				['0', 'Helló'],
				['1', 'Жесткость ботинка'],
			]),
		);
	});

	// bd808/php-unserialize-js#11: a database that was converted later has lengths of its old encoding.
	test('a length in characters is read where the text ends there', () => {
		expect(unserialise('a:1:{s:4:"desc";s:5:"ščřžý";}', 'x')).toEqual(new Map([['desc', 'ščřžý']]));
		expect(() => unserialise('a:1:{s:4:"desc";s:3:"ščřžý";}', 'x')).toThrow(/whose length is wrong/);
	});

	// naholyr/js-php-unserialize#11: an object is data here, and its class is nothing.
	test('an object is a map of its properties', () => {
		expect(unserialise('O:10:"ImportForm":1:{s:1:"a";b:1;}', 'x')).toEqual(new Map([['a', true]]));
		expect(() => unserialise('C:4:"Evil":2:{xx}', 'x')).toThrow(/unknown type/);
		expect(() => unserialise('R:1;', 'x')).toThrow(/unknown type/);
	});

	test('a nest without an end is refused', () => {
		const nest = 'a:1:{i:0;'.repeat(100_000);
		expect(() => unserialise(nest, 'x')).toThrow(/nested too deeply/);
	});
});

describe('a dump', () => {
	const anyValue = fc.string({ unit: 'binary', maxLength: 60 });

	test('any text comes back, several rows in one statement', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(anyValue, anyValue), { minLength: 1, maxLength: 5 }), (rows) => {
				const sql = `INSERT INTO \`t\` VALUES ${rows.map(([a, b]) => `(${sqlText(a)},${sqlText(b)})`).join(',')};`;
				expect(tables(sql)).toEqual(rows.map(([a, b]) => ({ a, b })));
			}),
		);
	});

	// Qovery/Replibyte#169 and #180, josacar/triki#21: semicolons, quotes and brackets within a text.
	test('what ends a statement does not end it within a text', () => {
		const sql = `INSERT INTO t VALUES (1,'{\\"one\\": \\"<div>We\\'re; testing.&nbsp;</div>\\"}'),(2,'a''b), (3;');`;
		expect(tables(sql)).toEqual([
			{ a: '1', b: `{"one": "<div>We're; testing.&nbsp;</div>"}` },
			{ a: '2', b: "a'b), (3;" },
		]);
	});

	// phpmyadmin/phpmyadmin#12197: a text that is one backslash, with another statement after it.
	test('a backslash alone does not swallow what comes after it', () => {
		const sql = ["('abc','')", "('\\\\','')", "('xyz','')"].map((row) => `INSERT INTO t VALUES ${row};`).join('\n');
		expect(tables(sql).map(({ a }) => a)).toEqual(['abc', '\\', 'xyz']);
	});

	// WordPress/sqlite-database-integration#263: MariaDB begins a dump with a comment that is no statement.
	test('comments are passed over, and columns are taken from CREATE TABLE', () => {
		const sql = `/*M!999999\\- enable the sandbox mode */ \n-- a; b\n/*!40101 SET NAMES utf8mb4 */;
			CREATE TABLE \`t\` (\n  \`b\` int(11) NOT NULL,\n  \`a\` longtext,\n  PRIMARY KEY (\`b\`)\n) ENGINE=InnoDB;
			INSERT INTO \`t\` VALUES (1,NULL),(-2.5,0x48C3A9),(3,_binary 'x');`;
		expect(tables(sql)).toEqual([
			{ a: '', b: '1' },
			{ a: 'Hé', b: '-2.5' },
			{ a: 'x', b: '3' },
		]);
	});

	test('a dump that breaks off names its line', () => {
		expect(() => tables("INSERT INTO t VALUES (1,'a'),\n(2,'b")).toThrow(/text without its end, in line 2/);
		expect(() => tables('INSERT INTO t VALUES (1),\n(2,3);')).toThrow(/1 values for 2 columns/);
		expect(() => tables('INSERT INTO t VALUES (1,now());')).toThrow(/neither a text nor a number/);
	});

	test('nothing of Sprout in it, and nothing at all, is one clear error', () => {
		for (const sql of ['', 'select 1;', 'INSERT INTO wp_posts (ID, post_type) VALUES (1, "post");']) {
			expect(() => readSite([fileOf('x.sql', sql)], options)).toThrow(/no post of Sprout Invoices/);
		}
	});
});

describe('CSV', () => {
	const cell = fc.string({ unit: fc.constantFrom('a', 'é', ',', '"', '\n', '\r', ' ', ';'), maxLength: 12 });
	const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

	test('any cell comes back', () => {
		const row = fc.tuple(cell, cell).filter((cells) => cells.some((one) => one.trim() !== ''));
		fc.assert(
			fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
				const text = ['A,B', ...rows.map((cells) => cells.map(quoted).join(','))].join('\r\n');
				const read = [...readCsv(text, 'x.csv')].map((found) => [found.at('a'), found.at('B')]);
				expect(read).toEqual(rows.map((cells) => cells.map((one) => one.trim())));
			}),
		);
	});

	test('a quote that is not closed names its place', () => {
		expect(() => [...readCsv('A,B\n1,2\n"x,3', 'x.csv')]).toThrow(/not closed.*in line 3/);
	});

	test('a comma in a description does not move the amounts', () => {
		const head = 'Invoice ID,Company,Invoice Date,Line Item Desc,Line Item Rate,Line Item Quantity,Status\n';
		const csv = `${head}7,Acme,2024-01-02,"Design, print,Paper","10.00,5","1,2",publish\n`;
		const { invoices, notes } = readSite([fileOf('invoices.csv', csv)], { ...options, shape: 'csv' });
		expect(invoices[0]?.lines.map(({ rate }) => Number(rate.units) / 10 ** rate.scale)).toEqual([10, 5]);
		expect(notes).toMatchObject([{ key: '7', field: 'Line Item Desc', leftOut: false }]);
		const wrong = `${head}8,Acme,2024-01-02,"A,B","10,50,5,25","1,2",publish\n`;
		expect(readSite([fileOf('invoices.csv', wrong)], { ...options, shape: 'csv' }).notes).toMatchObject([
			{ key: '8', field: 'Line Item Quantity', leftOut: true },
		]);
	});
});

describe('the columns of a CSV', () => {
	const invoices = 'Invoice ID,Company,Invoice Date,Status\n7,Acme,2024-01-02,publish\n';
	const read = (files: Record<string, string>) =>
		readSite(
			Object.entries(files).map(([name, text]) => fileOf(name, text)),
			{ ...options, shape: 'csv' },
		);

	test('all that are missing are named at once, each with its file', () => {
		const files = { 'clients.csv': 'Name\nAcme', 'invoices.csv': 'Number,Company\n7,Acme', 'payments.csv': 'Sum\n1' };
		expect(() => read(files)).toThrow(
			/clients.csv.*no column 'Company'; invoices.csv has no columns 'Invoice ID', 'Invoice Date'; payments.csv has no columns 'Invoice ID', 'Amount'/,
		);
		expect(() => read({ 'invoices.csv': '' })).toThrow(/no columns 'Invoice ID', 'Company', 'Invoice Date'/);
	});

	test('one that nothing reads is said, with the name that is meant', () => {
		const clients = 'Company,Email,E-mail,Colour,City,city,\nAcme,a@example.com,,red,Liège,,\n';
		const site = read({ 'clients.csv': clients, 'invoices.csv': invoices });
		expect(site.clients).toMatchObject([{ name: 'Acme', contacts: [], address: { city: 'Liège' } }]);
		expect(site.notes).toMatchObject(
			[
				{ kind: 'file', key: 'clients.csv', field: 'Email', leftOut: true, remedy: /'Email Address'/ },
				{ field: 'E-mail', remedy: /'Email Address'/ },
				{ field: 'Colour', remedy: /could be read as well: First Name, / },
				{ field: 'city', problem: /twice/ },
			].map(({ remedy, problem, ...note }) => ({
				...note,
				...(remedy && { remedy: expect.stringMatching(remedy) }),
				...(problem && { problem: expect.stringMatching(problem) }),
			})),
		);
	});

	test('the columns of the importer without anything to move are passed over', () => {
		const files = { 'invoices.csv': invoices.replace('Status', 'Status,Tax Total,Line Item Type') };
		expect(read(files).notes).toEqual([]);
	});

	test('a person without a mail address is said', () => {
		const clients = 'Company,First Name,Last Name,Email Address\nAcme,Ada,Doe,\nAcme,,,\n';
		expect(read({ 'clients.csv': clients, 'invoices.csv': invoices }).notes).toMatchObject([
			{ kind: 'client', key: 'Acme', field: 'Email Address', problem: 'is empty for Ada Doe' },
		]);
	});
});

describe('payments of a CSV', () => {
	const invoices = fileOf('invoices.csv', 'Invoice ID,Company,Invoice Date,Status\n7,Acme,2024-01-02,publish\n');
	const read = (payments: string) =>
		readSite([invoices, fileOf('payments.csv', payments)], { ...options, shape: 'csv' });

	test('one with an unknown status is no money: it is left out, and said', () => {
		const { payments, notes } = read('Payment ID,Invoice ID,Amount,Status\n3,7,10.00,Failed\n,7,5.00,toString\n');
		expect(payments).toEqual([]);
		expect(notes).toMatchObject([
			{ kind: 'payment', key: '3', field: 'Status', problem: "is 'Failed'", leftOut: true },
			{ kind: 'payment', key: 'line 3', field: 'Status', leftOut: true },
		]);
	});

	test('one without a status came, and the known statuses are kept', () => {
		const { payments, notes } = read('Invoice ID,Amount,Status\n7,1,\n7,2,Publish\n7,3,void\n');
		expect(payments.map(({ status }) => status)).toEqual(['complete', 'complete', 'void']);
		expect(notes).toEqual([]);
	});
});

describe('HTML', () => {
	test('tags go, and what only looks like one stays', () => {
		expect(plainText('<p>5 &lt; 6 &amp;lt; x</p><ul><li>One</li><li>Two</li></ul>')).toBe('5 < 6 &lt; x\n• One\n• Two');
		expect(plainText('<5 pieces> of <b>a&nbsp;thing</b><script>alert(1)</script>')).toBe('<5 pieces> of a thing');
	});

	test('any text without signs of HTML stays as it is', () => {
		const plain = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !/[<>&\s\0]/.test(text));
		fc.assert(fc.property(plain, (text) => expect(plainText(`<div>${text}</div>`)).toBe(text.trim())));
	});
});
