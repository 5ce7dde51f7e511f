import { correctionOf, understandWorkbook } from '../../../core/invoiceSheets';
import { workbookOf } from '../../support/memoryWorkbook';
import { day, fieldsOf, invoiceTab, readTab, usual } from './scene';

test('everything that nobody can tell is asked at once, and answered by one correction', async () => {
	const rows = [
		['Invoice no.', 'Invoice date', 'Who', 'Total'],
		['F-1', '03/04/2026', 'Acme', '1.234'],
		['F-2', '04/05/2026', 'Acme', '2.000'],
	];
	const { questions, records } = await readTab(rows);
	expect(questions.map(({ kind, field, column, example }) => [kind, field, column, example])).toEqual([
		['date_order', 'issuedOn', 1, '03/04/2026'],
		['decimal_sign', 'total', 3, '1.234'],
		['currency', null, null, '1.234'],
		['required_field', 'customerName', null, ''],
	]);
	expect(records.every(({ values }) => values === null)).toBe(true);
	const answer = { dateOrder: 'dmy', decimalSign: ',', currency: 'EUR', fields: { 2: 'customerName' } } as const;
	const answered = await readTab(rows, { corrections: { 0: answer } });
	expect(answered.questions).toEqual([]);
	expect(answered.records[0]?.values).toMatchObject({
		issuedOn: '2026-04-03',
		totalMinor: 123_400,
		currency: 'EUR',
		customerName: 'Acme',
	});
});

test('what was decided for a layout is remembered, and the next file of it asks nothing', async () => {
	const header = ['Invoice no.', 'Invoice date', 'Who', 'Total'];
	const answer = { dateOrder: 'dmy', decimalSign: ',', currency: 'EUR', fields: { 2: 'customerName' } } as const;
	const { sheet } = await readTab([header, ['F-1', '03/04/2026', 'Acme', '1.234']], { corrections: { 0: answer } });
	const memory = correctionOf(sheet);
	expect(memory).toEqual({
		role: 'invoices',
		fields: { 0: 'number', 1: 'issuedOn', 2: 'customerName', 3: 'total' },
		dateOrder: 'dmy',
		decimalSign: ',',
		currency: 'EUR',
	});
	const remembered = (layout: string) => (layout === sheet.layout ? memory : undefined);
	const next = await readTab([header, ['F-2', '05/06/2026', 'Bolt', '5.000']], { remembered });
	expect(next.questions).toEqual([]);
	expect(next.records[0]?.values).toMatchObject({ issuedOn: '2026-06-05', totalMinor: 500_000, currency: 'EUR' });
	expect(next.sheet.columns.map(({ decidedBy }) => decidedBy)).toEqual(['memory', 'memory', 'memory', 'memory']);
});

test('memory does not win over what the cells of the file prove', async () => {
	const header = ['Invoice no.', 'Invoice date', 'Customer', 'Total'];
	const remembered = () => ({ dateOrder: 'dmy', decimalSign: ',', currency: 'EUR' }) as const;
	const { records } = await readTab(
		[header, ['F-1', '03/04/2026', 'Acme', '1,234'], ['F-2', '03/31/2026', 'Acme', '£ 1.50']],
		{ remembered },
	);
	expect(records.map(({ values }) => values)).toMatchObject([
		{ issuedOn: '2026-03-04', totalMinor: 123_400 },
		{ issuedOn: '2026-03-31', totalMinor: 150, currency: 'GBP' },
	]);
});

test('payments need no currency: theirs is the invoice’s', async () => {
	const { questions, records } = await readTab([
		['Invoice no.', 'Payment date', 'Amount'],
		['F-1', day('2026-03-31'), 5],
	]);
	expect(questions).toEqual([]);
	expect(records[0]?.values).toMatchObject({ currency: null, amountMinor: 500 });
});

test('a corrected header row is taken as it is', async () => {
	const rows = [
		['Invoice no.', 'Invoice date', 'Customer', 'Total'],
		['Number', 'Date', 'Client', 'Amount (EUR)'],
		usual(),
	];
	const { sheet, records } = await readTab(rows, { corrections: { 0: { headerRow: 2 } } });
	expect(sheet.headerRows).toEqual({ first: 2, last: 2 });
	expect(fieldsOf(sheet)).toEqual({ A: 'number', B: 'issuedOn', C: 'customerName', D: 'total' });
	expect(records).toHaveLength(1);
});

test('an empty tab asks nothing', async () => {
	expect((await readTab([['Invoice no.', 'Invoice date', 'Total']], {}, { name: 'Invoices' })).questions).toEqual([]);
});

test('progress is told, and an aborted reading stops', async () => {
	const workbook = workbookOf([
		{ name: 'Sheet1', rows: invoiceTab(Array.from({ length: 20 }, (_, at) => usual(`F-${at}`))) },
	]);
	const told: number[] = [];
	await understandWorkbook(workbook, { onProgress: (rows) => told.push(rows) });
	expect(told).toEqual([7, 14, 21]);
	const aborted = AbortSignal.abort(new Error('stopped by a person'));
	await expect(understandWorkbook(workbook, { signal: aborted })).rejects.toThrow('stopped by a person');
});
