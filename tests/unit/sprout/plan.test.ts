import {
	decimalText,
	readDecimal,
	readSite,
	sproutTotal,
	zero,
	type SproutInvoice,
	type SproutSite,
} from '../../../core/sprout';
import { ninjaTotal, planMigration, type PlanOptions } from '../../../core/ninjaMigration';
import { fileOf } from '../../support/sproutSite/write';

const options: PlanOptions = { currency: 'EUR', taxNames: ['Tax 1', 'Tax 2'], keyField: 4, evenOut: false };
const reference = {
	currencies: [
		{ id: '3', name: 'Euro', code: 'EUR' },
		{ id: '1', name: 'US Dollar', code: 'USD' },
		{ id: '45', name: 'Yen', code: 'JPY' },
	],
	countries: [{ id: '56', name: 'Belgium', iso_3166_2: 'BE' }],
	payment_types: [{ id: '13', name: 'PayPal' }],
};
const read = (text: string) => readDecimal(text) ?? zero;
const line = (rate: string, quantity = '1', discount = '0', heading = false) => ({
	...{ description: 'x', rate: read(rate), quantity: read(quantity), discount: read(discount), heading },
});

const invoice = (more: Partial<SproutInvoice> = {}): SproutInvoice => ({
	...{ key: '7', number: 'A-7', title: 'Work', clientKey: '1', status: 'pending', date: '2024-01-02', dueDate: '' },
	...{ currency: 'EUR', lines: [line('100')], discount: zero, tax1: zero, tax2: zero, shipping: zero, fees: [] },
	...{ deposit: zero, total: null, poNumber: '', terms: '', notes: '' },
	...more,
});
const site = (invoices: readonly SproutInvoice[], more: Partial<SproutSite> = {}): SproutSite => {
	const address = { street: '', city: '', zone: '', postalCode: '', country: 'BE' };
	const client = { key: '1', name: 'Acme', contacts: [], address, currency: 'EUR', phone: '', website: '', notes: '' };
	return { clients: [client], invoices, payments: [], estimates: 0, notes: [], ...more };
};
const payment = (key: string, amount: string, status: 'complete' | 'refunded' = 'complete') => ({
	...{
		key,
		invoiceKey: '7',
		amount: read(amount),
		date: '2024-02-03',
		method: 'paypal',
		reference: `ref-${key}`,
		status,
	},
});

test('the sums of both sides, by hand', () => {
	// 3 × 33.33 less 10 % is 89.99 (10.00 is taken off); 21 % is 18.90; 5 % off all of it is 5.44.
	const one = invoice({ lines: [line('33.33', '3', '10')], discount: read('5'), tax1: read('21') });
	expect(decimalText(sproutTotal(one, 'after_taxes'))).toBe('103.45');
	expect(decimalText(sproutTotal(one, 'before_taxes'))).toBe('104.39');
	const amounts = { lines: [{ cost: read('33.33'), quantity: read('3'), discount: read('10') }], surcharges: [] };
	expect(decimalText(ninjaTotal({ ...amounts, discount: read('5'), taxes: [read('21')], currency: 'EUR' }))).toBe(
		'103.44',
	);
	// 0.1 + 0.2, and a heading that is not counted.
	const small = invoice({ lines: [line('0.1'), line('0.2'), line('50', '1', '0', true)] });
	expect(decimalText(sproutTotal(small, 'after_taxes'))).toBe('0.3');
});

test('a cent that rounding makes is listed, and evened out where it is wanted', () => {
	const one = invoice({
		lines: [line('33.33', '3', '10')],
		discount: read('5'),
		tax1: read('21'),
		total: read('103.45'),
	});
	const listed = planMigration(site([one]), reference, options);
	expect(listed.differences).toMatchObject([{ field: 'total', sprout: '103.45', ninja: '103.44', leftOut: false }]);
	const even = planMigration(site([one]), reference, { ...options, evenOut: true });
	expect(even.rows[1]?.plan).toMatchObject({ expectedTotal: '103.45', body: { custom_surcharge4: 0.01 } });
	// A difference of equals tells nobody anything.
	expect(even.differences).toMatchObject([{ sprout: '103.45', ninja: '103.44 and a surcharge of 0.01' }]);
});

test('a discount before taxes keeps its total', () => {
	const one = invoice({ lines: [line('100')], discount: read('10'), tax1: read('20'), total: read('110.00') });
	const { rows, differences } = planMigration(site([one]), reference, options);
	expect(rows[1]?.plan).toMatchObject({ expectedTotal: '110.00', body: { discount: 0, custom_surcharge3: -10 } });
	expect(differences).toMatchObject([{ field: 'discount' }]);
});

test('taxes get names, shipping and fees are surcharges, headings are text, and the key is kept', () => {
	const one = invoice({
		...{ tax1: read('21'), tax2: read('2'), shipping: read('5'), fees: [{ label: 'Late', total: read('3') }] },
		...{ deposit: read('50'), lines: [line('9', '1', '0', true), line('100')], total: read('131.00') },
	});
	const { rows, differences } = planMigration(site([one]), reference, options);
	expect(differences).toEqual([]);
	expect(rows[0]?.plan.body).toMatchObject({ id_number: 'sprout-1', country_id: '56', settings: { currency_id: '3' } });
	expect(rows[1]?.plan.body).toMatchObject({
		...{
			number: 'A-7',
			custom_value4: 'sprout-7',
			tax_name1: 'Tax 1',
			tax_rate1: 21,
			tax_name2: 'Tax 2',
			tax_rate2: 2,
		},
		...{ custom_surcharge1: 5, custom_surcharge2: 3, partial: 50, uses_inclusive_taxes: false },
		line_items: [
			{ cost: 0, quantity: 0 },
			{ cost: 100, quantity: 1 },
		],
	});
});

test('what does not move is listed with its reason, and nothing is counted twice', () => {
	const invoices = [
		invoice({ status: 'paid', total: read('100.00') }),
		invoice({ key: '8', total: read('100.00') }),
		invoice({ key: '9', number: 'B', currency: 'USD' }),
		invoice({ key: '10', number: 'C', clientKey: '' }),
	];
	const payments = [payment('p1', '60'), payment('p2', '60'), payment('p3', '5', 'refunded')];
	const { rows, differences } = planMigration(site(invoices, { payments, estimates: 3 }), reference, options);
	expect(rows.map(({ kind, sourceKey }) => `${kind} ${sourceKey}`)).toEqual([
		...['client 1', 'invoice 7', 'invoice 8', 'payment p1', 'payment p2'],
	]);
	// The second payment is more than what is open.
	expect(rows.slice(3).map(({ plan }) => plan.applied)).toEqual(['60.00', '40.00']);
	expect(rows[3]?.plan.body).toMatchObject({ type_id: '13', transaction_reference: 'ref-p1' });
	expect(
		differences.map(({ kind, key, field, leftOut }) => `${kind} ${key} ${field}${leftOut ? ' left out' : ''}`),
	).toEqual([
		'file estimates count left out',
		'invoice A-7 number',
		'invoice B currency left out',
		'invoice C client left out',
		'payment p2 applied',
		'payment p3 status left out',
	]);
});

test('JPY has no decimals, and the difference is shown', () => {
	const one = invoice({ currency: 'JPY', lines: [line('100.4')], total: read('100.4') });
	const client = { ...site([]).clients[0], currency: 'JPY' } as SproutSite['clients'][number];
	const { differences } = planMigration(site([one], { clients: [client] }), reference, options);
	expect(differences).toMatchObject([{ field: 'total', sprout: '100.40', ninja: '100.00' }]);
});

test("the plugin's JSON: swapped lists, lost headings and missing dates", () => {
	const item = (rate: string, total: string) => ({ rate, qty: '1', tax: '', desc: 'x', total });
	const json = {
		clients: [
			{ id: 5, company_name: 'Tom &amp; Co', estimate_ids: [70], invoice_ids: [99], user_emails: ['a@x.example'] },
		],
		invoices: [
			{
				...{ id: 70, invoice_id: 'J-1', status: 'publish', client_id: 0, balance: 30, currency: 'EUR', total: '30.00' },
				...{ issue_date: '2024-03-01T00:00:00+0000', due_date: '2024-03-15T00:00:00+0000', subtotal: '30' },
				line_items: [item('30', '30'), item('10', '10'), item('20', '20')],
			},
		],
		payments: [{ id: 71, status: 'publish', payment_method: 'Check', amount: '30', invoice_id: 70, data: {} }],
	};
	const found = readSite([fileOf('x.json', JSON.stringify(json))], { shape: 'json', dates: 'iso', timeZone: 'UTC' });
	// `estimate_ids` holds the invoices.
	expect(found.invoices).toMatchObject([{ clientKey: '5', date: '2024-03-01', dueDate: '2024-03-15' }]);
	expect(found.invoices[0]?.lines.map(({ heading }) => heading)).toEqual([true, false, false]);
	expect(found.clients[0]?.name).toBe('Tom & Co');
	const { differences, rows } = planMigration(found, reference, options);
	expect(rows.at(-1)?.plan.body).toMatchObject({ date: '2024-03-01' });
	expect(differences).toMatchObject([{ kind: 'payment', field: 'date' }]);
});
