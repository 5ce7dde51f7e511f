import { headerMatcher } from '../../../core/invoiceSheets/headers';
import { normalHeader } from '../../../core/invoiceSheets/headers/normalise';
import type { SheetTable } from '../../../core/spreadsheet';
import { day, fieldsOf, invoiceTab, readAll, readTab, usual } from './scene';

const matcher = headerMatcher();
const meaning = (kind: 'invoices' | 'payments' | 'customers', header: string) =>
	matcher(kind, normalHeader(header).words)[0]?.field;

test.each([
	[
		'number',
		[
			'Invoice no.',
			'INVOICE #',
			'Inv. No',
			'Factuurnummer',
			'Factuurnr.',
			'Factuur\u00a0nr',
			'N° facture',
			'Nº de facture',
			'Numéro de facture',
			'InvoiceNumber',
			'invoice_number',
			'Document No.',
			'Your invoice number',
		],
	],
	[
		'issuedOn',
		[
			'Date',
			'Invoice date',
			'Factuurdatum',
			'Datum factuur',
			'Date de la facture',
			'Date d’émission',
			"Date d'émission",
		],
	],
	[
		'dueOn',
		['Due', 'Due date', 'Vervaldatum', 'Vervaldag', 'Échéance', 'ECHEANCE', 'Date d’échéance', 'Te betalen vóór'],
	],
	['customerName', ['Customer', 'Klant', 'Klantnaam', 'Débiteur', 'Raison sociale', 'Nom du client', 'Bill To']],
	['customerCode', ['Klantnummer', 'Customer ID', 'Code client', 'Debiteurnr']],
	['customerEmail', ['E-mail', 'e-mailadres', 'Adresse e-mail', 'Courriel', 'Customer Email']],
	[
		'vatNumber',
		['BTW-nr', 'BTW nr.', 'Btw-nummer klant', 'N° TVA', 'VAT no.', 'TVA intracommunautaire', 'Ondernemingsnummer'],
	],
	[
		'net',
		['Excl. BTW', 'Bedrag excl. btw (EUR)', 'HTVA', 'Montant H.T.', 'Total HT', 'Net amount', 'Maatstaf van heffing'],
	],
	['taxRate', ['BTW %', '% TVA', 'Taux TVA', 'VAT rate', 'Btw-tarief']],
	['tax', ['BTW', 'BTW-bedrag', 'TVA', 'Montant TVA', 'VAT amount', 'VAT (€)']],
	[
		'total',
		['Total', 'Totaal', 'Montant TTC', 'TVAC', 'Incl. BTW', 'Bedrag', 'Total EUR', 'Amount [USD]', 'Factuurbedrag'],
	],
	['paid', ['Betaald', 'Paid', 'Payé', 'Déjà payé', 'Amount paid']],
	['balance', ['Solde', 'Saldo', 'Openstaand', 'Reste à payer', 'Balance due', 'Amount due']],
	['status', ['Status', 'Statut', 'État', 'Betaalstatus']],
	[
		'none',
		[
			'Payment date',
			'Betaald op',
			'Date de paiement',
			'Customer phone number',
			'IBAN',
			'Discount',
			'Date de livraison',
		],
	],
] as const)('%s is what these headers of invoices mean', (field, headers) => {
	const found = headers.map((header) => [header, meaning('invoices', header)]);
	const accepted = field === 'none' ? ['none', undefined] : [field];
	expect(found.filter(([, meant]) => !accepted.includes(meant as never))).toEqual([]);
});

test('the same header means something else in a tab of another kind', () => {
	expect([meaning('payments', 'Datum'), meaning('payments', 'Bedrag'), meaning('payments', 'Betaald op')]).toEqual([
		'paidOn',
		'amount',
		'paidOn',
	]);
	expect([meaning('customers', 'Naam'), meaning('customers', 'Code')]).toEqual(['customerName', 'customerCode']);
});

test.each([
	['Total (EUR)', 'EUR'],
	['Total [€]', 'EUR'],
	['Montant en USD', 'USD'],
	['Bedrag GBP', 'GBP'],
	['Amount ($)', '?'],
	['Total', null],
	['Prix HT', null],
])('%s names the currency %s', (header, currency) => {
	expect(normalHeader(header).currency).toBe(currency);
});

test('a header below a logo, an address and empty rows is found', async () => {
	const title = [
		['ACME BV'],
		['Stationsstraat 1', null, null, 'Tel. 02 123 45 67'],
		['Customer: all', 'Period: 2026'],
		[],
	];
	const { sheet, records } = await readTab(invoiceTab([usual()], [], title));
	expect(sheet.headerRows).toEqual({ first: 5, last: 5 });
	expect(sheet.skipped).toMatchObject({ title: 3, empty: 1 });
	expect(records).toHaveLength(1);
});

test('a header of two rows has the names of both', async () => {
	const { sheet, records } = await readTab([
		['Invoices of March'],
		['Invoice', null, null, 'Customer', null, 'Amount', null, null],
		['number', 'date', 'due', 'name', 'VAT no.', 'net', 'VAT', 'gross'],
		[
			'F-1',
			day('2026-03-01'),
			day('2026-04-01'),
			'Acme',
			'BE0417497106',
			{ value: 100, format: { kind: 'number', code: '0.00 €', decimals: 2, currency: '€' } },
			21,
			121,
		],
	]);
	expect(sheet.headerRows).toEqual({ first: 2, last: 3 });
	expect(fieldsOf(sheet)).toEqual({
		A: 'number',
		B: 'issuedOn',
		C: 'dueOn',
		D: 'customerName',
		E: 'vatNumber',
		F: 'net',
		G: 'tax',
		H: 'total',
	});
	expect(sheet.columns.map(({ header }) => header)).toContain('Amount net');
	expect(records.map(({ problems }) => problems)).toEqual([[]]);
});

test('a header of two rows may name some columns in the upper one only', async () => {
	const { sheet } = await readTab([
		['Factuurnr', 'Datum', 'Klant', 'Bedrag', null, null],
		[null, null, null, 'netto', 'btw', 'bruto'],
		['F-1', day('2026-03-01'), 'Acme', 100, 21, 121],
	]);
	expect(fieldsOf(sheet)).toEqual({ A: 'number', B: 'issuedOn', C: 'customerName', D: 'net', E: 'tax', F: 'total' });
});

test('the header of a table of the program wins over a row that looks like one', async () => {
	const table: SheetTable = {
		name: 'Table1',
		range: { firstRow: 3, lastRow: 5, firstColumn: 0, lastColumn: 3 },
		headers: ['Invoice no.', 'Date', 'Client', 'Total'],
		hasHeaderRow: true,
		hasTotalsRow: true,
	};
	const rows = [
		['Invoice number', 'Invoice date', 'Due date', 'Customer', 'Net', 'VAT', 'Total'],
		[],
		['Invoice no.', 'Date', 'Client', 'Total'],
		usual(),
		[null, null, 'x', 121],
	];
	const { sheet, records } = await readTab(rows, { corrections: { 0: { currency: 'EUR' } } }, { tables: [table] });
	expect(sheet.headerRows).toEqual({ first: 3, last: 3 });
	expect(records.map(({ row }) => row)).toEqual([4]);
	expect(sheet.checkSums).toMatchObject([{ row: 5, agrees: true }]);
});

test('a header that is repeated at page breaks is skipped', async () => {
	const header = ['Invoice no.', 'Invoice date', 'Customer', 'Total (EUR)'];
	const { sheet, records } = await readTab([
		header,
		usual('F-1'),
		header,
		usual('F-2'),
		['Page 2 of 3'],
		header,
		usual('F-3'),
	]);
	expect(records.map(({ row }) => row)).toEqual([2, 4, 7]);
	expect(sheet.skipped).toMatchObject({ header: 3, title: 1 });
});

test('a tab without a header is asked about, if nothing else is understood', async () => {
	const rows = [usual('F-1'), usual('F-2'), usual('F-3')];
	const { sheet, questions } = await readTab(rows);
	expect(sheet).toMatchObject({ role: 'other', headerRows: null });
	expect(questions).toMatchObject([{ kind: 'no_header' }]);
	const answered = await readTab(rows, {
		corrections: {
			0: {
				role: 'invoices',
				headerRow: null,
				currency: 'EUR',
				fields: { 0: 'number', 1: 'issuedOn', 2: 'customerName', 3: 'total' },
			},
		},
	});
	expect(answered.questions).toEqual([]);
	expect(answered.records.map(({ values }) => values?.customerName)).toEqual(['Acme', 'Acme', 'Acme']);
});

test('the names that an operator adds win', async () => {
	const rows = [
		['Rechnungsnummer', 'Rechnungsdatum', 'Kunde', 'Total', 'Betrag'],
		['F-1', day('2026-03-31'), 'Acme', 1, 121],
	];
	const moreNames = {
		number: ['Rechnungsnummer'],
		issuedOn: ['rechnungsdatum'],
		customerName: ['Kunde'],
		total: ['Betrag'],
	};
	const { sheet } = await readTab(rows, { moreNames });
	expect(fieldsOf(sheet)).toEqual({ A: 'number', B: 'issuedOn', C: 'customerName', E: 'total' });
});

test('a person wins over memory, and memory over the header', async () => {
	const rows = invoiceTab([usual()], ['Ref A', 'Ref B']);
	const plain = await readTab(rows);
	const remembered = (layout: string) =>
		layout === plain.sheet.layout ? { fields: { 4: 'notes', 5: 'orderReference' } as const } : undefined;
	const { sheet } = await readTab(rows, { remembered, corrections: { 0: { fields: { 4: null, 5: 'notes' } } } });
	expect(sheet.columns.map(({ field, decidedBy }) => [field, decidedBy])).toEqual([
		['number', 'header'],
		['issuedOn', 'header'],
		['customerName', 'header'],
		['total', 'header'],
		[null, 'person'],
		['notes', 'person'],
	]);
	const other = await readTab(rows, { remembered });
	expect(other.sheet.columns.slice(4).map(({ field, decidedBy }) => [field, decidedBy])).toEqual([
		['notes', 'memory'],
		['orderReference', 'memory'],
	]);
});

test('the layout is the same when only case and punctuation differ, and another when a column moves', async () => {
	const layoutOf = async (headers: readonly string[]) => (await readTab([headers, usual()])).sheet.layout;
	const layout = await layoutOf(['Invoice no.', 'Invoice date', 'Customer', 'Total']);
	expect(await layoutOf(['INVOICE NO', 'Invoice Date', 'customer', 'Total'])).toBe(layout);
	expect(await layoutOf(['Invoice date', 'Invoice no.', 'Customer', 'Total'])).not.toBe(layout);
});

test('a month for each tab: all are invoices, and the place tells the tab', async () => {
	const rows = invoiceTab([usual()]);
	const { understanding, records } = await readAll(['Jan 2026', 'févr. 2026', 'Maart'].map((name) => ({ name, rows })));
	expect(understanding.sheets.map(({ role, name }) => [role, name])).toEqual([
		['invoices', 'Jan 2026'],
		['invoices', 'févr. 2026'],
		['invoices', 'Maart'],
	]);
	expect(records.map(({ sheet }) => sheet)).toEqual([0, 1, 2]);
});
