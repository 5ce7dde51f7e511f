import fc from 'fast-check';
import { InputError } from '../../../core/kernel/errors';
import {
	add,
	allocate,
	compare,
	decimalOf,
	exponentOf,
	formatMoney,
	money,
	parseDecimal,
	subtract,
} from '../../../core/kernel/money';

const currency = fc.constantFrom('EUR', 'USD', 'JPY', 'KRW', 'KWD', 'TND', 'CLF');
const amount = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -100_000, max: 100_000 }));
const weights = fc
	.array(fc.oneof(fc.nat(31), fc.maxSafeNat()), { minLength: 1, maxLength: 40 })
	.filter((all) => all.some((weight) => weight > 0));

describe('money', () => {
	test.each([
		['EUR', 2],
		['USD', 2],
		['JPY', 0],
		['ISK', 0],
		['KWD', 3],
		['IQD', 3],
		['CLF', 4],
	])('%s has %i decimals', (code, decimals) => expect(exponentOf(code)).toBe(decimals));

	test.each([0.5, Number.NaN, Infinity, 2 ** 53])('an amount of %p is refused', (given) => {
		expect(() => money(given, 'EUR')).toThrow(InputError);
	});

	test.each(['eur', 'EU', '', 'EURO'])('a currency of %p is refused', (given) => {
		expect(() => money(1, given)).toThrow(/not an ISO 4217 code/);
	});

	test('adds, subtracts and compares within a currency only', () => {
		expect(add(money(1050, 'EUR'), money(-50, 'EUR'))).toEqual(money(1000, 'EUR'));
		expect(subtract(money(50, 'EUR'), money(50, 'EUR'))).toEqual(money(0, 'EUR'));
		expect([money(1, 'EUR'), money(2, 'EUR'), money(3, 'EUR')].map((one) => compare(one, money(2, 'EUR')))).toEqual([
			-1, 0, 1,
		]);
		for (const work of [add, subtract, compare]) {
			expect(() => work(money(1, 'EUR'), money(1, 'USD'))).toThrow(/differs: EUR and USD/);
		}
	});

	test('a sum that a double cannot hold is refused', () => {
		expect(() => add(money(Number.MAX_SAFE_INTEGER, 'EUR'), money(1, 'EUR'))).toThrow(InputError);
	});
});

describe('allocate', () => {
	test('gives the odd cent to the largest remainder, then to the first', () => {
		const parts = (cents: number, ...given: number[]) =>
			allocate(money(cents, 'EUR'), given).map(({ amountMinor }) => amountMinor);
		expect(parts(100, 1, 1, 1)).toEqual([34, 33, 33]);
		expect(parts(-100, 1, 1, 1)).toEqual([-34, -33, -33]);
		expect(parts(10, 0, 3)).toEqual([0, 10]);
		expect(parts(1000, 10, 20)).toEqual([333, 667]);
	});

	test('loses no cent', () => {
		fc.assert(
			fc.property(amount, currency, weights, (minor, code, given) => {
				const parts = allocate(money(minor, code), given);
				expect(parts).toHaveLength(given.length);
				expect(parts.reduce((sum, part) => sum + BigInt(part.amountMinor), 0n)).toBe(BigInt(minor));
			}),
		);
	});

	test('is off the exact share by less than one minor unit', () => {
		fc.assert(
			fc.property(amount, weights, (minor, given) => {
				const total = given.reduce((sum, weight) => sum + BigInt(weight), 0n);
				allocate(money(minor, 'EUR'), given).forEach((part, index) => {
					const off = BigInt(part.amountMinor) * total - BigInt(minor) * BigInt(given[index] ?? 0);
					expect(off < total && off > -total).toBe(true);
				});
			}),
		);
	});

	test('gives a larger weight no smaller part', () => {
		fc.assert(
			fc.property(fc.nat(), weights, (minor, given) => {
				const parts = allocate(money(minor, 'EUR'), given).map((part, index) => ({
					part: part.amountMinor,
					weight: given[index] ?? 0,
				}));
				parts.sort((one, other) => one.weight - other.weight || one.part - other.part);
				expect(parts.map(({ part }) => part)).toEqual(parts.map(({ part }) => part).sort((one, other) => one - other));
			}),
		);
	});

	test.each([[[]], [[0, 0]], [[-1, 2]], [[0.5, 1]]])('weights of %p are refused', (given) => {
		expect(() => allocate(money(100, 'EUR'), given)).toThrow(/weights/);
	});
});

describe('decimals', () => {
	test.each([
		['12.50', 'EUR', 1250],
		['-3', 'EUR', -300],
		['+0.10', 'EUR', 10],
		['7.00', 'JPY', 7],
		['0.005', 'KWD', 5],
		[' 1.2 ', 'USD', 120],
		['-0', 'USD', 0],
	])('%p %s is %i', (text, code, minor) => expect(parseDecimal(text, code)).toEqual(money(minor, code)));

	test.each(['', '.', '1.', '.5', '1,50', '1e3', '0x10', '1.005', '12 50', '99999999999999999', '--1', 'NaN'])(
		'%p is refused',
		(text) => expect(() => parseDecimal(text, 'EUR')).toThrow(InputError),
	);

	test('what is written is read back', () => {
		fc.assert(
			fc.property(amount, currency, (minor, code) => {
				expect(parseDecimal(decimalOf(money(minor, code)), code)).toEqual(money(minor, code));
			}),
		);
	});
});

describe('formatMoney', () => {
	const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
	test.each([
		[1250, 'EUR', 'en', '€12.50'],
		[1250, 'EUR', 'fr', '12,50 €'],
		[1250, 'EUR', 'nl', '€ 12,50'],
		[-123456, 'EUR', 'fr', '-1 234,56 €'],
		[1250, 'JPY', 'en', '¥1,250'],
		[1250, 'KWD', 'en', 'KWD 1.250'],
		// CLDR shows no decimals of these two; ISO 4217 has three and two.
		[1500, 'IQD', 'en', 'IQD 1.500'],
		[9007199254740991, 'USD', 'en', '$90,071,992,547,409.91'],
	])('%i %s in %s is %s', (minor, code, language, shown) => {
		expect(plain(formatMoney(money(minor, code), language))).toBe(shown);
	});
});
