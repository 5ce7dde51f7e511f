import fc from 'fast-check';
import { amountInWords } from '../../../core/alerts';
import { causeIn, wasCutOff } from '../../../core/alerts/failedRun';

test.each([
	[990, 'EUR', '9.90 EUR'],
	[5, 'EUR', '0.05 EUR'],
	[500, 'JPY', '500 JPY'],
	[12345, 'KWD', '12.345 KWD'],
	[-990, 'EUR', '-9.90 EUR'],
])('%d %s is %s', (amount, currency, words) => {
	expect(amountInWords(amount, currency)).toBe(words);
});

test.each(['XXX', '', 'eur', 'EURO', null])('the currency %p is said to be unknown, without a number', (currency) => {
	expect(amountInWords(990, currency)).toBe('an amount in a currency that the provider did not name');
});

test('no amount is ever told in smallest units, nor in the code for no currency', () => {
	fc.assert(
		fc.property(fc.maxSafeInteger(), fc.option(fc.string({ maxLength: 4 })), (amount, currency) => {
			expect(amountInWords(amount, currency)).not.toMatch(/XXX|smallest unit|minor/);
		}),
	);
});

test.each([
	["No plan 'starter' for 4711", "No plan 'business' for 12"],
	['task 5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10 is over', 'task 0d3b2f4e-6a0c-4f3e-9b57-0d6b1f5f3a10 is over'],
	['connect ECONNREFUSED 10.0.0.7:5432', 'connect ECONNREFUSED 10.0.0.12:6543'],
	['getaddrinfo ENOTFOUND web1.example.net', 'getaddrinfo ENOTFOUND web-2.example.net'],
])('%s and %s are one cause', (one, other) => {
	expect(causeIn(one)).toBe(causeIn(other));
});

test('other words are another cause', () => {
	expect(causeIn('connect ECONNREFUSED 10.0.0.7:5432')).not.toBe(causeIn('connect ETIMEDOUT 10.0.0.7:5432'));
});

test('a cause of any message is short, and always the same', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (message) => {
			const cause = causeIn(message);
			expect(cause.length).toBeLessThanOrEqual(300);
			expect(causeIn(message)).toBe(cause);
		}),
	);
});

test.each([
	['Workflow did not finish, possible out-of-memory issue', true],
	['Node crashed, possible out-of-memory issue', true],
	['Execution stopped at this node', true],
	['The server says: Workflow did not finish', false],
	['Connection terminated unexpectedly', false],
])('%s: cut off %p', (message, cutOff) => {
	expect(wasCutOff({ message })).toBe(cutOff);
});
