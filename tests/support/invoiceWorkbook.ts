import { xlsxFile } from './xlsxFile';

/** A workbook of one sheet with so many rows of 14 columns, as a bookkeeping program writes it: its texts come last. */
export function invoiceWorkbook(rowCount: number): Buffer {
	const strings: string[] = [];
	const known = new Map<string, number>();
	const text = (cell: string, content: string) => {
		const number = known.get(content) ?? strings.push(`<si><t>${content}</t></si>`) - 1;
		known.set(content, number);
		return `<c r="${cell}" t="s"><v>${number}</v></c>`;
	};
	const number = (cell: string, style: number, value: number, formula = '') =>
		`<c r="${cell}" s="${style}">${formula}<v>${value}</v></c>`;
	const rows = Array.from({ length: rowCount }, (_, index) => {
		const row = index + 1;
		const net = ((index * 37) % 100_000) / 100;
		return [
			`<row r="${row}" spans="1:14">`,
			text(`A${row}`, `INV-2024-${row}`),
			text(`B${row}`, `C${row % 5_000}`),
			text(`C${row}`, `Customer number ${row % 5_000} B.V.`),
			number(`D${row}`, 1, 45_000 + (row % 900)),
			number(`E${row}`, 1, 45_030 + (row % 900)),
			number(`F${row}`, 0, row % 40),
			text(`G${row}`, `Description of service ${row % 997}`),
			text(`H${row}`, `PO ${row % 20_000}`),
			text(`I${row}`, row % 3 === 0 ? 'open' : 'paid'),
			number(`J${row}`, 0, row % 7),
			number(`K${row}`, 2, net),
			number(`L${row}`, 2, Math.round(net * 21) / 100, `<f>K${row}*0.21</f>`),
			number(`M${row}`, 2, Math.round(net * 121) / 100, `<f>K${row}+L${row}</f>`),
			`<c r="N${row}" t="b"><v>${row % 2}</v></c></row>`,
		].join('');
	});
	return xlsxFile({
		sheets: [{ name: 'Invoices', rows: rows.join('') }],
		strings,
		formats: ['dd/mm/yyyy', '#,##0.00 "€"'],
	});
}
