import { fixedClock } from '../../../core/kernel/clock';
import { probeHost, wasReached, type ProbeTarget } from '../../../core/certificates/probe';
import { openSilentHost, openSmtpHost, openTlsHost, signed, type Signed, type TlsHost } from '../../support/tlsHosts';

const day = 86_400_000;
const now = new Date();
const later = (days: number) => new Date(Math.floor(now.getTime() / 1000) * 1000 + days * day);

let root: Signed;
let middle: Signed;
let good: Signed;
let host: TlsHost;
let smtp: TlsHost;
let six: TlsHost | undefined;
const own = new Map<string, TlsHost>();
const probe = probeHost(fixedClock(now));

beforeAll(async () => {
	root = await signed({ name: 'A Root', authority: true, until: later(3000) });
	middle = await signed({ name: 'An Authority', authority: true, issuer: root, until: later(900) });
	const ending = await signed({ name: 'An Ending Authority', authority: true, issuer: root, until: later(5) });
	const of = async (name: string, days: number, issuer = middle) =>
		await signed({ name, hosts: [name, '127.0.0.1', '::1'], issuer, until: later(days) });
	good = await of('good.example', 80);
	const alone = await signed({ name: 'self.example', hosts: ['self.example'], until: later(80) });
	host = await openTlsHost(
		{
			'good.example': { own: good, chain: [middle] },
			'old.example': { own: await of('old.example', -3), chain: [middle] },
			'self.example': { own: alone },
		},
		{ own: good, chain: [middle] },
	);
	// A server sends one chain for all of its names: these have one each.
	own.set('lone.example', await openTlsHost({}, { own: await of('lone.example', 80) }));
	own.set('chained.example', await openTlsHost({}, { own: await of('chained.example', 80, ending), chain: [ending] }));
	own.set('rooted.example', await openTlsHost({}, { own: await of('rooted.example', 80), chain: [middle, root] }));
	smtp = await openSmtpHost({ own: good, chain: [middle] });
	six = await openTlsHost({}, { own: good, chain: [middle] }, '::1').catch(() => undefined);
});
afterAll(async () => {
	await Promise.all([host, smtp, six, ...own.values()].map(async (one) => await one?.close()));
});

const look = async (name: string, more: Partial<ProbeTarget> = {}) =>
	await probe(
		{ host: name, port: own.get(name)?.port ?? host.port, protocol: 'tls', ...more },
		{ authority: root.pem, connectTo: '127.0.0.1', timeoutMs: 5_000 },
	);

test.each([
	['good.example', 'valid', 80, ''],
	['old.example', 'expired', -3, 'has expired'],
	['self.example', 'self_signed', 80, 'is not trusted: it is self-signed'],
	['other.example', 'wrong_name', 80, 'is for other names than this one'],
	// The server leaves out the certificate in between: browsers forgive that, and programs do not.
	['lone.example', 'untrusted', 80, 'leaves out a certificate in between'],
	// A chain holds only until its first certificate ends, also when that is not the last one.
	['chained.example', 'valid', 5, ''],
	['rooted.example', 'valid', 80, ''],
])('%s is %s', async (name, state, days, says) => {
	const shown = await look(name);
	expect(shown).toMatchObject({ state, expiresAt: later(days), says: expect.stringContaining(says) as string });
	expect((own.get(name) ?? host).asked.at(-1)).toBe(name);
});

test('an address is asked for without a name, and checked as an address', async () => {
	const asked = host.asked.length;
	expect(await look('127.0.0.1')).toMatchObject({ state: 'valid', expiresAt: later(80), issuer: 'An Authority' });
	expect(host.asked).toHaveLength(asked);
});

test('an address of IPv6 is reached', async () => {
	if (!six) return;
	const shown = await probe({ host: '::1', port: six.port, protocol: 'tls' }, { authority: root.pem });
	expect(shown).toMatchObject({ state: 'valid' });
});

test('a mail server is asked to change to TLS, in its own words', async () => {
	const shown = await look('good.example', { port: smtp.port, protocol: 'smtp' });
	expect(shown).toMatchObject({ state: 'valid', expiresAt: later(80) });
	const refusing = await openSmtpHost({ own: good }, true);
	const refused = await look('good.example', { port: refusing.port, protocol: 'smtp' });
	await refusing.close();
	expect(refused).toMatchObject({
		errorClass: 'transport',
		vendorMessage: expect.stringContaining('does not change to TLS') as string,
	});
});

test('a port that is closed, and one that says nothing, are told, and end', async () => {
	const closed = await openSilentHost();
	await closed.close();
	expect(wasReached(await look('good.example', { port: closed.port }))).toBe(false);
	const silent = await openSilentHost();
	const target = { host: 'good.example', port: silent.port, protocol: 'tls' } as const;
	const waited = await probe(target, { connectTo: '127.0.0.1', timeoutMs: 200 });
	await silent.close();
	expect(waited).toMatchObject({ errorClass: 'transport' });
	expect(await look('good.example', { port: smtp.port })).toMatchObject({ errorClass: expect.any(String) as string });
});
