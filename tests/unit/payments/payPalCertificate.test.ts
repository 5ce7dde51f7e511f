import { X509Certificate } from 'node:crypto';
import { ExternalError } from '../../../core/kernel/errors';
import { checkPayPalDelivery } from '../../../core/paypal';
import { openCertificates } from '../../../core/paypal/certificate';
import { environmentOf } from '../../../core/paypal/environment';
import { trustedLeaf, trustedRoots } from '../../../core/paypal/trust';
import { certificatePath, startPayPal, type PayPalState, type Signing } from '../../../stack/standins/paypal';
import type { Standin } from '../../../stack/standins/shared';
import { delivered, makeSigning, now, sceneAt, signingWith, webhookId } from '../../support/payPalScene';

let good: Signing;
beforeAll(async () => {
	good = await makeSigning();
});

describe('a chain of certificates', () => {
	const verdict = ({ chain, authority }: Pick<Signing, 'chain' | 'authority'>, at = now) => {
		const found = trustedLeaf(chain, trustedRoots(authority), at);
		return typeof found === 'string' ? found : found.subject;
	};
	const day = 24 * 3_600_000;

	test('that leads to the authority gives its first certificate', () => {
		expect(verdict(good)).toBe('CN=messageverificationcerts.paypal.example');
	});

	test('is found in any order of the others', async () => {
		const [leaf = '', middle = ''] = good.chain.split(/(?<=-----END CERTIFICATE-----)\n/);
		const other = await makeSigning();
		expect(verdict({ ...good, chain: [leaf, other.authority, middle].join('\n') })).toMatch(/^CN=message/);
	});

	test('may end at the certificate itself, where that is what the operator trusts', () => {
		expect(verdict({ chain: good.authority, authority: good.authority })).toBe('CN=Stand-in Root CA');
	});

	test('to another authority is refused, and to none of the public ones it leads', async () => {
		expect(verdict({ chain: good.chain, authority: (await makeSigning()).authority })).toMatch(
			/nobody that is trusted/,
		);
		expect(trustedLeaf(good.chain, trustedRoots(undefined), now)).toMatch(/nobody that is trusted/);
		expect(trustedRoots(undefined).length).toBeGreaterThan(50);
	});

	test('with a root of its own in it is refused', async () => {
		const other = await makeSigning();
		const chain = `${other.chain}\n${other.authority}`;
		expect(verdict({ chain, authority: good.authority })).toMatch(/nobody that is trusted/);
	});

	test.each([
		['leaf', { notAfter: new Date(now.getTime() - day), notBefore: new Date(now.getTime() - 9 * day) }],
		['leaf', { notBefore: new Date(now.getTime() + day) }],
		['issuer', { notAfter: new Date(now.getTime() - day), notBefore: new Date(now.getTime() - 9 * day) }],
	])('with a %s that is not valid now is refused', async (part, changes) => {
		expect(verdict(await signingWith({ [part]: changes }))).toMatch(/is not valid now/);
	});

	test('with an issuer that may not vouch for others is refused', async () => {
		expect(verdict(await signingWith({ issuer: { authority: false } }))).toMatch(/nobody that is trusted/);
	});

	test.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', '<html></html>'])(
		'that is %j is refused',
		(chain) => {
			expect(verdict({ chain, authority: good.authority })).toMatch(/there is no certificate/);
		},
	);

	test('of many certificates is refused before any is looked at', () => {
		expect(verdict({ chain: good.chain.repeat(20), authority: good.authority })).toMatch(/too many/);
	});
});

describe('the certificate of a delivery', () => {
	let paypal: Standin<PayPalState>;
	const start = async (signing: Signing) => {
		paypal = await startPayPal({ port: 0, clientId: 'client', clientSecret: 'secret', signing });
		return sceneAt(paypal.url, signing);
	};
	afterEach(async () => await paypal.close());
	const fetches = () => paypal.requests().filter(({ path }) => path.startsWith('/v1/notifications/certs/')).length;

	test('is fetched once for many deliveries at once, and again when it expires', async () => {
		const { account } = await start(good);
		const url = paypal.url + certificatePath;
		const certificates = openCertificates();
		const found = await Promise.all(
			Array.from({ length: 50 }, async () => await certificates.at(url, environmentOf(account), now)),
		);
		expect(new Set(found)).toEqual(new Set([expect.any(X509Certificate)]));
		expect(fetches()).toBe(1);
		await certificates.at(url, environmentOf(account), new Date(now.getTime() + 23 * 3_600_000));
		expect(fetches()).toBe(1);
		await certificates.at(url, environmentOf(account), new Date(now.getTime() + 25 * 3_600_000));
		expect(fetches()).toBe(2);
	});

	test('that PayPal does not know is refused, and not asked for again at once', async () => {
		const { account } = await start(good);
		const certificates = openCertificates();
		const at = async (later = 0) =>
			await certificates.at(
				`${paypal.url}/v1/notifications/certs/CERT-other`,
				environmentOf(account),
				new Date(now.getTime() + later),
			);
		expect(await at()).toMatchObject({ reason: 'unknown_certificate' });
		expect(await at(60_000)).toMatchObject({ reason: 'unknown_certificate' });
		expect(fetches()).toBe(1);
		await at(6 * 60_000);
		expect(fetches()).toBe(2);
	});

	test('does not lose its place to names that senders make up', async () => {
		const { account } = await start(good);
		const certificates = openCertificates();
		const at = async (name: string) =>
			await certificates.at(`${paypal.url}/v1/notifications/certs/${name}`, environmentOf(account), now);
		await certificates.at(paypal.url + certificatePath, environmentOf(account), now);
		for (let name = 0; name < 300; name++) await at(`CERT-${name}`);
		const before = fetches();
		await certificates.at(paypal.url + certificatePath, environmentOf(account), now);
		expect(fetches()).toBe(before);
	});

	test('is not asked for by more than a few at once', async () => {
		const { account } = await start(good);
		paypal.addFault({ path: '/certs/', kind: 'hold_before', times: 100 });
		const certificates = openCertificates();
		const asked = Array.from(
			{ length: 12 },
			async (_, name) =>
				await certificates.at(`${paypal.url}/v1/notifications/certs/CERT-${name}`, environmentOf(account), now).then(
					() => 'answered',
					(error: unknown) => (error instanceof ExternalError ? error.errorClass : error),
				),
		);
		while (fetches() < 8) await new Promise((resolve) => setTimeout(resolve, 5));
		paypal.release();
		const outcomes = await Promise.all(asked);
		expect(outcomes.filter((outcome) => outcome === 'busy')).toHaveLength(4);
		expect(fetches()).toBe(8);
	});

	test.each([
		[
			'a redirect',
			{ kind: 'answer', status: 302, headers: { location: 'https://evil.example/' } },
			'unknown_certificate',
		],
		['a page', { kind: 'answer', status: 200, body: '<html>Sorry</html>' }, 'unknown_certificate'],
	] as const)('that is %s is refused', async (_, fault, reason) => {
		const scene = await start(good);
		paypal.addFault({ path: '/certs/', ...fault });
		const { headers, body } = delivered(scene);
		const asked = { account: scene.account, verification: 'offline', webhookIds: [webhookId] } as const;
		expect(await checkPayPalDelivery(asked, headers, Buffer.from(body), now, openCertificates())).toMatchObject({
			reason,
		});
	});

	test('that cannot be fetched now leaves the delivery undecided, and is fetched for the next one', async () => {
		const scene = await start(good);
		const { headers, body } = delivered(scene);
		const certificates = openCertificates();
		const asked = { account: scene.account, verification: 'offline', webhookIds: [webhookId] } as const;
		const check = async () => await checkPayPalDelivery(asked, headers, Buffer.from(body), now, certificates);
		paypal.addFault({ path: '/certs/', kind: 'answer', status: 500, times: 2 });
		await expect(check()).rejects.toMatchObject({ errorClass: 'busy' });
		paypal.clear();
		paypal.addFault({ path: '/certs/', kind: 'answer', status: 200, body: 'x'.repeat(100_000) });
		await expect(check()).rejects.toMatchObject({ errorClass: 'unknown' });
		expect(await check()).toBeUndefined();
	});

	test('with another key than RSA is refused', async () => {
		const elliptic = await signingWith({ leaf: { elliptic: true } });
		const scene = await start({ ...elliptic, privateKey: good.privateKey });
		const { headers, body } = delivered(scene);
		const asked = { account: scene.account, verification: 'offline', webhookIds: [webhookId] } as const;
		expect(await checkPayPalDelivery(asked, headers, Buffer.from(body), now, openCertificates())).toMatchObject({
			reason: 'unknown_certificate',
		});
	});
});
