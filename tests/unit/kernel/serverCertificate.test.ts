import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createPlainServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { fixedClock } from '../../../core/kernel/clock';
import { InputError, ExternalError } from '../../../core/kernel/errors';
import { serverCertificate } from '../../../core/kernel/serverCertificate';
import {
	expiredCertificate,
	localhostCertificate,
	otherNameCertificate,
	signedCertificate,
} from '../../support/localhostCertificate';

const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) server.close();
});

async function portOf(server: Server): Promise<number> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	servers.push(server);
	return (server.address() as AddressInfo).port;
}

/** A server, and how many bytes came after the handshake. */
async function served(pem: { readonly key: string; readonly cert: string }) {
	const heard = { bytes: 0 };
	const closed: Array<Promise<unknown>> = [];
	const server = createTlsServer({ key: pem.key, cert: pem.cert }, (socket) => {
		socket.on('data', (chunk: Buffer) => (heard.bytes += chunk.length));
		socket.on('error', () => undefined);
		closed.push(once(socket, 'close'));
	});
	const port = await portOf(server);
	return { url: `https://localhost:${port}`, address: `https://127.0.0.1:${port}/path`, heard, closed };
}

test('tells what a certificate says, and sends nothing', async () => {
	const { url, heard, closed } = await served(otherNameCertificate);
	expect(await serverCertificate(url)).toEqual({
		fingerprint: new X509Certificate(otherNameCertificate.cert).fingerprint256.replaceAll(':', '').toLowerCase(),
		subject: 'CN=other.example',
		issuer: 'CN=other.example',
		validFrom: '2020-01-01T00:00:00.000Z',
		validTo: '2120-01-01T00:00:00.000Z',
		hostnames: ['other.example', 'www.other.example'],
		trusted: false,
		why: 'is not trusted: it is self-signed; is for other names than this one',
	});
	await Promise.all(closed);
	expect(heard.bytes).toBe(0);
});

test('one that its authority vouches for is trusted, by name and by address', async () => {
	const { url, address } = await served(signedCertificate);
	const certificateAuthority = signedCertificate.authority;
	for (const place of [url, address]) {
		expect(await serverCertificate(place, { certificateAuthority })).toMatchObject({
			issuer: 'CN=Test Authority',
			hostnames: ['localhost', '127.0.0.1'],
			trusted: true,
			why: '',
		});
	}
	expect(await serverCertificate(url)).toMatchObject({
		trusted: false,
		why: expect.stringContaining('no known authority'),
	});
});

test('says what is wrong with its dates', async () => {
	const { url } = await served(expiredCertificate);
	expect((await serverCertificate(url)).why).toBe('has expired');
	const trusting = await serverCertificate(url, { certificateAuthority: expiredCertificate.cert });
	expect(trusting).toMatchObject({ trusted: false, why: 'has expired' });
	const early = await serverCertificate(url, {}, fixedClock(new Date('2019-06-01')));
	expect(early.why).toBe('has expired; is not valid yet');
});

test('an authority that is no certificate, and an address without TLS, are refused', async () => {
	const { url } = await served(localhostCertificate);
	await expect(serverCertificate(url, { certificateAuthority: 'nonsense' })).rejects.toThrow(InputError);
	await expect(serverCertificate(url.replace('https', 'http'))).rejects.toThrow("'baseUrl' begins with http");
	await expect(serverCertificate('web1.example.com')).rejects.toThrow(InputError);
});

test.each([
	[
		'nobody listens',
		async () => {
			const server = createServer();
			const port = await portOf(server);
			server.close();
			return port;
		},
		/cannot be reached.*ECONNREFUSED/,
	],
	[
		'it speaks plain http',
		async () => await portOf(createPlainServer((_, response) => response.end())),
		/does not speak TLS/,
	],
	['it says nothing', async () => await portOf(createServer(() => undefined)), /within 0.2 s/],
])('where %s it says so', async (_, open, says) => {
	const url = `https://127.0.0.1:${await open()}`;
	const failed = await serverCertificate(url, { timeoutMs: 200 }).catch((error: unknown) => error);
	expect(failed).toBeInstanceOf(ExternalError);
	expect(failed).toMatchObject({ errorClass: 'transport', vendorMessage: expect.stringMatching(says) });
});
