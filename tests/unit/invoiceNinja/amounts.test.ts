import fc from 'fast-check';
import { inOurWords, readAmount } from '../../../core/invoiceNinja';
import { decimalOf, exponentOf } from '../../../core/kernel/money';

describe('an amount that comes as a float', () => {
	test.each([
		[10, 'EUR', 1000, true],
		[0.1 + 0.2, 'EUR', 30, true],
		[1.005, 'EUR', 101, false],
		[-1.005, 'EUR', -101, false],
		[4.35, 'EUR', 435, true],
		[1.1 * 3, 'EUR', 330, true],
		[8.41 * 100, 'EUR', 84_100, true],
		[1234, 'JPY', 1234, true],
		[1234.5, 'JPY', 1235, false],
		[1.234, 'KWD', 1234, true],
		[1.2345, 'KWD', 1235, false],
		['12.50', 'EUR', 1250, true],
		[1e-7, 'EUR', 0, false],
		[1e21, 'JPY', NaN, true],
		[-0, 'EUR', 0, true],
	] as const)('%s %s is %s minor units', (value, currency, minor, exact) => {
		if (Number.isNaN(minor)) expect(() => readAmount(value, currency)).toThrow('is not an amount');
		else expect(readAmount(value, currency)).toEqual({ minor, exact });
	});

	test('every amount that a person can enter comes back exactly, in every currency', () => {
		const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF');
		fc.assert(
			fc.property(fc.integer({ min: -1e12, max: 1e12 }), currency, (amountMinor, code) => {
				const sent = Number(decimalOf({ amountMinor, currency: code }));
				expect(readAmount(sent, code)).toEqual({ minor: amountMinor, exact: true });
			}),
		);
	});

	test('a sum of floats is the sum of their cents', () => {
		const cents = fc.array(fc.integer({ min: 0, max: 1e7 }), { minLength: 1, maxLength: 40 });
		fc.assert(
			fc.property(cents, (amounts) => {
				const sent = amounts.reduce(
					(sum, minor) => sum + Number(decimalOf({ amountMinor: minor, currency: 'EUR' })),
					0,
				);
				expect(readAmount(sent, 'EUR')).toEqual({ minor: amounts.reduce((sum, one) => sum + one, 0), exact: true });
			}),
		);
	});

	test.each(['', 'ten', '1,5', Number.NaN, Number.POSITIVE_INFINITY])('%s is no amount', (value) => {
		expect(() => readAmount(value, 'EUR')).toThrow('is not an amount');
	});

	test('the digits that are read have as many decimals as the currency', () => {
		expect(['EUR', 'JPY', 'KWD'].map(exponentOf)).toEqual([2, 0, 3]);
	});
});

describe('a row in our words', () => {
	const row = {
		id: 'VolejRejNm',
		client_id: 'Wpmbk5ezJn',
		status_id: '3',
		amount: 121,
		balance: 60.5,
		paid_to_date: '60.500',
		date: '2026-02-03',
		due_date: '',
		updated_at: 1_770_000_000,
		archived_at: 0,
		is_deleted: false,
		line_items: [{ product_key: 'starter', cost: 0.0035, quantity: 10, line_total: 0.035, tax_name1: '' }],
		client: { id: 'Wpmbk5ezJn', name: 'Linden', balance: 60.5, settings: { currency_id: '3' } },
		custom_value1: 'order-1',
	};

	test('has minor units, words, times and days', () => {
		expect(inOurWords('invoice', row, 'EUR')).toEqual({
			id: 'VolejRejNm',
			clientId: 'Wpmbk5ezJn',
			status: 'partial',
			amountMinor: 12_100,
			balanceMinor: 6050,
			paidToDateMinor: 6050,
			currency: 'EUR',
			date: '2026-02-03',
			dueDate: null,
			updatedAt: '2026-02-02T02:40:00.000Z',
			archivedAt: null,
			isDeleted: false,
			lineItems: [
				{
					productKey: 'starter',
					cost: 0.0035,
					quantity: 10,
					lineTotalMinor: 4,
					inexact: { lineTotal: 0.035 },
					taxName1: '',
				},
			],
			client: { id: 'Wpmbk5ezJn', name: 'Linden', balanceMinor: 6050, currency: 'EUR', settings: { currency_id: '3' } },
			customValue1: 'order-1',
		});
	});

	test('shows what Invoice Ninja rounded away in a currency of three decimals', () => {
		expect(inOurWords('invoice', { id: 'a', amount: 1.2345 }, 'KWD')).toEqual({
			id: 'a',
			amountMinor: 1235,
			currency: 'KWD',
			inexact: { amount: 1.2345 },
		});
	});

	test('shows what a line lost to two decimals in a currency of three', () => {
		const line = { quantity: 3, cost: 1.235, line_total: 3.71, discount: 0 };
		const told = inOurWords('invoice', { id: 'a', line_items: [line, { ...line, discount: 5 }] }, 'KWD');
		expect(told.lineItems).toMatchObject([{ lineTotalMinor: 3710, roundedAwayMinor: -5 }, { lineTotalMinor: 3710 }]);
		expect(told.lineItems).not.toMatchObject([{}, { roundedAwayMinor: expect.anything() }]);
		expect(inOurWords('invoice', { id: 'a', line_items: [line] }, 'EUR').lineItems).not.toMatchObject([
			{ roundedAwayMinor: expect.anything() },
		]);
	});

	test('says a status and a frequency that the pack does not know by their numbers', () => {
		const told = inOurWords('recurring_invoice', { id: 'a', status_id: '9', frequency_id: '77' }, 'EUR');
		expect(told).toMatchObject({ status: 'status_9', frequency: 'frequency_77' });
		expect(inOurWords('recurring_invoice', { id: 'a', status_id: '-1', frequency_id: '5' }, 'EUR')).toMatchObject({
			status: 'pending',
			frequency: 'monthly',
		});
	});
});
