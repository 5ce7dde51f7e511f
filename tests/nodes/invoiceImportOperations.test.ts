import { fieldsOfRole } from '../../core/invoiceSheets';
import { languages } from '../../core/kernel/languages';
import { InvoiceImport } from '../../nodes/InvoiceImport/InvoiceImport.node';
import { invoiceCsv } from '../support/invoiceCsv';
import { openImportNode, type ImportNode } from '../support/importNode';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { withWorkbook, xlsxFile } from '../support/xlsxFile';

const plain = { companyCode: '', options: {} };

let database: TestDatabase;
let node: ImportNode;
beforeAll(async () => {
	database = await createTestDatabase();
	node = openImportNode(database);
});
afterAll(async () => await database.drop());

const csv = (...rows: Parameters<typeof invoiceCsv>) => ({ name: 'invoices.csv', bytes: invoiceCsv(...rows) });
const held = async (numbers: string) => {
	const sql = `select number, total_minor::int as total from msp.invoice where number like $1 order by number`;
	return (await database.owner.query<{ number: string; total: number }>(sql, [numbers])).rows;
};

/** The sheets of a workbook, each as its rows of plain values. */
async function grid(bytes: Buffer): Promise<Record<string, unknown[][]>> {
	return await withWorkbook(bytes, async (workbook) => {
		const found: Record<string, unknown[][]> = {};
		for (const { index, name } of workbook.sheets) {
			const rows: unknown[][] = [];
			for await (const some of workbook.rows(index))
				rows.push(...some.map(({ cells }) => cells.map(({ value }) => value)));
			found[name] = rows;
		}
		return found;
	});
}

describe('Import', () => {
	test('sends what it imported on only when asked, and as many as asked', async () => {
		const file = csv(
			{ number: 'A-1' },
			{ number: 'A-2' },
			{ number: 'A-3', total: 'x' },
			{ number: 'A-4', total: 'y' },
		);
		const all = await node.run('workbook.import', { ...plain, options: { rows: 'all', mostRows: 1 } }, file);
		expect([all.output(0).length, all.output(1).length]).toEqual([1, 1]);
		expect(all.output(0)[0]).toMatchObject({
			number: expect.stringMatching(/^A-[12]$/) as unknown,
			totalMinor: 12_100,
			currency: 'EUR',
			issuedOn: '2026-03-14',
		});
		expect(all.output(2)).toMatchObject([{ rejected: 2 }]);
		const none = await node.run('workbook.import', { ...plain, options: { rows: 'none' } }, file);
		expect([none.output(0), none.output(1)]).toEqual([[], []]);
	});

	test('keeps the whole file out when it shall, and says that', async () => {
		const file = csv({ number: 'B-1' }, { number: 'B-2', total: 'x' });
		const run = await node.run('workbook.import', { ...plain, options: { onProblem: 'import_nothing' } }, file);
		expect(run.output(2)).toMatchObject([{ status: 'refused', rejected: 1, result: { status: 'refused' } }]);
		expect(await held('B-%')).toEqual([]);
	});

	test('reads the headers that an operator has written', async () => {
		const columns = {
			mappingMode: 'defineBelow',
			value: { number: 'Zeichen', customerName: 'Wer', issuedOn: 'Wann', total: 'Wieviel', currency: ' ' },
		};
		const bytes = 'Zeichen,Wer,Wann,Wieviel,Currency\nC-1,Acme,2026-03-14,12.10,EUR\n';
		const run = await node.run('workbook.import', { ...plain, columns }, { name: 'x.csv', bytes });
		expect(run.output(2)).toMatchObject([{ status: 'imported', counts: { invoices: { created: 1 } } }]);
		expect(await held('C-%')).toEqual([{ number: 'C-1', total: 1_210 }]);
	});

	test('offers every field for a header', async () => {
		const { fields } = await new InvoiceImport().methods.resourceMapping.fieldsOfInvoices.call({} as never);
		expect(new Set(fields.map(({ id }) => id))).toEqual(new Set(Object.values(fieldsOfRole).flat()));
		expect(fields.filter(({ displayName }) => !displayName)).toEqual([]);
	});

	test('decides as the options say: dates, decimal sign, currency, days until due, unknown customers', async () => {
		const bytes = 'Invoice number,Customer name,Invoice date,Total\nD-1,Dora,03/04/2026,1.234\n';
		const file = { name: 'd.csv', bytes };
		const asked = await node.run('workbook.inspect', plain, file);
		expect(asked.output()[0]?.questions).toMatchObject([
			{ kind: 'date_order' },
			{ kind: 'decimal_sign' },
			{ kind: 'currency' },
		]);
		const options = { dateOrder: 'mdy', decimalSign: ',', currency: 'usd', missingDueDays: 10 };
		await node.run('workbook.import', { ...plain, options }, file);
		const { rows } = await database.owner.query(
			`select total_minor::int as total, currency, (issued_at at time zone 'UTC')::date::text as issued, due_on::text as due from msp.invoice where number = 'D-1'`,
		);
		expect(rows).toEqual([{ total: 123_400, currency: 'USD', issued: '2026-03-04', due: '2026-03-14' }]);
		const stranger = csv({ number: 'D-2', customer: 'Nobody' });
		const rejecting = { ...plain, options: { unknownCustomers: 'reject' } };
		expect((await node.run('workbook.import', rejecting, stranger)).output(1)).toMatchObject([
			{ codes: ['customer_unknown'] },
		]);
	});

	test('takes each content once, and only when it is unchanged', async () => {
		const options = { eachFileOnce: true, untilUnchanged: true };
		const once = async (file: ReturnType<typeof csv>) =>
			(await node.run('workbook.import', { ...plain, options }, file)).output(2).map(({ status }) => status);
		const file = csv({ number: 'E-1' });
		expect(await once(file)).toEqual([]);
		expect(await held('E-%')).toEqual([]);
		expect(await once({ ...file, name: 'other name.csv' })).toEqual(['imported']);
		expect(await once(file)).toEqual([]);
		const broken = { name: 'e.xlsx', bytes: 'PK\u0003\u0004' };
		expect([await once(broken), await once(broken), await once(broken)]).toEqual([[], ['failed'], []]);
	});

	test.each([
		['has no file', plain, {}, /data|binary/i],
		['has a broken file', plain, { name: 'x.xlsx', bytes: 'PK\u0003\u0004 and nothing' }, /'file' .*\| ./],
		['is of an unknown company', { ...plain, companyCode: 'nobody' }, csv({ number: 'F-1' }), /company/i],
		['names a batch that is none', { ...plain, source: 'batch', batchId: 'x' }, {}, /ID of an import/],
		[
			'names a batch that is not there',
			{ ...plain, source: 'batch', batchId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10' },
			{},
			/batch/i,
		],
	])('an item that %s fails alone, in words', async (_, parameters, given, words) => {
		expect((await node.try('workbook.import', parameters, [given])).error).toMatch(words);
		const { items, error } = await node.try('workbook.import', parameters, [given, given], {
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(
			items().map(({ pairedItem, error: told, json }) => [pairedItem, (told ?? json.error) !== undefined]),
		).toEqual([
			[{ item: 0 }, true],
			[{ item: 1 }, true],
		]);
	});

	test('a bad item between good ones leaves them alone', async () => {
		const good = [csv({ number: 'G-1' }), csv({ number: 'G-3' })] as const;
		const given = [good[0], { name: 'x.xlsx', bytes: 'PK\u0003\u0004' }, good[1]];
		const { items } = await node.try('workbook.import', plain, given, { onError: 'continueRegularOutput' });
		expect(items(2).map(({ pairedItem, json }) => [pairedItem, json.status])).toEqual([
			[{ item: 0 }, 'imported'],
			[{ item: 2 }, 'imported'],
		]);
		expect(items(0).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
	});
});

describe('Convert', () => {
	const sheet = xlsxFile({
		sheets: [
			{
				name: 'Any',
				rows: `<row r="1"><c r="A1" t="inlineStr"><is><t>__proto__</t></is></c><c r="B1" t="inlineStr"><is><t>Day</t></is></c><c r="C1" t="inlineStr"><is><t>Sum</t></is></c><c r="D1" t="inlineStr"><is><t>Done</t></is></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><t>007</t></is></c><c r="B2" s="1"><v>46112</v></c><c r="C2"><v>1.5</v></c><c r="D2" t="b"><v>1</v></c></row>
<row r="3" hidden="1"><c r="A3" t="inlineStr"><is><t>=1+1</t></is></c></row>`,
			},
		],
		formats: ['yyyy-mm-dd'],
	});
	const file = { name: 'any.xlsx', bytes: sheet };
	const own = (json: object, name: string) => Object.getOwnPropertyDescriptor(json, name)?.value as unknown;

	test('gives typed values, and a column may be called anything', async () => {
		const [first, second] = (await node.run('workbook.convert', { options: { rowNumberAs: 'row' } }, file)).output();
		expect(first).toMatchObject({ Day: '2026-03-31', Sum: 1.5, Done: true, row: 2 });
		expect(own(first ?? {}, '__proto__')).toBe('007');
		expect(own(second ?? {}, '__proto__')).toBe('=1+1');
		expect(Object.getPrototypeOf(first)).toBe(Object.prototype);
	});

	test('names columns by header or letters, leaves out the others and hidden rows, and packs rows', async () => {
		const names = {
			row: [
				{ header: 'Sum', name: 'sum' },
				{ header: 'D', name: 'done' },
			],
		};
		const options = { onlyNamed: true, skipHiddenRows: true, rowsPerItem: 10 };
		const run = await node.run('workbook.convert', { names, options }, file);
		expect(run.output()).toEqual([{ rows: [{ sum: 1.5, done: true }] }]);
	});

	test.each([
		[{ sheet: 'None' }, /sheet.*'Any'/i],
		[{ headerRow: -1 }, /headerRow|header row/i],
	])('%j is refused in words', async (options, words) => {
		expect((await node.try('workbook.convert', { options }, [file])).error).toMatch(words);
	});
});

describe('Template', () => {
	test.each(languages)('of %s is understood by the import, column by column', async (language) => {
		const made = await node.run('workbook.template', { language, currency: 'EUR', outputFile: 'data' });
		const { name, bytes } = made.file();
		expect(name).toMatch(/^\p{Ll}+\.xlsx$/u);
		const look = await node.run('workbook.inspect', { ...plain, companyCode: '' }, { name, bytes });
		const sheets = look.output()[0]?.sheets as Array<{
			role: string;
			columns: Array<{ header: string; field: string | null }>;
		}>;
		expect(sheets.map(({ role }) => role)).toEqual(Object.keys(fieldsOfRole));
		expect(sheets.flatMap(({ columns }) => columns).filter(({ field }) => field === null)).toEqual([]);
	});
});

describe('Export', () => {
	const exported = async (parameters: object) =>
		await node.run('record.export', {
			...{ kinds: ['invoices', 'customers'], format: 'xlsx', language: 'en', filters: {}, outputFile: 'data' },
			...parameters,
		});

	test('is typed, and brings nothing new when it is imported', async () => {
		await node.run(
			'workbook.import',
			plain,
			csv({ number: 'X-1', customer: '=cmd()|x', total: '1,234.56' }, { number: 'X-2' }),
		);
		const { name, bytes } = (await exported({})).file();
		expect(name).toBe('export.xlsx');
		const sheets = await grid(bytes);
		const row = sheets.Invoices?.find(([number]) => number === 'X-1');
		expect(row).toEqual(expect.arrayContaining(['X-1', '2026-03-14', '=cmd()|x', 'EUR', 1234.56]));
		const again = await node.run('workbook.import', plain, { name, bytes });
		const { counts } = again.output(2)[0] as { counts: Record<string, Record<string, number>> };
		expect({ problems: again.output(1), ...counts }).toMatchObject({
			problems: [],
			invoices: { created: 0, updated: 0, rejected: 0 },
			customers: { created: 0, updated: 0, rejected: 0 },
		});
	});

	test('as CSV is of one kind, in the style of its program, and a text is no formula', async () => {
		const parameters = {
			kinds: ['invoices'],
			format: 'csv',
			csvStyle: 'semicolon',
			language: 'nl',
			filters: { customerCode: 'cmd-x' },
		};
		const run = await exported(parameters);
		const { name, bytes } = run.file();
		expect(name).toBe('invoices.csv');
		const text = bytes.toString('utf8');
		expect(text).toContain('1234,56');
		expect(text).not.toMatch(/(^|;)"?=cmd/m);
	});

	test.each([
		[{ filters: { from: 'yesterday' } }, /day|date/i],
		[{ outputFile: ' ' }, /output/i],
	])('%j is refused in words', async (parameters, words) => {
		await expect(exported(parameters)).rejects.toThrow(words);
	});
});

describe('Batches', () => {
	test('are listed and shown, with a link to the result', async () => {
		const run = await node.run('workbook.import', plain, csv({ number: 'Y-1' }, { number: 'Y-2', total: '?' }));
		const batchId = run.output(2)[0]?.batchId;
		const listed = await node.run('batch.list', { returnAll: false, limit: 1, filters: { statuses: ['imported'] } });
		expect(listed.output()).toMatchObject([{ batchId, fileName: 'invoices.csv' }]);
		expect(JSON.stringify(listed.output())).not.toContain('understanding');
		const interrupted = await node.run('batch.list', { returnAll: true, filters: { interrupted: true } });
		expect(interrupted.output()).toEqual([]);
		const [got] = (await node.run('batch.get', { batchId, options: { resultLanguage: 'fr' } })).output();
		expect(got).toMatchObject({ status: 'imported', rejected: 1, language: 'fr', result: { problems: [{ row: 3 }] } });
		const page = 'https://n8n.example.com/webhook/msp/import';
		const [link] = (await node.run('batch.link', { batchId, page })).output();
		expect(link?.resultUrl).toMatch(/^https:\/\/n8n\.example\.com\/webhook\/msp\/import\?ticket=\S+$/);
		expect((await node.try('batch.link', { batchId, page: 'javascript:alert(1)' })).error).toMatch(/http/);
		const rows = await node.run('batch.listRows', { batchId, returnAll: true, options: { resultLanguage: 'fr' } });
		expect(rows.output()).toMatchObject([
			{ outcome: 'rejected', row: 3, cells: expect.arrayContaining(['Y-2', '?']) as unknown },
		]);
	});

	test('forget their files, and keep their results', async () => {
		expect((await node.run('batch.forgetFiles', { options: {} })).output()).toEqual([{ forgotten: 0 }]);
		expect((await node.try('batch.forgetFiles', { options: { hours: 0 } })).error).toMatch(/hours/i);
	});
});
