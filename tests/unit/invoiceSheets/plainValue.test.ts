import { plainValue, type ColumnUnderstanding, type SheetField } from '../../../core/invoiceSheets';

const column = (
	field: SheetField | null,
	reading: Partial<ColumnUnderstanding['reading']> = {},
): ColumnUnderstanding => ({
	...{ column: 0, letters: 'A', header: 'X', hidden: false, field, decidedBy: 'header', samples: [] },
	reading: { dateOrder: null, decimalSign: null, currency: null, wholePercents: null, ...reading },
});

test.each([
	['03/04/2026', 'dmy', '2026-04-03'],
	['03/04/2026', 'mdy', '2026-03-04'],
	['2026-04-03', null, '2026-04-03'],
] as const)('the date %s in the order %s is %s', (text, dateOrder, value) => {
	expect(plainValue(text, column('issuedOn', { dateOrder }))).toEqual({ kind: 'date', value });
});

test.each([
	['€ 1.234,56', ',', { value: 1234.56, decimals: 2, currency: 'EUR' }],
	['1.234', ',', { value: 1234, decimals: 0, currency: null }],
	['1.234', '.', { value: 1.234, decimals: 3, currency: null }],
	['-12.50', null, { value: -12.5, decimals: 2, currency: null }],
] as const)('the amount %s with the decimal sign %s', (text, decimalSign, amount) => {
	expect(plainValue(text, column('total', { decimalSign }))).toEqual({ kind: 'amount', ...amount });
});

test('an amount has the currency of its column, and its own before that', () => {
	const inDollars = column('net', { currency: 'USD' });
	expect(plainValue('12.50', inDollars)).toMatchObject({ currency: 'USD' });
	expect(plainValue('€ 12.50', inDollars)).toMatchObject({ currency: 'EUR' });
});

test.each([
	['31/02/2026', column('issuedOn', { dateOrder: 'dmy' })],
	['03/04/2026', column('issuedOn')],
	['about 100', column('total')],
	['', column('total')],
	['1.234', column('number')],
	['03/04/2026', column(null, { dateOrder: 'dmy' })],
])('%s stays what it is', (text, of) => {
	expect(plainValue(text, of)).toBeUndefined();
});
