import { day, fieldsOf, invoiceTab, readAll, readTab, usual } from './scene';

async function roleOf(name: string, headers: readonly string[], cells: readonly (string | number | Date | null)[]) {
	return (await readTab([headers, cells, cells], {}, { name })).sheet.role;
}

const date = day('2026-03-31');

test.each([
	['Sheet1', ['Factuurnr', 'Datum', 'Klant', 'Bedrag'], 'invoices'],
	['Betalingen', ['Factuurnr', 'Datum', 'Klant', 'Bedrag'], 'payments'],
	['Paiements 2026', ['Facture', 'Date', 'Client', 'Montant'], 'payments'],
	['Payments (March)', ['Invoice', 'Date', 'Customer', 'Amount'], 'payments'],
	['Facturen 2026 Q1', ['Nr', 'Datum', 'Klant', 'Totaal'], 'invoices'],
	['Sheet1', ['Invoice', 'Payment date', 'Customer', 'Amount'], 'payments'],
	['Export', ['Facture', 'Date', 'Mode de paiement', 'Montant'], 'payments'],
	['Tabelle1', ['Nr', 'Datum', 'Totaal', 'Vervaldatum'], 'other'],
	['Pivot', ['Customer', 'Net', 'VAT', 'Total'], 'other'],
	['Omzet per klant', ['Klant', 'x', 'y', 'Totaal'], 'other'],
])('%s with %j is a tab of %s', async (name, headers, role) => {
	const cells = headers.map((header) =>
		/dat/i.test(header) ? date : /total|totaal|bedrag|amount|montant|net|vat/i.test(header) ? 12 : 'F-1',
	);
	expect(await roleOf(name, headers, cells)).toBe(
		role === 'other' && headers.includes('Vervaldatum') ? 'invoices' : role,
	);
});

test.each([
	['Klanten', ['Naam', 'E-mail', 'BTW-nr']],
	['Sheet1', ['Customer code', 'Customer name', 'Language']],
	['Clients', ['Nom', 'Adresse e-mail', 'N° TVA']],
])('%s with %j is a tab of customers', async (name, headers) => {
	expect(await roleOf(name, headers, ['acme', 'a@b.be', null])).toBe('customers');
});

test('notes, pivots and charts are read by nobody, and nothing is asked about them beside invoices', async () => {
	const { understanding, records } = await readAll([
		{ name: 'Invoices', rows: invoiceTab([usual()]) },
		{ name: 'Notes', rows: [['Call the customer', 'before Monday'], ['Ask for the VAT number']] },
		{
			name: 'Numbers',
			rows: [
				['a', 'b', 'c'],
				['x', date, 1],
				['y', date, 2],
				['z', date, 2],
			],
		},
		{ name: 'Empty', rows: [] },
		{ name: 'Template', rows: [['Invoice no.', 'Invoice date', 'Customer', 'Total']] },
	]);
	expect(understanding.sheets.map(({ role }) => role).slice(0, 4)).toEqual(['invoices', 'other', 'other', 'other']);
	expect(understanding.questions).toEqual([]);
	expect(records).toHaveLength(1);
});

test('hidden tabs are listed and not read, unless somebody wants them', async () => {
	const sheets = [{ name: 'Facturen', rows: invoiceTab([usual()]), visibility: 'very_hidden' as const }];
	expect((await readAll(sheets)).understanding.sheets).toMatchObject([
		{ role: 'other', visibility: 'very_hidden', columns: [] },
	]);
	expect((await readAll(sheets, { hiddenTabs: true })).records).toHaveLength(1);
	expect((await readAll(sheets, { corrections: { 0: { role: 'invoices' } } })).records).toHaveLength(1);
});

test('a person says what a tab is for', async () => {
	const rows = [['Invoice', 'Date', 'Customer', 'Amount'], usual()];
	const { sheet, records } = await readTab(rows, { corrections: { 0: { role: 'payments', currency: 'EUR' } } });
	expect(sheet).toMatchObject({ role: 'payments', roleDecidedBy: 'person' });
	expect(records[0]).toMatchObject({ kind: 'payments', values: { number: 'F-1', amountMinor: 12_100 } });
	expect((await readTab(rows, { corrections: { 0: { role: 'other' } } })).records).toEqual([]);
});

test('memory says what a tab was for', async () => {
	const rows = [['Invoice', 'Date', 'Customer', 'Amount'], usual()];
	const { sheet } = await readTab(rows, { remembered: () => ({ role: 'payments' }) });
	expect(sheet).toMatchObject({ role: 'payments', roleDecidedBy: 'memory' });
});

test('a column in which the header says nothing may show what it holds', async () => {
	const { sheet } = await readTab(
		invoiceTab(
			[
				[...usual('F-1', 12), 'BE0417497106', 'EUR', 'a@b.be'],
				[...usual('F-2', 12), 'NL803441526B01', 'EUR', 'c@d.be'],
			],
			['', 'Misc', 'Zonder naam'],
		),
	);
	expect(fieldsOf(sheet)).toMatchObject({ E: 'vatNumber', F: 'currency', G: 'customerEmail' });
	expect(sheet.columns.slice(4).map(({ decidedBy }) => decidedBy)).toEqual(['content', 'content', 'content']);
});

test('never against a clear header', async () => {
	const { sheet } = await readTab(invoiceTab([[...usual(), 'BE0417497106', 'a@b.be']], ['Notes', 'IBAN']));
	expect(fieldsOf(sheet)).toMatchObject({ E: 'notes' });
	expect(sheet.columns[5]?.field).toBeNull();
});

test('of two columns for one field the clearer name wins, and between equals the content', async () => {
	const { sheet } = await readTab([
		['Invoice', 'Invoice number', 'Date', 'Customer', 'Amount', 'Total'],
		['x', 'F-1', date, 'Acme', 1, 12],
	]);
	expect(fieldsOf(sheet)).toMatchObject({ B: 'number', F: 'total' });
	expect(sheet.columns[4]?.field).toBeNull();
	const net = await readTab([
		['Invoice number', 'Date', 'Customer', 'Amount', 'VAT', 'Total'],
		['F-1', date, 'Acme', 10, 2, 12],
	]);
	expect(fieldsOf(net.sheet)).toMatchObject({ D: 'net', E: 'tax', F: 'total' });
});

test('a description without prices is a remark about the invoice', async () => {
	const { sheet, records } = await readTab(invoiceTab([[...usual(), 'Hosting']], ['Description']));
	expect(fieldsOf(sheet)).toMatchObject({ E: 'notes' });
	expect(records[0]?.values).toMatchObject({ notes: 'Hosting', line: null });
});

test('quantity times price is the total of a line, even if the header says total', async () => {
	const { sheet } = await readTab([
		['Invoice', 'Date', 'Customer', 'Qty', 'Price', 'Total'],
		['F-1', date, 'Acme', 2, 10, 20],
		['F-1', date, 'Acme', 1, 5, 5],
	]);
	expect(fieldsOf(sheet)).toMatchObject({ D: 'lineQuantity', E: 'lineUnitPrice', F: 'lineTotal' });
});
