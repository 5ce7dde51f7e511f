import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { createServer as createPlain, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, createServer, TLSSocket, type SecureContext } from 'node:tls';
import {
	BasicConstraintsExtension,
	cryptoProvider,
	SubjectAlternativeNameExtension,
	X509CertificateGenerator,
	type X509Certificate,
} from '@peculiar/x509';

const curve = { name: 'ECDSA', namedCurve: 'P-256' };
const signing = { name: 'ECDSA', hash: 'SHA-256' };

export interface Signed {
	readonly certificate: X509Certificate;
	readonly keys: webcrypto.CryptoKeyPair;
	readonly pem: string;
	readonly key: string;
}

export interface Wanted {
	readonly name: string;
	/** Host names, or IP addresses. */
	readonly hosts?: readonly string[];
	readonly issuer?: Signed;
	readonly authority?: boolean;
	readonly from?: Date;
	readonly until: Date;
}

const longAgo = new Date('2020-01-01T00:00:00Z');

/** Makes a certificate with its key. */
export async function signed({
	name,
	hosts = [],
	issuer,
	authority = false,
	from = longAgo,
	until,
}: Wanted): Promise<Signed> {
	cryptoProvider.set(webcrypto);
	const keys = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
	const isAddress = (host: string) => /^[\d.]+$|:/.test(host);
	const certificate = await X509CertificateGenerator.create({
		serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex'),
		subject: `CN=${name}`,
		issuer: issuer?.certificate.subject ?? `CN=${name}`,
		notBefore: from,
		notAfter: until,
		publicKey: keys.publicKey,
		signingKey: (issuer?.keys ?? keys).privateKey,
		signingAlgorithm: signing,
		extensions: [
			new BasicConstraintsExtension(authority, undefined, true),
			...(hosts.length === 0
				? []
				: [
						new SubjectAlternativeNameExtension(
							hosts.map((value) => ({ type: isAddress(value) ? 'ip' : 'dns', value })),
						),
					]),
		],
	});
	const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
	const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`;
	return { certificate, keys, pem: certificate.toString('pem'), key };
}

export interface Shown {
	readonly own: Signed;
	/** What the server sends along. */
	readonly chain?: readonly Signed[];
}

const contextOf = ({ own, chain = [] }: Shown): SecureContext =>
	createSecureContext({ key: own.key, cert: [own, ...chain].map(({ pem }) => pem).join('\n') });

export interface TlsHost {
	readonly port: number;
	/** The names that clients asked for (SNI). */
	readonly asked: string[];
	close(): Promise<void>;
}

/** A TLS server on this machine that shows each name its own certificate, and another one to whoever asks for none. */
export async function openTlsHost(
	byName: Readonly<Record<string, Shown>>,
	other: Shown,
	address = '127.0.0.1',
): Promise<TlsHost> {
	const asked: string[] = [];
	const server = createServer({
		key: other.own.key,
		cert: [other.own, ...(other.chain ?? [])].map(({ pem }) => pem).join('\n'),
		SNICallback: (name, done) => {
			asked.push(name);
			done(null, contextOf(byName[name] ?? other));
		},
	});
	server.on('tlsClientError', () => undefined);
	return { ...(await listening(server, address)), asked };
}

/** A server that changes to TLS when it is asked in the words of SMTP; or refuses to. */
export async function openSmtpHost(shown: Shown, refuses = false): Promise<TlsHost> {
	const asked: string[] = [];
	const server = createPlain((socket) => {
		socket.on('error', () => undefined);
		socket.write('220 mail.example ESMTP\r\n');
		let text = '';
		const hear = (chunk: Buffer) => {
			text += chunk.toString('latin1');
			if (!text.endsWith('\r\n')) return;
			const said = text.trim();
			text = '';
			if (said.startsWith('EHLO')) socket.write('250-mail.example\r\n250-PIPELINING\r\n250 STARTTLS\r\n');
			else if (said === 'STARTTLS' && refuses) socket.write('454 4.7.0 TLS not available\r\n');
			else if (said === 'STARTTLS') {
				socket.off('data', hear);
				socket.write('220 2.0.0 Ready to start TLS\r\n');
				const secure = new TLSSocket(socket, { isServer: true, secureContext: contextOf(shown) });
				secure.on('error', () => undefined);
			} else asked.push(said);
		};
		socket.on('data', hear);
	});
	return { ...(await listening(server, '127.0.0.1')), asked };
}

/** A port that takes connections and says nothing. */
export async function openSilentHost(): Promise<TlsHost> {
	return {
		...(await listening(
			createPlain(() => undefined),
			'127.0.0.1',
		)),
		asked: [],
	};
}

async function listening(server: Server, address: string): Promise<Pick<TlsHost, 'port' | 'close'>> {
	const open = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		open.add(socket);
		socket.on('close', () => open.delete(socket));
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, address, resolve);
	});
	return {
		port: (server.address() as AddressInfo).port,
		close: async () => {
			for (const socket of open) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
