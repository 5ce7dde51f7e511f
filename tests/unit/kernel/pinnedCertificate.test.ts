import { once } from 'node:events';
import { createServer as createTlsServer, type Server } from 'node:https';
import { X509Certificate } from 'node:crypto';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import tls, { type TLSSocket } from 'node:tls';
import { InputError, ExternalError } from '../../../core/kernel/errors';
import { request, type HttpRequest } from '../../../core/kernel/http';
import {
	expiredCertificate,
	localhostCertificate,
	otherNameCertificate,
	renewedCertificate,
	signedCertificate,
} from '../../support/localhostCertificate';

interface Pem {
	readonly key: string;
	readonly cert: string;
}

const fingerprintIn = ({ cert }: Pem) => new X509Certificate(cert).fingerprint256;
const pinned = fingerprintIn(localhostCertificate);

const servers: Array<{ close(): unknown; closeAllConnections?(): void }> = [];
afterEach(() => {
	for (const server of servers.splice(0)) {
		server.close();
		server.closeAllConnections?.();
	}
});

/** A server with what it heard: connections, and every byte that came after a handshake. */
async function served(pem: Pem, more: object = {}) {
	const heard = { connections: 0, resumed: 0, bytes: 0, requests: 0 };
	const sockets = new Set<Socket>();
	const server: Server = createTlsServer({ ...pem, ...more }, (_, response) => {
		heard.requests += 1;
		response.end('secure');
	});
	server.on('secureConnection', (socket: TLSSocket) => {
		if (socket.isSessionReused()) heard.resumed += 1;
		socket.prependListener('data', (chunk: Buffer) => (heard.bytes += chunk.length));
	});
	server.on('connection', (socket: Socket) => {
		heard.connections += 1;
		sockets.add(socket);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	servers.push(server);
	return {
		url: `https://localhost:${(server.address() as AddressInfo).port}/`,
		heard,
		/** As after a renewal: later connections see the other one. */
		change: (to: Pem) => {
			server.setSecureContext({ ...to, ...more });
			for (const socket of sockets) socket.destroy();
		},
		quiet: async () => {
			while ([...sockets].some((socket) => !socket.destroyed)) await new Promise((done) => setTimeout(done, 5));
		},
	};
}

const send = async (url: string, more: Partial<HttpRequest> = {}) =>
	await request({ method: 'POST', url, body: 'a secret', repeat: 'never', timeoutMs: 5_000, ...more });

async function failureOf(work: Promise<unknown>): Promise<ExternalError> {
	const error: unknown = await work.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (error instanceof ExternalError) return error;
	throw new Error(`not an ExternalError: ${String(error)}`);
}

describe('a pinned certificate', () => {
	test.each([
		['with colons and capitals', pinned],
		['without colons', pinned.replaceAll(':', '')],
		['in small letters', pinned.toLowerCase()],
		['with spaces around it', `  ${pinned}\n`],
	])('is trusted without any authority, written %s', async (_, certificateFingerprint) => {
		const { url } = await served(localhostCertificate);
		expect((await send(url, { certificateFingerprint })).text).toBe('secure');
	});

	test.each([
		['over', expiredCertificate],
		['for another name', otherNameCertificate],
		['signed by nobody known', signedCertificate],
	])('is trusted also where it is %s', async (_, pem) => {
		const { url } = await served(pem);
		expect((await send(url, { certificateFingerprint: fingerprintIn(pem) })).text).toBe('secure');
	});

	test('counts instead of an authority, not beside it', async () => {
		const { url, heard } = await served(localhostCertificate);
		const certificateFingerprint = fingerprintIn(renewedCertificate);
		await failureOf(send(url, { certificateFingerprint, certificateAuthority: localhostCertificate.cert }));
		expect(heard.bytes).toBe(0);
	});

	test.each(['TLSv1.2', 'TLSv1.3'])('another one gets not a byte of the request, by %s', async (version) => {
		const more = { minVersion: version, maxVersion: version };
		const { url, heard, quiet } = await served(renewedCertificate, more);
		const error = await failureOf(send(url, { certificateFingerprint: pinned }));
		await quiet();
		expect(heard).toEqual({ connections: 1, resumed: 0, bytes: 0, requests: 0 });
		expect(error.errorClass).toBe('invalid');
		expect(error.vendorMessage).toContain(`(${fingerprintIn(renewedCertificate).slice(0, 11)}…)`);
		expect(error.vendorMessage).toContain(`(${pinned.slice(0, 11)}…)`);
		expect(error.remedy).toContain('Server: Show Certificate');
	});

	test('a mismatch is not asked again: it would be the same', async () => {
		const { url, heard } = await served(renewedCertificate);
		await failureOf(send(url, { method: 'GET', body: undefined, repeat: 'safe', certificateFingerprint: pinned }));
		expect(heard.connections).toBe(1);
	});

	test.each(['safe', 'never'] as const)('is checked at each handshake (%s)', async (repeat) => {
		// One key for tickets before and after, as servers with several processes have: a session could be resumed.
		const more = { ticketKeys: Buffer.alloc(48, 7), maxVersion: 'TLSv1.2' };
		const { url, heard, change } = await served(localhostCertificate, more);
		for (let time = 0; time < 3; time++) await send(url, { repeat, certificateFingerprint: pinned });
		expect(heard.resumed).toBe(0);
		const before = heard.bytes;
		change(renewedCertificate);
		await failureOf(send(url, { repeat, certificateFingerprint: pinned }));
		expect([heard.bytes, heard.requests]).toEqual([before, 3]);
	});

	test('connections are kept for reads, and never lent to who pins another', async () => {
		const { url, heard } = await served(localhostCertificate);
		const read = { method: 'GET', body: undefined, repeat: 'safe' } as const;
		for (let time = 0; time < 3; time++) {
			await send(url, { ...read, certificateFingerprint: pinned });
			await send(url, { ...read, certificateFingerprint: pinned.toLowerCase() });
		}
		expect([heard.requests, heard.connections < 6]).toEqual([6, true]);
		await failureOf(send(url, { ...read, certificateFingerprint: fingerprintIn(renewedCertificate) }));
		await failureOf(send(url, read));
		expect(heard.requests).toBe(6);
	});

	test.each(['AB:CD', 'nonsense', `${pinned}:00`, pinned.replaceAll(':', '').slice(1)])('%s is none', async (given) => {
		const { url, heard } = await served(localhostCertificate);
		await expect(send(url, { certificateFingerprint: given })).rejects.toThrow(InputError);
		expect(heard.connections).toBe(0);
	});

	test('is not asked for in vain: an address without TLS is refused', async () => {
		const sent = send('http://localhost:1/', { certificateFingerprint: pinned });
		await expect(sent).rejects.toThrow("'certificateFingerprint' is given for an address without TLS");
	});

	test('a server that hangs up in the handshake is a lost connection', async () => {
		const server = createTcpServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
		await once(server, 'listening');
		servers.push(server);
		const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
		const { errorClass } = await failureOf(send(url, { certificateFingerprint: pinned }));
		expect(errorClass).toBe('transport');
	});
});

describe('a certificate that is not accepted is told with its own remedy', () => {
	test.each<[string, Pem, RegExp, RegExp]>([
		['over', expiredCertificate, /has expired \(CERT_HAS_EXPIRED\)/, /^Renew it on the server/],
		['for another name', otherNameCertificate, /is for other names.*other\.example/, /Write the base URL with a name/],
		['self-signed', localhostCertificate, /is self-signed/, /really the server's own.*pin its fingerprint/],
		['of an unknown authority', signedCertificate, /no known authority/, /Give the PEM of its certificate authority/],
	])('one that is %s', async (_, pem, says, remedy) => {
		const { url, heard } = await served(pem);
		// What is over or for another name would else be refused as self-signed.
		const certificateAuthority = [expiredCertificate, otherNameCertificate].find((known) => known === pem)?.cert;
		const error = await failureOf(send(url, { method: 'GET', repeat: 'safe', certificateAuthority }));
		expect(error.errorClass).toBe('invalid');
		expect(error.vendorMessage).toMatch(says);
		expect(error.remedy).toMatch(remedy);
		expect(heard.bytes).toBe(0);
	});

	test.each(['', localhostCertificate.cert])('whatever the environment of n8n says', async (certificateAuthority) => {
		// What Node does where NODE_TLS_REJECT_UNAUTHORIZED is 0 and nobody says otherwise.
		const real = tls.connect;
		const connect = jest
			.spyOn(tls, 'connect')
			.mockImplementation(((options: tls.ConnectionOptions) =>
				real({ rejectUnauthorized: false, ...options })) as typeof tls.connect);
		try {
			const { url, heard } = await served(renewedCertificate);
			const { vendorMessage } = await failureOf(send(url, { certificateAuthority }));
			expect(vendorMessage).toMatch(/is not trusted/);
			expect([heard.connections, heard.bytes]).toEqual([1, 0]);
			expect(connect).toHaveBeenCalledTimes(1);
		} finally {
			connect.mockRestore();
		}
	});

	test('one of an authority that was given is accepted', async () => {
		const { url } = await served(signedCertificate);
		expect((await send(url, { certificateAuthority: signedCertificate.authority })).text).toBe('secure');
	});
});
