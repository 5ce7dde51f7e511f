import { numberFormat, percentFormat } from '../../support/memoryWorkbook';
import { day, fieldsOf, readAll } from './scene';

test('a workbook of three tabs, with titles, totals and hidden notes, is understood and read', async () => {
	const euros = (value: number) => ({ value, format: numberFormat(2, '€') });
	const percent = { value: 0.21, format: percentFormat };
	const { understanding, records } = await readAll([
		{
			name: 'Facturen',
			rows: [
				['Acme Hosting BV'],
				['Overzicht van de facturen', null, null, 'maart 2026'],
				[],
				[
					'Factuurnr.',
					'Factuurdatum',
					'Vervaldatum',
					'Klant',
					'BTW-nr',
					'Excl. BTW',
					'BTW %',
					'BTW-bedrag',
					'Incl. BTW',
					'Betaald',
					'Saldo',
					'Status',
				],
				[
					'F2026-001',
					day('2026-03-01'),
					day('2026-03-31'),
					'Peeters NV',
					'BE 0417.497.106',
					euros(100),
					percent,
					euros(21),
					euros(121),
					euros(121),
					euros(0),
					'Betaald',
				],
				[
					'F2026-002',
					day('2026-03-02'),
					day('2026-04-01'),
					'Totaal BV',
					null,
					euros(10.1),
					percent,
					euros(2.12),
					euros(12.22),
					euros(0),
					euros(12.22),
					'Openstaand',
				],
				['Totaal', null, null, null, null, euros(110.1), null, euros(23.12), euros(133.22), euros(121), euros(12.22)],
			],
		},
		{
			name: 'Betalingen',
			rows: [
				['Factuurnr', 'Datum', 'Bedrag', 'Betaalwijze'],
				['F2026-001', '15/03/2026', '€ 121,00', 'Overschrijving'],
			],
		},
		{
			name: 'Klanten',
			rows: [
				['Klantnr', 'Naam', 'E-mail', 'Taal'],
				['peeters', 'Peeters NV', 'Info@Peeters.be', 'Nederlands'],
			],
		},
		{
			name: 'Notities',
			visibility: 'hidden',
			rows: [
				['Factuurnr', 'Datum', 'Klant', 'Bedrag'],
				['X', day('2026-01-01'), 'Y', 1],
			],
		},
	]);

	expect(understanding.sheets.map(({ role }) => role)).toEqual(['invoices', 'payments', 'customers', 'other']);
	const [invoices] = understanding.sheets;
	expect(invoices && fieldsOf(invoices)).toEqual({
		A: 'number',
		B: 'issuedOn',
		C: 'dueOn',
		D: 'customerName',
		E: 'vatNumber',
		F: 'net',
		G: 'taxRate',
		H: 'tax',
		I: 'total',
		J: 'paid',
		K: 'balance',
		L: 'status',
	});
	expect(invoices).toMatchObject({
		headerRows: { first: 4, last: 4 },
		dataRows: 2,
		currency: 'EUR',
		skipped: { title: 2, header: 1, empty: 1, total: 1, subtotal: 0, firstRows: { title: 1, total: 7 } },
		problems: [],
	});
	expect(invoices?.checkSums.map(({ field, agrees }) => [field, agrees])).toEqual(
		['net', 'tax', 'total', 'paid', 'balance'].map((field) => [field, true]),
	);
	expect(understanding.questions).toEqual([]);

	expect(records.map(({ kind, sheet, row, problems }) => ({ kind, sheet, row, problems }))).toEqual([
		{ kind: 'customers', sheet: 2, row: 2, problems: [] },
		{ kind: 'invoices', sheet: 0, row: 5, problems: [] },
		{ kind: 'invoices', sheet: 0, row: 6, problems: [] },
		{ kind: 'payments', sheet: 1, row: 2, problems: [] },
	]);
	expect(records.map(({ values }) => values)).toEqual([
		{
			customerCode: 'peeters',
			customerName: 'Peeters NV',
			customerEmail: 'Info@peeters.be',
			vatNumber: null,
			language: 'nl',
			currency: null,
		},
		expect.objectContaining({
			number: 'F2026-001',
			issuedOn: '2026-03-01',
			dueOn: '2026-03-31',
			vatNumber: 'BE0417497106',
			currency: 'EUR',
			netMinor: 10_000,
			taxRate: '21',
			taxMinor: 2_100,
			totalMinor: 12_100,
			paidMinor: 12_100,
			balanceMinor: 0,
			status: 'paid',
			line: null,
		}),
		expect.objectContaining({ number: 'F2026-002', customerName: 'Totaal BV', totalMinor: 1_222, status: 'open' }),
		{
			number: 'F2026-001',
			paidOn: '2026-03-15',
			amountMinor: 12_100,
			currency: 'EUR',
			method: 'Overschrijving',
			reference: null,
			customerCode: null,
			customerName: null,
		},
	]);
	expect(records[1]?.texts).toEqual([
		'F2026-001',
		'2026-03-01',
		'2026-03-31',
		'Peeters NV',
		'BE 0417.497.106',
		'100.00',
		'21%',
		'21.00',
		'121.00',
		'121.00',
		'0.00',
		'Betaald',
	]);
});
