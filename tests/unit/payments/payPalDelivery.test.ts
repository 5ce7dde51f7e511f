import { createSign, generateKeyPairSync } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { checkPayPalDelivery } from '../../../core/paypal';
import { openCertificates } from '../../../core/paypal/certificate';
import { readPayPalDelivery } from '../../../core/paypal/delivery';
import { environmentOf } from '../../../core/paypal/environment';
import { signedText } from '../../../core/paypal/signature';
import { type Signing, startPayPal } from '../../../stack/standins/paypal';
import type { Standin } from '../../../stack/standins/shared';
import { delivered, makeSigning, now, sceneAt, webhookId, type PayPalScene } from '../../support/payPalScene';

let paypal: Standin;
let scene: PayPalScene;
let signing: Signing;
beforeAll(async () => {
	signing = await makeSigning();
	paypal = await startPayPal({ port: 0, clientId: 'client', clientSecret: 'secret', signing });
	scene = sceneAt(paypal.url, signing);
});
afterAll(async () => await paypal.close());

type Headers = Readonly<Record<string, string | undefined>>;
const certificates = openCertificates();
const check = async (headers: Headers, body: string | Buffer, { at = now, ids = [webhookId] } = {}) =>
	await checkPayPalDelivery(
		{ account: scene.account, verification: 'offline', webhookIds: ids },
		headers,
		Buffer.from(body),
		at,
		certificates,
	);

describe('the CRC-32 that PayPal signs', () => {
	const text = (body: string) =>
		signedText(
			{ transmissionId: 'id', transmissionTime: 'time', signature: '', certificateUrl: '', body: Buffer.from(body) },
			'WH',
		);

	test.each([
		['123456789', 'id|time|WH|3421780262'],
		['', 'id|time|WH|0'],
		['The quick brown fox jumps over the lazy dog', 'id|time|WH|1095738169'],
		// Above 2^31: a signed number would be negative.
		['a', 'id|time|WH|3904355907'],
		// Below 10^8: no zeros before it.
		['4294967295', `id|time|WH|${crc32('4294967295')}`],
	])('of %j is an unsigned decimal', (body, expected) => {
		expect(text(body)).toBe(expected);
		expect(text(body)).toMatch(/\|(0|[1-9]\d*)$/);
	});
});

describe('a delivery of PayPal', () => {
	test('is taken, and a webhook may be known under several ids', async () => {
		const { headers, body } = delivered(scene);
		expect(await check(headers, body)).toBeUndefined();
		expect(await check(headers, body, { ids: ['OTHER', webhookId] })).toBeUndefined();
		expect(await check(headers, body, { ids: ['OTHER'] })).toMatchObject({ reason: 'signature' });
	});

	test('is not checked where no webhook id is known', async () => {
		const { headers, body } = delivered(scene);
		for (const ids of [[], [''], ['a|b']]) {
			expect(await check(headers, body, { ids })).toMatchObject({ reason: 'not_configured' });
		}
	});

	test.each([
		['transmission-id', undefined, 'signature'],
		['transmission-time', undefined, 'signature'],
		['transmission-sig', undefined, 'signature'],
		['cert-url', undefined, 'signature'],
		['auth-algo', undefined, 'malformed'],
		['auth-algo', 'SHA1withRSA', 'malformed'],
		['auth-algo', 'none', 'malformed'],
		['transmission-id', 'a|b', 'malformed'],
		['transmission-id', 'other-id', 'signature'],
		['transmission-time', 'yesterday', 'malformed'],
		['transmission-time', '2026-13-45T99:00:00Z', 'malformed'],
		['transmission-time', '2026-11-21T09:00:01Z', 'signature'],
		['transmission-sig', '%%%', 'malformed'],
		['transmission-sig', 'A'.repeat(344), 'signature'],
	])('with %s %s is refused', async (name, value, reason) => {
		const { headers, body } = delivered(scene);
		expect(await check({ ...headers, [`paypal-${name}`]: value }, body)).toMatchObject({ reason });
	});

	test.each([
		[4 * 24 * 3600 - 1, undefined],
		[4 * 24 * 3600 + 1, 'stale'],
		[-299, undefined],
		[-301, 'stale'],
	])('that is %i s old is %s', async (age, reason) => {
		const { headers, body } = delivered(scene);
		const found = await check(headers, body, { at: new Date(now.getTime() + age * 1000) });
		expect(found?.reason).toBe(reason);
	});

	test('signed by somebody else is refused', async () => {
		const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
		const { headers, body } = delivered(scene);
		const text = [headers['paypal-transmission-id'], headers['paypal-transmission-time'], webhookId, crc32(body)].join(
			'|',
		);
		const forged = createSign('RSA-SHA256').update(text).sign(privateKey, 'base64');
		expect(await check({ ...headers, 'paypal-transmission-sig': forged }, body)).toMatchObject({ reason: 'signature' });
	});

	test('whose body was written anew is refused', async () => {
		const { headers, body } = delivered(scene, '{ "id" : "WH-1" }');
		expect(await check(headers, body)).toBeUndefined();
		expect(await check(headers, JSON.stringify(JSON.parse(body)))).toMatchObject({ reason: 'signature' });
	});

	test('with one byte of the body changed is refused', async () => {
		const { headers, body } = delivered(scene);
		await fc.assert(
			fc.asyncProperty(
				fc.nat({ max: Buffer.byteLength(body) - 1 }),
				fc.integer({ min: 1, max: 255 }),
				async (at, flip) => {
					const changed = Buffer.from(body);
					changed[at] = (changed[at] ?? 0) ^ flip;
					expect(await check(headers, changed)).toMatchObject({ reason: 'signature' });
				},
			),
		);
	});
});

describe('the place of a certificate', () => {
	const live = environmentOf({ environment: 'live', clientId: '', clientSecret: '' });
	const headersAt = (url: string) => ({ ...delivered(scene).headers, 'paypal-cert-url': url });
	const reasonAt = (url: string, environment = live) => {
		const found = readPayPalDelivery(headersAt(url), Buffer.from('{}'), environment, now);
		return 'reason' in found ? found.reason : 'taken';
	};
	const path = '/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270';

	test.each([
		[`https://api.paypal.com${path}`, 'taken'],
		[`https://api.sandbox.paypal.com${path}`, 'unknown_certificate'],
		[`http://api.paypal.com${path}`, 'unknown_certificate'],
		[`https://api.paypal.com:8443${path}`, 'unknown_certificate'],
		[`https://api.paypal.com.evil.example${path}`, 'unknown_certificate'],
		[`https://evil.example${path}`, 'unknown_certificate'],
		[`https://evil.example/https://api.paypal.com${path}`, 'unknown_certificate'],
		[`https://user@api.paypal.com${path}`, 'unknown_certificate'],
		[`https://api.paypal.com@evil.example${path}`, 'unknown_certificate'],
		[`https://api.paypal.com\\@evil.example${path}`, 'unknown_certificate'],
		['https://api.paypal.com/v1/notifications/certs/../../../upload/mine', 'unknown_certificate'],
		['https://api.paypal.com/v1/notifications/certs/%2e%2e/mine', 'unknown_certificate'],
		[`https://api.paypal.com${path}?next=https://evil.example`, 'unknown_certificate'],
		[`https://api.paypal.com${path}#x`, 'unknown_certificate'],
		['https://api.paypal.com/v1/notifications/certs/', 'unknown_certificate'],
		['https://api.paypal.com/other/CERT-1', 'unknown_certificate'],
		['file:///etc/passwd', 'unknown_certificate'],
	])('%s is %s', (url, expected) => {
		expect(reasonAt(url)).toBe(expected);
	});

	test('is that of the environment alone', () => {
		const sandbox = environmentOf({ environment: 'sandbox', clientId: '', clientSecret: '' });
		expect(reasonAt(`https://api.sandbox.paypal.com${path}`, sandbox)).toBe('taken');
		expect(reasonAt(`https://api.paypal.com${path}`, sandbox)).toBe('unknown_certificate');
	});

	test('must be told for an environment of your own', () => {
		expect(() => environmentOf({ environment: 'custom', clientId: '', clientSecret: '' })).toThrow(/customUrl/);
	});
});

test('headers and bodies of any text give a refusal, not an exception', async () => {
	const right = delivered(scene);
	const names = Object.keys(right.headers).filter((name) => name.startsWith('paypal-'));
	await fc.assert(
		fc.asyncProperty(
			fc.record(Object.fromEntries(names.map((name) => [name, fc.option(fc.string(), { nil: right.headers[name] })]))),
			fc.string(),
			async (headers, body) => {
				expect(await check(headers, body)).toMatchObject({ reason: expect.any(String) });
			},
		),
		{ numRuns: 1000 },
	);
});
