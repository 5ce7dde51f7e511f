import { Workbook, type Worksheet } from 'exceljs';

/** What `npm run demo -- --import` hands in: the workbook of an office, as people make them. */
export interface DemoWorkbook {
	readonly name: string;
	readonly bytes: Buffer;
}

const headers = [
	...['Factuurnr.', 'Datum', 'Vervaldatum', 'Klant', 'E-mail', 'BTW-nummer', 'Omschrijving', 'Bedrag excl. BTW'],
	...['BTW %', 'BTW', 'Totaal incl. BTW', 'Betaald', 'Status'],
] as const;

const customers = [
	['Bakkerij De Korenaar', 'boekhouding@korenaar.example', 'BE0123.456.749'],
	['Garage Van Damme', 'info@garage-vandamme.example', 'BE0200.000.043'],
	['Atelier Lumière', 'bonjour@atelier-lumiere.example', 'FR11123456782'],
	['Tandarts Peeters', 'praktijk@tandarts-peeters.example', ''],
	['Bloemen Jansen', 'bloemen@jansen.example', 'NL123456782B01'],
	['Totaal Interieur', 'hallo@totaal-interieur.example', ''],
] as const;

interface Line {
	readonly number: string;
	readonly day: string;
	readonly due: string;
	readonly customer: (typeof customers)[number];
	readonly netMinor: number;
	readonly paid: boolean;
}

/** The invoices of a month; the same for every call, so that a second one changes nothing. */
function linesOf(count: number, { year, month }: { readonly year: number; readonly month: number }): Line[] {
	return Array.from({ length: count }, (_, index) => {
		const day = 1 + (index % 28);
		const [dueMonth, dueYear] = month === 12 ? [1, year + 1] : [month + 1, year];
		return {
			number: `${year}${String(month).padStart(2, '0')}-${String(index + 1).padStart(4, '0')}`,
			day: written(day, month, year),
			due: written(day, dueMonth, dueYear),
			customer: customers[index % customers.length] ?? customers[0],
			netMinor: 4_900 + ((index * 7_919) % 250_000),
			paid: index % 3 === 0,
		};
	});
}

const written = (day: number, month: number, year: number) =>
	`${String(day).padStart(2, '0')}/${String(month).padStart(2, '0')}/${year}`;

/** `€ 1.234,56` */
function euros(minor: number): string {
	const whole = String(Math.floor(minor / 100)).replace(/\B(?=(\d{3})+$)/g, '.');
	return `€ ${whole},${String(minor % 100).padStart(2, '0')}`;
}

const taxOf = (netMinor: number) => Math.round((netMinor * 21) / 100);

const row = ({ number, day, due, customer: [name, email, vat], netMinor, paid }: Line) => {
	const tax = taxOf(netMinor);
	return [
		...[number, day, due, name, email, vat, 'Hosting en onderhoud', euros(netMinor), '21 %', euros(tax)],
		...[euros(netMinor + tax), euros(paid ? netMinor + tax : 0), paid ? 'betaald' : 'open'],
	];
};

/** What was in the books before: five of the invoices, two of them as they are, three with another state. */
export async function workbookOfBefore(month: {
	readonly year: number;
	readonly month: number;
}): Promise<DemoWorkbook> {
	const workbook = new Workbook();
	const sheet = titled(workbook.addWorksheet('Facturen'), 'Facturen, voorlopig');
	for (const [index, line] of linesOf(6, month).entries()) {
		if (index === 5) continue;
		sheet.addRow(row(index === 0 || index === 3 || index === 4 ? { ...line, paid: !line.paid } : line));
	}
	return await finished(workbook, 'facturen-voorlopig.xlsx');
}

/** Last month's workbook: three tabs, a title, euros as text, a totals row, four mistakes. */
export async function workbookOfMonth(month: { readonly year: number; readonly month: number }): Promise<DemoWorkbook> {
	const workbook = new Workbook();
	const sheet = titled(workbook.addWorksheet('Facturen'), 'Facturen van de maand');
	const lines = linesOf(253, month);
	for (const line of lines) sheet.addRow(row(line));
	const wrong = linesOf(257, month).slice(253);
	const mistakes: ReadonlyArray<readonly [column: number, cell: string]> = [
		...([
			[7, '12 stuks'],
			[1, written(31, 2, month.year)],
			[5, 'BE0123.456.789'],
			[0, ''],
		] as const),
	];
	for (const [index, [column, cell]] of mistakes.entries()) {
		sheet.addRow(
			wrong
				.slice(index, index + 1)
				.flatMap(row)
				.map((is, at) => (at === column ? cell : is)),
		);
	}
	sheet.addRow([]);
	const total = [...lines, ...wrong].reduce((sum, { netMinor }) => sum + netMinor + taxOf(netMinor), 0);
	sheet.addRow(['Totaal', ...Array<string>(9).fill(''), euros(total)]);

	const payments = titled(workbook.addWorksheet('Betalingen'), 'Ontvangen', ['Factuurnr.', 'Datum', 'Bedrag', 'Wijze']);
	for (const { number, day, netMinor, paid } of lines) {
		if (paid) payments.addRow([number, day, euros(netMinor + taxOf(netMinor)), 'overschrijving']);
	}

	const people = titled(workbook.addWorksheet('Klanten'), 'Klanten', ['Naam', 'E-mail', 'BTW-nummer', 'Taal']);
	for (const [name, email, vat] of customers)
		people.addRow([name, email, vat, name.startsWith('Atelier') ? 'fr' : 'nl']);
	return await finished(workbook, `facturen-${month.year}-${String(month.month).padStart(2, '0')}.xlsx`);
}

/** A title over the header, as in most workbooks of an office. */
function titled(sheet: Worksheet, title: string, columns: readonly string[] = headers): Worksheet {
	sheet.addRow(['Demo Hosting']);
	sheet.addRow([title]);
	sheet.addRow([]);
	sheet.addRow([...columns]).font = { bold: true };
	sheet.mergeCells(1, 1, 1, 4);
	sheet.columns.forEach((column) => (column.width = 18));
	return sheet;
}

async function finished(workbook: Workbook, name: string): Promise<DemoWorkbook> {
	return { name, bytes: Buffer.from(await workbook.xlsx.writeBuffer()) };
}
