import fc from 'fast-check';
import { openNinjaScene, type NinjaScene } from '../support/ninjaScene';

/** The arithmetic and the books of the played Invoice Ninja, with amounts worked out by hand from its source. */

let ninja: NinjaScene;
let client: string;
beforeAll(async () => {
	ninja = await openNinjaScene();
});
beforeEach(async () => {
	client = (await ninja.client('Acme', 'a@acme.example')).id;
});
afterAll(async () => await ninja.close());

const line = (cost: number, quantity = 1, more = {}) => ({ product_key: 'starter', cost, quantity, ...more });
const books = async () => {
	const { balance, paid_to_date, payment_balance, credit_balance } = await ninja.get('clients', client);
	return { balance, paid_to_date, payment_balance, credit_balance };
};
const bill = async (lines: readonly Record<string, unknown>[], more = {}) => await ninja.invoice(client, lines, more);

describe('totals', () => {
	test.each([
		['tax on top, at the line', [line(100, 1, { tax_name1: 'VAT', tax_rate1: 20 })], {}, 120, 20],
		[
			'tax inside, at the line',
			[line(120, 1, { tax_name1: 'VAT', tax_rate1: 20 })],
			{ uses_inclusive_taxes: true },
			120,
			20,
		],
		['tax on top, at the invoice', [line(100)], { tax_name1: 'VAT', tax_rate1: 19 }, 119, 19],
		[
			'tax inside, at the invoice',
			[line(119)],
			{ tax_name1: 'VAT', tax_rate1: 19, uses_inclusive_taxes: true },
			119,
			19,
		],
		[
			'three taxes',
			[line(100)],
			{ tax_name1: 'GST', tax_rate1: 5, tax_name2: 'PST', tax_rate2: 7, tax_name3: 'CIT', tax_rate3: 1.5 },
			113.5,
			13.5,
		],
		['a line discount as percent', [line(200, 1, { discount: 10 })], {}, 180, 0],
		['a line discount as amount', [line(200, 1, { discount: 10 })], { is_amount_discount: true }, 190, 0],
		[
			'an invoice discount as percent, before tax',
			[line(200)],
			{ discount: 10, tax_name1: 'VAT', tax_rate1: 20 },
			216,
			36,
		],
		[
			'an invoice discount as amount, before the tax of lines',
			[line(100, 1, { tax_name1: 'VAT', tax_rate1: 20 }), line(100)],
			{ discount: 20, is_amount_discount: true },
			198,
			18,
		],
		['a nameless tax is not charged', [line(100, 1, { tax_rate1: 20 })], { tax_name1: 'T', tax_rate1: 10 }, 100, 0],
		['a surcharge without tax', [line(100)], { custom_surcharge1: 10, tax_name1: 'VAT', tax_rate1: 20 }, 130, 20],
		['a credit note as negative line', [line(100), line(-30)], {}, 70, 0],
	] as const)('%s', async (_name, lines, more, amount, taxes) => {
		expect(await bill(lines, more)).toMatchObject({ amount, balance: amount, total_taxes: taxes });
	});

	// invoiceninja/invoiceninja#4370: each line's tax is rounded, so three lines have a cent less than one of their sum.
	test('tax at the lines is rounded line by line', async () => {
		const taxed = { tax_name1: 'VAT', tax_rate1: 19 };
		expect(await bill([line(0.33, 1, taxed), line(0.33, 1, taxed), line(0.34, 1, taxed)])).toMatchObject({
			amount: 1.18,
		});
		expect(await bill([line(0.33), line(0.33), line(0.34)], taxed)).toMatchObject({ amount: 1.19 });
	});

	// invoiceninja/invoiceninja#10774: a withholding tax is a negative rate.
	test('a negative tax is withheld', async () => {
		const taxes = { tax_name1: 'VAT', tax_rate1: 21, tax_name2: 'Withheld', tax_rate2: -15 };
		expect(await bill([line(1393.5)], taxes)).toMatchObject({ amount: 1477.11 });
	});

	test('a taxed surcharge has the taxes of the invoice', async () => {
		ninja.company().options.custom_surcharge_taxes1 = true;
		const more = { custom_surcharge1: 10, tax_name1: 'VAT', tax_rate1: 20 };
		expect(await bill([line(100)], more)).toMatchObject({ amount: 132, total_taxes: 22, custom_surcharge_tax1: true });
		ninja.company().options.custom_surcharge_taxes1 = false;
	});

	test('sums of floats keep their tail where the source does not round', async () => {
		const taxed = (tax: number) => line(tax * 10, 1, { tax_name1: 'VAT', tax_rate1: 10 });
		const made = await bill([taxed(0.1), taxed(0.2)]);
		expect(made.total_taxes).toBe(0.1 + 0.2);
		expect(made.amount).toBe(3.3);
	});

	test('lines round to two decimals, in dinars too; yen have none', async () => {
		const dinars = await ninja.client('Kuwaiti', 'k@kuwait.example', { settings: { currency_id: '89' } });
		expect(await ninja.invoice(dinars.id, [line(1.005), line(0.125)])).toMatchObject({ amount: 1.14 });
		const yen = await ninja.client('Japanese', 'j@japan.example', { settings: { currency_id: '45' } });
		expect(await ninja.invoice(yen.id, [line(100.4, 1)])).toMatchObject({ amount: 100 });
	});

	test('any lines without taxes add up to what cents say', async () => {
		const lines = fc.array(fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 20 })), {
			minLength: 1,
			maxLength: 8,
		});
		await fc.assert(
			fc.asyncProperty(lines, async (cents) => {
				const made = await bill(cents.map(([cost, quantity]) => line(cost / 100, quantity)));
				const sum = cents.reduce((total, [cost, quantity]) => total + cost * quantity, 0);
				expect(Math.round(Number(made.amount) * 100)).toBe(sum);
			}),
			{ numRuns: 25 },
		);
	});
});

describe('books', () => {
	test('a draft is owed by nobody, a sent one is', async () => {
		const draft = await ninja.make('invoices', { client_id: client, line_items: [line(100)] });
		expect(draft).toMatchObject({ status_id: '1', amount: 100, balance: 0 });
		expect(await books()).toMatchObject({ balance: 0 });
		await ninja.bulk('invoices', 'mark_sent', [draft.id]);
		expect(await books()).toMatchObject({ balance: 100 });
	});

	test('an edit of a sent invoice moves what is owed, also when a part is paid', async () => {
		const invoice = await bill([line(100)]);
		await ninja.enterPayment(client, [[invoice.id, 40]]);
		const edited = await ninja.change('invoices', invoice.id, { line_items: [line(120)] });
		expect(edited).toMatchObject({ amount: 120, balance: 80, paid_to_date: 40, status_id: '3' });
		expect(await books()).toMatchObject({ balance: 80, paid_to_date: 40 });
	});

	test('a deposit is asked for first; paid, it is gone, and the rest is due by the terms', async () => {
		const invoice = await bill([line(100)], { partial: 30, partial_due_date: '2026-01-01', date: '2026-01-01' });
		expect(invoice).toMatchObject({ partial: 30, balance: 100, partial_due_date: '2026-01-01' });
		await ninja.pay(invoice.id);
		expect(await ninja.get('invoices', invoice.id)).toMatchObject({
			partial: 0,
			partial_due_date: '',
			balance: 70,
			status_id: '3',
			due_date: '2026-01-15',
		});
	});

	test('an overpayment is the payment balance of the client', async () => {
		const invoice = await bill([line(100)]);
		const payment = await ninja.enterPayment(client, [[invoice.id, 100]], { amount: 130 });
		expect(payment).toMatchObject({ amount: 130, applied: 100 });
		expect(await books()).toEqual({ balance: 0, paid_to_date: 130, payment_balance: 30, credit_balance: 0 });
	});

	test('a credit pays a part; the payment is the rest', async () => {
		const invoice = await bill([line(100)]);
		const credit = await ninja.make('credits', { client_id: client, line_items: [line(40)] }, '?mark_sent=true');
		expect(await books()).toMatchObject({ credit_balance: 40 });
		const payment = await ninja.enterPayment(client, [[invoice.id, 100]], {
			credits: [{ credit_id: credit.id, amount: 40 }],
		});
		expect(payment).toMatchObject({ amount: 60, applied: 60 });
		expect(await ninja.get('invoices', invoice.id)).toMatchObject({ status_id: '4', balance: 0 });
		expect(await ninja.get('credits', credit.id)).toMatchObject({ status_id: '4', balance: 0, paid_to_date: 40 });
		expect(await books()).toMatchObject({ credit_balance: 0, balance: 0, paid_to_date: 100 });
	});

	test('a refund in part, then the rest: the invoice is owed again', async () => {
		const invoice = await bill([line(100)]);
		const payment = await ninja.pay(invoice.id);
		expect(await ninja.refund(payment.id, invoice.id, 40)).toMatchObject({ refunded: 40, status_id: '5' });
		expect(await ninja.get('invoices', invoice.id)).toMatchObject({ balance: 40, paid_to_date: 60, status_id: '3' });
		expect(await ninja.refund(payment.id, invoice.id, 60)).toMatchObject({ refunded: 100, status_id: '6' });
		expect(await ninja.get('invoices', invoice.id)).toMatchObject({ balance: 100, paid_to_date: 0, status_id: '2' });
		expect(await books()).toMatchObject({ balance: 100, paid_to_date: 0 });
		const more = await ninja.call('POST', '/api/v1/payments/refund', {
			id: payment.id,
			date: '2026-01-01',
			invoices: [{ invoice_id: invoice.id, amount: 1 }],
		});
		expect(more).toMatchObject({ status: 422, body: { errors: { id: expect.any(Array) } } });
	});

	test('a deleted payment is owed again, and cannot be restored', async () => {
		const invoice = await bill([line(100)]);
		const payment = await ninja.pay(invoice.id);
		expect(await ninja.remove('payments', payment.id)).toMatchObject({ is_deleted: true, status_id: '2' });
		expect(await ninja.get('invoices', invoice.id)).toMatchObject({ balance: 100, paid_to_date: 0, status_id: '2' });
		expect(await books()).toEqual({ balance: 100, paid_to_date: 0, payment_balance: 0, credit_balance: 0 });
		const [restored] = await ninja.bulk('payments', 'restore', [payment.id]);
		expect(restored).toMatchObject({ is_deleted: true });
	});

	test('a deleted invoice takes its payment along; restored, both are back', async () => {
		const invoice = await bill([line(100)]);
		const payment = await ninja.pay(invoice.id);
		expect(await ninja.remove('invoices', invoice.id)).toMatchObject({
			is_deleted: true,
			number: `${String(invoice.number)}_deleted`,
		});
		expect(await ninja.get('payments', payment.id)).toMatchObject({ is_deleted: true });
		expect(await books()).toMatchObject({ balance: 0, paid_to_date: 0 });
		const [restored] = await ninja.bulk('invoices', 'restore', [invoice.id]);
		expect(restored).toMatchObject({ is_deleted: false, archived_at: 0, number: invoice.number });
		expect(await ninja.get('payments', payment.id)).toMatchObject({ is_deleted: false });
		expect(await books()).toMatchObject({ balance: 0, paid_to_date: 100 });
	});

	test('cancelled: nothing is owed. Reversed: what was paid is unapplied', async () => {
		const cancelled = await bill([line(50)]);
		await ninja.bulk('invoices', 'cancel', [cancelled.id]);
		expect(await ninja.get('invoices', cancelled.id)).toMatchObject({ status_id: '5', balance: 0, amount: 50 });
		expect(await books()).toMatchObject({ balance: 0 });

		const invoice = await bill([line(100)]);
		const payment = await ninja.pay(invoice.id, { amount: 60 });
		expect(await ninja.reverse(invoice.id)).toMatchObject({ status_id: '6', balance: 0 });
		expect(await ninja.get('payments', payment.id)).toMatchObject({ amount: 60, applied: 0 });
		expect(await books()).toMatchObject({ balance: 0, payment_balance: 60 });
	});

	test('marked paid: one payment by hand, with the words that all of those have', async () => {
		const made = await ninja.make(
			'invoices',
			{ client_id: client, line_items: [line(80)] },
			'?paid=true&send_email=true',
		);
		expect(made).toMatchObject({ status_id: '4', balance: 0, paid_to_date: 80 });
		const [payment] = (await ninja.list('payments', `client_id=${client}`)).slice(-1);
		expect(payment).toMatchObject({ amount: 80, is_manual: true, transaction_reference: 'Manual entry' });
		expect((await ninja.mails()).at(-1)).toMatchObject({ entityId: made.id, to: ['a@acme.example'] });
	});

	test('amount_paid pays a part', async () => {
		const made = await ninja.make('invoices', { client_id: client, line_items: [line(80)] }, '?amount_paid=30');
		expect(made).toMatchObject({ status_id: '3', balance: 50, paid_to_date: 30 });
	});
});

describe('numbers', () => {
	test('by template and counter of the company; given only when sent, by a setting', async () => {
		const { settings } = ninja.company();
		Object.assign(settings, { invoice_number_pattern: 'INV-{$year}-{$counter}', counter_number_applied: 'when_sent' });
		const draft = await ninja.make('invoices', { client_id: client, line_items: [line(1)] });
		expect(draft.number).toBe('');
		const [sent] = await ninja.bulk('invoices', 'mark_sent', [draft.id]);
		expect(sent?.number).toMatch(/^INV-\d{4}-\d{4}$/);
		Object.assign(settings, { invoice_number_pattern: '', counter_number_applied: 'when_saved' });
	});

	test('several contacts: an invitation for each that wants mail, each with a key', async () => {
		const many = await ninja.make('clients', {
			name: 'Many',
			contacts: [
				{ email: 'one@many.example' },
				{ email: 'two@many.example', send_email: false },
				{ email: 'three@many.example' },
			],
		});
		const made = await ninja.invoice(many.id, [line(1)]);
		const invitations = made.invitations as Array<{ key: string; client_contact_id: string }>;
		expect(invitations).toHaveLength(2);
		expect(new Set(invitations.map(({ key }) => key)).size).toBe(2);
	});
});

describe('quotes and recurring invoices', () => {
	test('approved, then converted to one invoice', async () => {
		const quote = await ninja.make('quotes', { client_id: client, line_items: [line(70)] });
		expect((await ninja.bulk('quotes', 'approve', [quote.id]))[0]).toMatchObject({ status_id: '3' });
		const [converted] = await ninja.bulk('quotes', 'convert_to_invoice', [quote.id]);
		expect(converted).toMatchObject({ status_id: '4', invoice_id: expect.stringMatching(/^\w{10}$/) });
		expect(await ninja.get('invoices', String(converted?.invoice_id))).toMatchObject({ amount: 70, status_id: '1' });
		const refused = await ninja.call('POST', '/api/v1/quotes/bulk', { action: 'convert', ids: [quote.id] });
		expect(refused).toMatchObject({ status: 422, body: { errors: { action: expect.any(Array) } } });
		expect(await ninja.call('GET', `/api/v1/quotes/${quote.id}/approve`)).toMatchObject({ status: 400 });
	});

	test('a recurring invoice that starts late issues one missed invoice an hour', async () => {
		const past = new Date(Date.now() - 70 * 86_400_000).toISOString().slice(0, 10);
		const body = { client_id: client, line_items: [line(9)], frequency_id: '5', next_send_date: past };
		const made = await ninja.make('recurring_invoices', body);
		await ninja.bulk('recurring_invoices', 'start', [made.id]);
		const issued = [await ninja.hour(), await ninja.hour(), await ninja.hour(), await ninja.hour()];
		expect(issued).toEqual([1, 1, 1, 0]);
		const invoices = (await ninja.list('invoices', `client_id=${client}`)).filter(
			({ recurring_id }) => recurring_id === made.id,
		);
		expect(invoices.map(({ status_id, amount }) => [status_id, amount])).toEqual(Array(3).fill(['2', 9]));
	});
});
