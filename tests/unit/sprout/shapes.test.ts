import { decimalText, readSite, type ReadOptions, type SproutInvoice, type SproutSite } from '../../../core/sprout';
import { playSite } from '../../support/sproutSite/generate';
import { asCsv, asJson, asSql, fileOf } from '../../support/sproutSite/write';

const options = (shape: ReadOptions['shape']): ReadOptions => ({ shape, dates: 'mdy', timeZone: 'UTC' });
const site = playSite(7, { clients: 200, invoices: 500, payments: 700 });
const csvFiles = Object.entries(asCsv(site)).map(([name, text]) => fileOf(name, text));

const bySql = readSite([fileOf('dump.sql', asSql(site))], options('sql'));

test('SQL and JSON are read the same', () => {
	const byJson = readSite([fileOf('posts.json', asJson(site))], options('json'));
	expect(byJson).toEqual(bySql);
	expect([bySql.clients.length, bySql.invoices.length, bySql.payments.length]).toEqual([200, 500, 700]);
	expect(bySql.notes).toEqual([]);
});

/** What every shape can hold: no IDs, no headings and no fees. */
function shared(read: SproutSite) {
	const nameOf = new Map(read.clients.map(({ key, name }) => [key, name]));
	const numberOf = new Map(read.invoices.map(({ key, number }) => [key, number]));
	const amount = (value: SproutInvoice['total']) => (value ? decimalText(value, 2) : null);
	return {
		clients: read.clients.map(({ key: _, currency: _currency, ...client }) => client),
		invoices: read.invoices.map((invoice) => ({
			facts: [
				invoice.number,
				invoice.title,
				nameOf.get(invoice.clientKey),
				invoice.status,
				invoice.date,
				invoice.dueDate,
			],
			lines: invoice.lines.filter(({ heading }) => !heading),
			amounts: [invoice.discount, invoice.tax1, invoice.tax2, invoice.shipping, invoice.deposit, invoice.total].map(
				amount,
			),
			texts: [invoice.poNumber, invoice.terms, invoice.currency],
		})),
		payments: read.payments.map((payment) => ({
			facts: [
				numberOf.get(payment.invoiceKey),
				amount(payment.amount),
				payment.date,
				payment.method,
				payment.reference,
			],
			status: payment.status,
		})),
	};
}

test('CSV is read as SQL is, as far as it goes', () => {
	const byCsv = readSite(csvFiles, options('csv'));
	expect(shared(byCsv)).toEqual(shared(bySql));
	expect(byCsv.notes).toEqual([]);
});

test('a site in two tables of a network needs its prefix', () => {
	const both = asSql(site, 'wp_2_').replaceAll('SI-', 'Z-') + asSql(site);
	expect(() => readSite([fileOf('dump.sql', both)], options('sql'))).toThrow(/must be chosen.*'wp_2_', 'wp_'/);
	const one = readSite([fileOf('dump.sql', both)], { ...options('sql'), tablePrefix: 'wp_' });
	expect(one).toEqual(bySql);
	// The people of all sites are in the tables of the first.
	const second = readSite([fileOf('dump.sql', both)], { ...options('sql'), tablePrefix: 'wp_2_' });
	expect(second.invoices[0]?.number).toBe('Z-0000');
});

test('dates with slashes are not guessed', () => {
	const read = readSite(csvFiles, { ...options('csv'), dates: 'iso' });
	expect(read.invoices).toEqual([]);
	expect(read.notes.filter(({ leftOut }) => leftOut)).toHaveLength(1_200);
	expect(read.notes[0]).toMatchObject({ kind: 'invoice', key: 'SI-0000', field: 'Invoice Date', leftOut: true });
});
