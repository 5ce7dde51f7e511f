import { createHash } from 'node:crypto';
import { InputError } from '../kernel/errors';
import { bounds, within } from './bounds';
import { checkColumns, type CsvFileName } from './columns';
import { headOf, readCsv, sameColumn, type CsvRow } from './csv';
import { readDate, type DateOrder } from './dates';
import { readDecimal, zero, type Decimal } from './decimal';
import { linesOfCells } from './lineCells';
import type { NoteBook } from './notes';
import { plainText } from './plainText';
import { currencyCode } from './posts';
import type { SproutClient, SproutContact, SproutInvoice, SproutPayment, SproutSite } from './site';
import { invoiceStatusOf, paymentStatusOf } from './statuses';

/** The files of the plugin's own importer, which is the shape in which people keep their data. */
export interface CsvFiles {
	readonly clients?: string;
	readonly invoices: string;
	readonly payments?: string;
	readonly estimates?: string;
}

export interface CsvOptions {
	readonly dates: DateOrder;
}

/**
 * Reads clients.csv, invoices.csv, payments.csv and estimates.csv. They have no IDs: a client is told by its company, an
 * invoice by its number and a payment by its number or its row.
 *
 * @throws InputError with the file and the line when a file is no such CSV.
 */
export function readCsvFiles(files: CsvFiles, notes: NoteBook, options: CsvOptions): SproutSite {
	checkColumns(given(files), notes);
	const clients = clientsOf(files.clients ?? '', notes);
	const invoices = [...readCsv(files.invoices, 'invoices.csv')].flatMap((row) =>
		whole(notes, 'invoice', row.at('Invoice ID'), () => invoiceOf(row, notes, options)),
	);
	const payments =
		files.payments === undefined
			? []
			: [...readCsv(files.payments, 'payments.csv')].flatMap((row) =>
					whole(notes, 'payment', row.at('Payment ID') || `line ${row.line}`, () => paymentOf(row, notes, options)),
				);
	const estimates = files.estimates === undefined ? [] : [...readCsv(files.estimates, 'estimates.csv')];
	within(invoices.length, bounds.invoices, 'invoices.csv', 'invoices');
	within(payments.length, bounds.payments, 'payments.csv', 'payments');
	const hasStatus = headOf(files.invoices, 'invoices.csv').some((name) => sameColumn(name, 'Status'));
	if (invoices.length > 0 && !hasStatus) {
		notes
			.about('file', 'invoices.csv')
			.note(
				'Status',
				'is no column: drafts and write-offs cannot be told',
				'Add a column Status (temp, publish, partial, complete, write-off), or move by SQL.',
			);
	}
	return {
		clients: [...clients.values(), ...missingClients(clients, invoices)],
		invoices: invoices.map(({ company: _, ...invoice }) => invoice),
		payments,
		estimates: estimates.length,
		notes: notes.all(),
	};
}

/** A file without a row is as one that is not there, but for invoices. */
function given({ clients = '', invoices, payments = '' }: CsvFiles): ReadonlyMap<CsvFileName, string> {
	const all = [
		['clients.csv', clients] as const,
		['invoices.csv', invoices] as const,
		['payments.csv', payments] as const,
	];
	return new Map(all.filter(([name, text]) => name === 'invoices.csv' || text.trim() !== ''));
}

/** A row that cannot be read is left out with its reason, and the others go on. */
function whole<T>(notes: NoteBook, kind: 'invoice' | 'payment', key: string, read: () => T[]): T[] {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		return notes.about(kind, key).leftOut(error.field, error.complaint, error.remedy);
	}
}

const clientKey = (company: string) => (company === '' ? '' : `c-${shortHash(company.toLowerCase())}`);
const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

function clientsOf(csv: string, notes: NoteBook): ReadonlyMap<string, SproutClient> {
	const clients = new Map<string, SproutClient>();
	if (csv.trim() === '') return clients;
	for (const row of readCsv(csv, 'clients.csv')) {
		const names = [row.at('First Name'), row.at('Last Name')] as const;
		const name = plainText(row.at('Company') || names.join(' ').trim());
		if (name === '') {
			notes.about('client', `line ${row.line}`).leftOut('Company', 'is empty', 'Give the company or the name.');
			continue;
		}
		const key = clientKey(name);
		const known = clients.get(key);
		const contacts = [...(known?.contacts ?? []), ...contactOf(row, name, notes)];
		clients.set(key, known ? { ...known, contacts } : { ...clientOf(row, key, name), contacts });
	}
	within(clients.size, bounds.clients, 'clients.csv', 'clients');
	return clients;
}

function contactOf(row: CsvRow, client: string, notes: NoteBook): SproutContact[] {
	const [email, firstName, lastName] = [row.at('Email Address'), row.at('First Name'), row.at('Last Name')];
	if (email !== '') return [{ email, firstName, lastName }];
	const person = `${firstName} ${lastName}`.trim();
	if (person === '') return [];
	return notes
		.about('client', client)
		.leftOut('Email Address', `is empty for ${person}`, 'Give it, or add the contact at Invoice Ninja.');
}

function clientOf(row: CsvRow, key: string, name: string): Omit<SproutClient, 'contacts'> {
	return {
		key,
		name,
		address: {
			street: [row.at('Address'), row.at('Address 2')].filter(Boolean).join(' '),
			city: row.at('City'),
			zone: row.at('State'),
			postalCode: row.at('Zip'),
			country: row.at('Country'),
		},
		currency: '',
		phone: row.at('Telephone'),
		website: row.at('Web Address'),
		notes: plainText(row.at('Notes')),
	};
}

type CsvInvoice = SproutInvoice & { readonly company: string };

/** Companies that only invoices name. */
function missingClients(known: ReadonlyMap<string, SproutClient>, invoices: readonly CsvInvoice[]): SproutClient[] {
	const empty = { street: '', city: '', zone: '', postalCode: '', country: '' };
	const named = new Map(invoices.filter(({ clientKey: key }) => key !== '').map((one) => [one.clientKey, one.company]));
	return [...named]
		.filter(([key]) => !known.has(key))
		.map(([key, name]) => ({
			...{ key, name, contacts: [], address: empty, currency: '', phone: '', website: '', notes: '' },
		}));
}

function invoiceOf(row: CsvRow, notes: NoteBook, { dates }: CsvOptions): CsvInvoice[] {
	const number = row.at('Invoice ID');
	if (number === '') {
		return notes
			.about('invoice', `line ${row.line}`)
			.leftOut('Invoice ID', 'is empty', 'Give each invoice its number.');
	}
	const told = notes.about('invoice', number);
	const written = row.at('Status');
	const status = invoiceStatusOf(written.toLowerCase() || 'publish');
	if (!status) return told.leftOut('Status', `is '${written}'`, 'Give temp, publish, partial, complete or write-off.');
	const company = plainText(row.at('Company'));
	const total = row.at('Total');
	return [
		{
			key: `n-${number}`,
			number,
			title: plainText(row.at('Description')),
			company,
			clientKey: clientKey(company),
			status,
			date: readDate(row.at('Invoice Date'), dates, 'Invoice Date'),
			dueDate: readDate(row.at('Due Date'), dates, 'Due Date'),
			currency: currencyCode(row.at('Currency Code')),
			lines: linesOfCells(row, told),
			discount: amountOf(row, 'Discount %'),
			tax1: amountOf(row, 'Tax 1 %'),
			tax2: amountOf(row, 'Tax 2 %'),
			shipping: amountOf(row, 'Shipping'),
			fees: [],
			deposit: amountOf(row, 'Deposit'),
			total: total === '' ? null : amountOf(row, 'Total'),
			poNumber: row.at('PO Number'),
			terms: plainText(row.at('Terms')),
			notes: plainText(row.at('Notes')),
		},
	];
}

const givePaymentStatus =
	'Give publish for one that came, or else pending, authorized, payment-partial, void, refunded, recurring or cancelled.';

function paymentOf(row: CsvRow, notes: NoteBook, { dates }: CsvOptions): SproutPayment[] {
	const id = row.at('Payment ID');
	const written = row.at('Status');
	const status = paymentStatusOf(written.toLowerCase() || 'publish');
	if (!status) {
		return notes.about('payment', id || `line ${row.line}`).leftOut('Status', `is '${written}'`, givePaymentStatus);
	}
	const facts = [row.at('Invoice ID'), row.at('Date'), row.at('Amount'), row.at('Payment Method')].join('|');
	return [
		{
			key: id === '' ? `r-${shortHash(`${row.line}|${facts}`)}` : `p-${id}`,
			invoiceKey: row.at('Invoice ID') === '' ? '' : `n-${row.at('Invoice ID')}`,
			amount: amountOf(row, 'Amount'),
			date: readDate(row.at('Date'), dates, 'Date'),
			method: row.at('Payment Method'),
			reference: row.at('Transaction ID') || id,
			status,
		},
	];
}

/**
 * An amount with a point. Commas between thousands are read where decimals follow them; `1,234` alone may be either.
 *
 * @throws InputError when it is neither.
 */
function amountOf(row: CsvRow, column: string): Decimal {
	const text = row.at(column).replace(/%$/, '').trim();
	if (text === '') return zero;
	const plain = /^[+-]?\d{1,3}(,\d{3})+\.\d+$/.test(text) ? text.replaceAll(',', '') : text;
	const read = readDecimal(plain);
	if (read) return read;
	throw new InputError(
		column,
		`is not a number: '${text.slice(0, 30)}'`,
		'Write digits with a point, such as 1234.50.',
	);
}
