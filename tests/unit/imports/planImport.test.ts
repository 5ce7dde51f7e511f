import fc from 'fast-check';
import type { ImportToSend, InvoiceToSend } from '../../../core/imports';
import { planImport, type ImportPlanOptions } from '../../../core/ninjaMigration';

const options: ImportPlanOptions = { keyField: 4, taxName: 'VAT', paidWithoutPayment: true };
const reference = {
	currencies: [
		{ id: '3', name: 'Euro', code: 'EUR' },
		{ id: '46', name: 'Kuwaiti Dinar', code: 'KWD' },
	],
	countries: [],
	payment_types: [{ id: '13', name: 'PayPal' }],
};
const line = (totalMinor: number, quantity = '1', unitPriceMinor: number | null = null) => ({
	...{ description: 'x', quantity, unitPriceMinor, totalMinor },
});
const invoice = (more: Partial<InvoiceToSend> = {}): InvoiceToSend => ({
	...{ invoiceId: 'i1', customerId: 'c1', number: 'A-1', issuedOn: '2026-01-05', dueOn: '2026-02-04', currency: 'EUR' },
	...{ netMinor: null, taxMinor: null, totalMinor: 12_100, status: 'open', orderReference: null },
	...{ notes: null, lines: [], heardMinor: 0, balanceMinor: more.totalMinor ?? 12_100, ...more },
});
const sent = (invoices: readonly InvoiceToSend[], payments: ImportToSend['payments'] = []): ImportToSend => ({
	companyCode: 'main',
	customers: [{ customerId: 'c1', customerCode: 'acme', name: 'Acme', email: null, vatNumber: null, currency: 'EUR' }],
	...{ invoices, payments },
});
const planOf = (one: InvoiceToSend) => {
	const { rows, differences } = planImport(sent([one]), reference, options);
	const plan = rows.find(({ kind }) => kind === 'invoice')?.plan;
	return { plan, body: plan?.body, told: differences.map(({ field, ninja }) => `${field}: ${ninja ?? ''}`) };
};

test('a tax is the simplest rate that makes it, and a line where none does', () => {
	const split = { netMinor: 10_000, taxMinor: 2_100 };
	expect(planOf(invoice(split)).body).toMatchObject({ tax_rate1: 21, tax_name1: 'VAT', line_items: [{ cost: 100 }] });
	// 5.5 % of 33.33 is 1.83.
	const french = planOf(invoice({ netMinor: 3_333, taxMinor: 183, totalMinor: 3_516 }));
	expect(french).toMatchObject({ body: { tax_rate1: 5.5 }, told: [] });
	const inclusive = planOf(invoice({ ...split, lines: [line(12_100)] }));
	expect(inclusive.body).toMatchObject({ uses_inclusive_taxes: true, tax_rate1: 21, line_items: [{ cost: 121 }] });
	// A rate has three decimals at the most.
	const odd = planOf(invoice({ netMinor: 900_000_000, taxMinor: 123_457, totalMinor: 900_123_457 }));
	expect(odd.body).not.toHaveProperty('tax_rate1');
	expect(odd).toMatchObject({ told: ['tax: a line'], body: { line_items: [{ cost: 9_000_000 }, { cost: 1_234.57 }] } });
	expect(odd.plan).toMatchObject({ sproutTotal: '9001234.57', expectedTotal: '9001234.57' });
});

test('lines keep their price where it makes their total, and the rest of the sums is a line', () => {
	const { body, told } = planOf(invoice({ lines: [line(6_000, '3', 2_000), line(4_000, '3', 1_300)] }));
	expect(body?.line_items).toMatchObject([
		{ cost: 20, quantity: 3 },
		{ cost: 40, quantity: 1, notes: 'x (quantity 3)' },
		{ cost: 21, quantity: 1 },
	]);
	expect(told).toEqual(['lines: a line of 21.00 more']);
});

test('what two currencies, three decimals, a draft and a provider have is listed', () => {
	const payment = {
		paymentId: 'p1',
		invoiceId: 'i1',
		amountMinor: 100,
		paidOn: '2026-01-20',
		method: '',
		reference: 'r',
	};
	const { rows, differences } = planImport(
		sent(
			[
				invoice({ status: 'draft', heardMinor: 700 }),
				invoice({ invoiceId: 'i2', number: 'A-2' }),
				invoice({ invoiceId: 'i3', number: 'A-3', currency: 'KWD', totalMinor: 1_005 }),
			],
			[payment],
		),
		reference,
		options,
	);
	expect(rows.map(({ kind, label }) => `${kind} ${label}`)).toEqual(['client Acme', 'invoice A-1', 'invoice A-2']);
	expect(rows[1]?.plan.sent).toBe(false);
	expect(differences.map(({ key, field, leftOut }) => `${key} ${field} ${String(leftOut)}`)).toEqual([
		'A-3 currency true',
		'A-1 paid false',
		'r amount true',
	]);
	expect(planOf(invoice({ currency: 'KWD', totalMinor: 1_005 })).told).toEqual(['total: 1.01']);
});

test('whatever the sums are, the planned total is that of the spreadsheet, and what is paid is paid', () => {
	const amounts = fc.record({
		net: fc.integer({ min: 0, max: 10_000_000 }),
		tax: fc.integer({ min: 0, max: 3_000_000 }),
		lines: fc.array(fc.integer({ min: -100_000, max: 5_000_000 }), { maxLength: 4 }),
		paid: fc.double({ min: 0, max: 1, noNaN: true }),
	});
	fc.assert(
		fc.property(amounts, ({ net, tax, lines, paid }) => {
			const totalMinor = net + tax;
			const balanceMinor = totalMinor - Math.round(totalMinor * paid);
			const one = invoice({
				...{ netMinor: net, taxMinor: tax, totalMinor, balanceMinor },
				...{ status: balanceMinor === 0 ? 'paid' : 'partial', lines: lines.map((total) => line(total)) },
			});
			const { rows } = planImport(sent([one]), reference, options);
			const plan = rows.find(({ kind }) => kind === 'invoice')?.plan;
			expect(plan?.expectedTotal).toBe((totalMinor / 100).toFixed(2));
			const applied = rows.filter(({ kind }) => kind === 'payment').map((row) => Number(row.plan.applied));
			expect(Math.round(applied.reduce((sum, amount) => sum + amount, 0) * 100)).toBe(totalMinor - balanceMinor);
		}),
		{ numRuns: 200 },
	);
});
