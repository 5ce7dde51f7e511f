/** A row of a small file of invoices, as an accounting program exports them. */
export interface CsvInvoice {
	readonly number: string;
	readonly customer?: string;
	readonly date?: string;
	readonly total?: string;
	readonly status?: string;
}

/** A CSV of invoices. Its dates say their order, its amounts their decimal sign. */
export function invoiceCsv(...invoices: CsvInvoice[]): string {
	const rows = invoices.map(({ number, customer = 'Acme', date = '2026-03-14', total = '121.00', status = 'open' }) =>
		[number, customer, date, total, 'EUR', status].map(quoted).join(','),
	);
	return `${['Invoice number,Customer name,Invoice date,Total,Currency,Status', ...rows].join('\n')}\n`;
}

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
