import { createServer as createPlainServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { ExternalError } from '../../../core/kernel/errors';
import { request } from '../../../core/kernel/http';
import { tlsFault } from '../../../core/kernel/tlsFault';
import { localhostCertificate } from '../../support/localhostCertificate';

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
	for (const socket of sockets) socket.destroy();
	await Promise.all(servers.splice(0).map(async (server) => await new Promise((resolve) => server.close(resolve))));
});

async function portOf(server: Server): Promise<number> {
	servers.push(server);
	server.on('connection', (socket) => sockets.add(socket));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}

const tls = (options: TlsOptions) => () =>
	createTlsServer({ ...localhostCertificate, ...options }, (socket) => socket.end()).on(
		'tlsClientError',
		() => undefined,
	);

/** Words of OpenSSL and Node about themselves. */
const internals = /error:|routines|OPENSSL|EPROTO|ERR_(SSL|OSSL|TLS)|ssl3|alert number|\.c:\d/i;

test.each<[string, () => Server, RegExp]>([
	['speaks plain http', () => createPlainServer((_, response) => response.end()), /does not speak TLS at this port/],
	['speaks something else', () => createTcpServer((socket) => socket.end('220 mail.example ESMTP\r\n')), /TLS/],
	[
		'speaks only an old version',
		tls({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
		/version of TLS/,
	],
	[
		'has no cipher in common',
		tls({ maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA:@SECLEVEL=0' }),
		/no way to encrypt in common/,
	],
	[
		'wants a certificate of the client',
		tls({ requestCert: true, rejectUnauthorized: true }),
		/certificate of its own|was lost/,
	],
	[
		'hangs up in the middle',
		() => createTcpServer((socket) => socket.once('data', () => socket.destroy())),
		/lost|ended/,
	],
])('a server that %s', async (_, open, says) => {
	const url = `https://127.0.0.1:${await portOf(open())}/`;
	const trust = { certificateAuthority: localhostCertificate.cert, timeoutMs: 2_000 };
	const failed = await request({ method: 'GET', url, repeat: 'never', ...trust }).catch((error: unknown) => error);
	expect(failed).toBeInstanceOf(ExternalError);
	const { errorClass, vendorMessage, remedy } = failed as ExternalError;
	expect([errorClass, vendorMessage]).toEqual(['transport', expect.stringMatching(says)]);
	expect(vendorMessage).toContain('127.0.0.1:');
	expect(`${vendorMessage} ${remedy}`).not.toMatch(internals);
	expect(remedy).toMatch(/^[A-Z].*\.$/);
});

test.each([
	'00EE8C1F917F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/ssl/record.c:354:',
	'write EPROTO 4017:error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed:x.c:1889:',
	'error:0A00018A:SSL routines::dh key too small',
	'error:0480006C:PEM routines::no start line',
	'error:0A000412:SSL routines::sslv3 alert bad certificate',
	'error:1E08010C:DECODER routines::unsupported',
	'error:0AFFFFFF:SSL routines::a reason of tomorrow',
])('%s becomes a sentence', (message) => {
	const fault = tlsFault({ code: '', message });
	expect(fault?.says).toMatch(/^[a-z]/);
	expect(`${fault?.says ?? internals.source} ${fault?.remedy ?? ''}`).not.toMatch(internals);
});

test('an error that is not of TLS is not taken for one', () => {
	for (const message of ['connect ECONNREFUSED 127.0.0.1:1', 'other side closed', 'no route', '']) {
		expect(tlsFault({ code: 'ECONNRESET', message })).toBeUndefined();
	}
});
