import fc from 'fast-check';
import Stripe from 'stripe';
import { checkStripeSignature, secretsIn } from '../../../core/stripe';
import { signedDelivery } from '../../../stack/standins/stripe';

const secret = 'whsec_5f1c9a2b7d3e4f60';
const body = '{\n  "id": "evt_1",\n  "amount": 1250\n}';
const now = new Date('2026-11-21T09:00:00.900Z');
const second = Math.floor(now.getTime() / 1000);

function check(header: string | undefined, { secrets = [secret], text = body, at = now } = {}) {
	return checkStripeSignature({ header, body: Buffer.from(text) }, secrets, at);
}
const headerOf = (secrets: readonly string[] = [secret], timestamp = second, text = body) =>
	signedDelivery(text, secrets, { timestamp }).headers['stripe-signature'] ?? '';
const right = headerOf();
const v1 = right.split('v1=')[1] ?? '';

describe('a delivery of Stripe', () => {
	test.each([
		['signed with the secret', right],
		['with other schemes beside it', `${right},v0=${'ab'.repeat(32)},v2=x`],
		['with spaces', right.replace(',', ' , ')],
		['with a wrong signature before the right one', right.replace('v1=', `v1=${'0'.repeat(64)},v1=`)],
		['with a wrong signature after the right one', `${right},v1=${'0'.repeat(64)}`],
		['signed 300 s ago', headerOf([secret], second - 300)],
		['signed 300 s ahead', headerOf([secret], second + 300)],
	])('%s is taken', (_, header) => {
		expect(check(header)).toBeUndefined();
	});

	test.each([
		['no header', undefined, 'signature'],
		['an empty header', '', 'signature'],
		['no timestamp', `v1=${v1}`, 'malformed'],
		['two timestamps', `t=${second},${right}`, 'malformed'],
		['a timestamp that is no number', `t=${second}s,v1=${v1}`, 'malformed'],
		['a negative timestamp', `t=-1,v1=${v1}`, 'malformed'],
		['a timestamp of a thousand digits', `t=${'9'.repeat(1000)},v1=${v1}`, 'malformed'],
		['no signature', `t=${second}`, 'signature'],
		['only a signature of the test scheme', right.replace('v1=', 'v0='), 'signature'],
		['half a signature', `t=${second},v1=${v1.slice(0, 32)}`, 'signature'],
		['a longer signature', `t=${second},v1=${v1}00`, 'signature'],
		['a signature that is not hex', `t=${second},v1=${'g'.repeat(64)}`, 'signature'],
		['another time than was signed', right.replace(String(second), String(second + 1)), 'signature'],
		['another secret', headerOf(['whsec_other']), 'signature'],
		['a signature over the parsed body', headerOf([secret], second, JSON.stringify(JSON.parse(body))), 'signature'],
		['a signature 301 s old', headerOf([secret], second - 301), 'stale'],
		['a signature 301 s ahead', headerOf([secret], second + 301), 'stale'],
		['a wrong signature that is old too', headerOf(['whsec_other'], second - 301), 'signature'],
	])('with %s is refused', (_, header, reason) => {
		expect(check(header)).toMatchObject({ reason });
	});

	test('is never checked against an empty secret', () => {
		expect(check(headerOf([' ']), { secrets: [''] })).toMatchObject({ reason: 'not_configured' });
		expect(check(right, { secrets: [] })).toMatchObject({ reason: 'not_configured' });
		expect(check(right, { secrets: ['', secret] })).toBeUndefined();
	});

	test("is what Stripe's own client makes and takes", () => {
		const header = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: second });
		expect(check(header)).toBeUndefined();
		expect(Stripe.webhooks.constructEvent(body, right, secret, undefined, undefined, now.getTime()).id).toBe('evt_1');
	});
});

describe('while a secret is rotated', () => {
	const [before, after] = ['whsec_before', 'whsec_after'];

	test('both secrets are known here before Stripe signs with both, and after', () => {
		for (const signers of [[before], [before, after], [after, before], [after]]) {
			expect(check(headerOf(signers), { secrets: [before, after] })).toBeUndefined();
		}
	});

	test('one known secret is enough where Stripe signs with both, whichever comes first', () => {
		for (const signers of [
			[before, after],
			[after, before],
		]) {
			for (const known of [before, after]) expect(check(headerOf(signers), { secrets: [known] })).toBeUndefined();
		}
	});

	test('a secret that was taken away is not taken any more', () => {
		expect(check(headerOf([before]), { secrets: [after] })).toMatchObject({ reason: 'signature' });
	});
});

describe('whatever is changed', () => {
	const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((array) => Buffer.from(array));
	const sign = (content: Buffer, key: string, at: number) => {
		const header = Stripe.webhooks.generateTestHeaderString({
			payload: content.toString('latin1'),
			secret: key,
			timestamp: at,
		});
		return header;
	};

	test('in one byte of the body, the delivery is refused', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary-ascii', minLength: 1 }),
				fc.nat(),
				fc.integer({ min: 1, max: 255 }),
				(text, at, flip) => {
					const header = sign(Buffer.from(text), secret, second);
					const changed = Buffer.from(text);
					const index = at % changed.length;
					changed[index] = (changed[index] ?? 0) ^ flip;
					expect(checkStripeSignature({ header, body: Buffer.from(text) }, [secret], now)).toBeUndefined();
					expect(checkStripeSignature({ header, body: changed }, [secret], now)).toMatchObject({ reason: 'signature' });
				},
			),
		);
	});

	test('by cutting or adding, the delivery is refused', () => {
		fc.assert(
			fc.property(bytes, (more) => {
				expect(check(right, { text: body + more.toString('latin1') })).toMatchObject({ reason: 'signature' });
				expect(check(right, { text: body.slice(0, -1) })).toMatchObject({ reason: 'signature' });
			}),
		);
	});

	test('in the time that was signed, the delivery is refused', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: -300, max: 300 }).filter((shift) => shift !== 0),
				(shift) => {
					expect(check(right.replace(`t=${second}`, `t=${second + shift}`))).toMatchObject({ reason: 'signature' });
				},
			),
		);
	});

	test('in the secret, the delivery is refused', () => {
		fc.assert(
			fc.property(fc.nat({ max: secret.length - 1 }), fc.constantFrom('x', 'Y', '0', '_'), (index, letter) => {
				const other = secret.slice(0, index) + letter + secret.slice(index + 1);
				fc.pre(other !== secret);
				expect(check(right, { secrets: [other] })).toMatchObject({ reason: 'signature' });
			}),
		);
	});

	test('a header of any text gives a refusal, not an exception', () => {
		const parts = fc.constantFrom('t=', 'v1=', ',', '=', String(second), v1, ' ', 'v0=', '\0', 'é');
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.array(parts).map((all) => all.join('')),
				),
				(header) => {
					fc.pre(!(header.includes(v1) && header.includes(`t=${second}`)));
					expect(check(header)).toMatchObject({ reason: expect.stringMatching(/^(signature|malformed)$/) });
				},
			),
			{ numRuns: 1000 },
		);
	});
});

test('secrets are written with spaces, lines or commas between them', () => {
	expect(secretsIn(' whsec_a, whsec_b\nwhsec_c;whsec_d\t')).toEqual(['whsec_a', 'whsec_b', 'whsec_c', 'whsec_d']);
	expect(secretsIn(' \n ')).toEqual([]);
});
