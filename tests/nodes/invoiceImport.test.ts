import { Workbook } from 'exceljs';
import { workbookOfBefore, workbookOfMonth } from '../../stack/parts/demoWorkbook';
import { openImportNode, type ImportNode } from '../support/importNode';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const month = { year: 2026, month: 3 };
const plain = { companyCode: '', options: {} };
const dayFirst = { companyCode: '', options: { dateOrder: 'dmy' } };

let database: TestDatabase;
let node: ImportNode;
beforeEach(async () => {
	database = await createTestDatabase();
	node = openImportNode(database);
});
afterEach(async () => await database.drop());

const count = async (sql: string) => Number((await database.owner.query<{ n: string }>(`select ${sql}`)).rows[0]?.n);
const invoicesHeld = async () => await count('count(*) as n from msp.invoice');

describe('the workbook of an office', () => {
	test('is inspected without a trace', async () => {
		const before = await database.dump();
		const run = await node.run('workbook.inspect', plain, await workbookOfMonth(month));
		const [found] = run.output();
		expect(await database.dump()).toBe(before);
		expect(found).toMatchObject({
			fileName: 'facturen-2026-03.xlsx',
			counts: { invoices: { created: 253, updated: 0, unchanged: 0, rejected: 4 }, payments: { rejected: 0 } },
			questions: [],
			newCustomers: expect.any(Array) as unknown,
		});
		const { problems } = found as { problems: Array<Record<string, unknown>> };
		expect(problems).toHaveLength(4);
		for (const { problem } of problems) expect(problem).not.toMatch(/undefined|null|\{|\[object/);
		expect(problems[0]).toMatchObject({ tab: 'Facturen', row: 258, value: '12 stuks' });
	});

	test('is imported, and tells of each row that was not; again it changes nothing', async () => {
		const early = await node.run('workbook.import', dayFirst, await workbookOfBefore(month));
		expect(early.output(2)).toMatchObject([{ status: 'imported', counts: { invoices: { created: 5 } } }]);

		const file = await workbookOfMonth(month);
		const run = await node.run('workbook.import', { ...plain, options: { resultLanguage: 'nl' } }, file);
		expect(run.output(0)).toEqual([]);
		const rejected = run.output(1);
		expect(rejected).toHaveLength(4);
		expect(rejected.map(({ codes }) => codes)).toEqual([
			['not_an_amount'],
			['not_a_date'],
			['wrong_vat_number'],
			['missing'],
		]);
		expect(rejected[0]).toMatchObject({ tab: 'Facturen', row: 258, kind: 'invoices' });
		expect(JSON.stringify(rejected)).toMatch(/is geen bedrag/i);
		const [summary] = run.output(2);
		expect(summary).toMatchObject({
			...{ status: 'imported', fileName: file.name, rejected: 4, failure: null, language: 'nl' },
			counts: { invoices: { created: 248, updated: 3, unchanged: 2, rejected: 4 } },
			result: { fileName: file.name, status: 'imported', problems: expect.any(Array) as unknown },
		});
		expect(run.items(2)[0]?.pairedItem).toEqual({ item: 0 });

		const held = await invoicesHeld();
		const again = await node.run('workbook.import', { ...plain, options: { rows: 'all' } }, file);
		expect(again.output(0)).toEqual([]);
		expect(again.output(2)).toMatchObject([
			{ counts: { invoices: { created: 0, updated: 0, unchanged: 253, rejected: 4 }, payments: { created: 0 } } },
		]);
		expect(await invoicesHeld()).toBe(held);

		const rows = await node.run(
			'batch.listRows',
			{ batchId: summary?.batchId, returnAll: true, options: { outcomes: ['updated'] } },
			{},
		);
		const changed = rows.output().filter(({ kind }) => kind === 'invoices');
		expect(changed.map(({ tab, subject }) => [tab, subject])).toEqual(
			['202603-0001', '202603-0004', '202603-0005'].map((number) => ['Facturen', number]),
		);
		expect(changed[0]).toMatchObject({ before: { status: 'open' }, after: { status: 'paid', balanceMinor: 0 } });
	});

	test('is corrected in the workbook of its mistakes, which brings in the rest', async () => {
		const run = await node.run('workbook.import', plain, await workbookOfMonth(month));
		const batchId = run.output(2)[0]?.batchId;
		const annotated = await node.run('batch.annotate', { batchId, outputFile: 'data', options: {} });
		const { name, bytes } = annotated.file();
		expect(name).toBe('facturen-2026-03.rejected.xlsx');

		const workbook = new Workbook();
		await workbook.xlsx.load(bytes as never);
		expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual(['Facturen']);
		const [sheet] = workbook.worksheets;
		const cells = {
			amount: sheet?.getCell('H2'),
			day: sheet?.getCell('B3'),
			vat: sheet?.getCell('F4'),
			number: sheet?.getCell('A5'),
		};
		expect([cells.amount?.text, cells.day?.text, cells.vat?.text]).toEqual([
			'12 stuks',
			'31/02/2026',
			'BE0123.456.789',
		]);
		for (const cell of Object.values(cells)) {
			expect(cell?.fill).toMatchObject({ type: 'pattern' });
			expect(JSON.stringify(cell?.note)).toMatch(/[A-Z]/);
		}
		sheet?.eachRow((row) => row.eachCell((cell) => expect(cell.formula).toBeUndefined()));
		expect(sheet?.getRow(1).getCell(14).text).toBe('Row');
		expect(sheet?.getRow(2).getCell(14).value).toBe(258);

		if (cells.amount) cells.amount.value = 100;
		if (cells.day) cells.day.value = '05/02/2026';
		if (cells.vat) cells.vat.value = '';
		if (cells.number) cells.number.value = '2026-0257';
		// The first has another net amount now: its tax and total follow.
		for (const column of ['J2', 'K2']) if (sheet) sheet.getCell(column).value = column === 'J2' ? 21 : 121;
		if (sheet) sheet.getCell('L2').value = 0;
		const corrected = Buffer.from(await workbook.xlsx.writeBuffer());
		const look = await node.run('workbook.inspect', dayFirst, { name, bytes: corrected });
		expect(look.output()[0]?.problems).toEqual([]);
		const rest = await node.run('workbook.import', dayFirst, { name, bytes: corrected });
		expect(rest.output(2)).toMatchObject([{ counts: { invoices: { created: 4, rejected: 0 } } }]);
		expect(
			await count(`count(*) as n from msp.invoice where issued_at < '2026-02-01' or issued_at > '2026-04-01'`),
		).toBe(0);
	});

	test('is taken back as a whole', async () => {
		const before = await invoicesHeld();
		const run = await node.run('workbook.import', plain, await workbookOfMonth(month));
		const batchId = run.output(2)[0]?.batchId;
		const undone = await node.run('batch.undo', { batchId });
		expect(undone.output()).toMatchObject([{ batchId, invoicesRemoved: 253, customersRemoved: 6 }]);
		expect(await invoicesHeld()).toBe(before);
		expect((await node.run('batch.get', { batchId, options: {} })).output()).toMatchObject([{ status: 'undone' }]);
		expect((await node.try('batch.undo', { batchId })).error).toMatch(/undone/);
	});
});
