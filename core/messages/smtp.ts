import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { asMailError } from './smtpError';

export interface MailServer {
	readonly host: string;
	readonly port: number;
	/** `tls` from the first byte, `starttls` by a command that must succeed, or `none`. */
	readonly tls: 'starttls' | 'tls' | 'none';
	/** Empty when the server asks for no log-in. */
	readonly user: string;
	readonly password: string;
	/** PEM of the authority to trust instead of the public ones; empty to trust the public ones. */
	readonly certificateAuthority: string;
}

/** Milliseconds. `whole` stays well below the lease of a step. */
export interface MailTimes {
	readonly connect: number;
	readonly silence: number;
	readonly whole: number;
}
const standardTimes: MailTimes = { connect: 15_000, silence: 60_000, whole: 120_000 };

interface Envelope {
	readonly from: string;
	readonly to: string;
}

/**
 * Hands a mail to the server and returns what the server answers when it takes the mail.
 *
 * @throws ExternalError of class `transport` when the mail may have arrived and the server did not answer; otherwise of
 *   the class that the server's answer, or its silence before the body, stands for.
 */
export async function sendBySmtp(
	server: MailServer,
	envelope: Envelope,
	mail: Buffer,
	times: MailTimes = standardTimes,
): Promise<string> {
	let bodyBegun = false;
	// It is read only after the server asks for the body (RFC 5321 §4.1.1.4): before that, the server cannot have the mail.
	const body = Readable.from(
		(function* () {
			bodyBegun = true;
			yield mail;
		})(),
	);
	return await inSession(
		server,
		times,
		() => bodyBegun,
		async (connection) => {
			return await new Promise<string>((resolve, reject) => {
				connection.send({ ...envelope, size: mail.length }, body, (error, info) =>
					error ? reject(error) : resolve(info.response),
				);
			});
		},
	);
}

/** Connects and logs in, but sends nothing. */
export async function checkSmtp(server: MailServer, times: MailTimes = standardTimes): Promise<void> {
	await inSession(
		server,
		times,
		() => false,
		async () => await Promise.resolve(),
	);
}

async function inSession<T>(
	server: MailServer,
	times: MailTimes,
	bodyBegun: () => boolean,
	work: (connection: SMTPConnection) => Promise<T>,
): Promise<T> {
	const connection = new SMTPConnection({
		host: server.host,
		port: server.port,
		secure: server.tls === 'tls',
		requireTLS: server.tls === 'starttls',
		ignoreTLS: server.tls === 'none',
		tls: server.certificateAuthority.trim() === '' ? {} : { ca: server.certificateAuthority },
		connectionTimeout: times.connect,
		dnsTimeout: times.connect,
		greetingTimeout: times.connect,
		socketTimeout: times.silence,
	});
	let deadline: NodeJS.Timeout | undefined;
	// An error after the work is done no longer matters.
	connection.on('error', () => undefined);
	try {
		const done = await new Promise<T>((resolve, reject) => {
			connection.on('error', reject);
			connection.on('end', () => reject(new Error('Connection closed')));
			deadline = setTimeout(() => reject(new Error(`No end after ${times.whole / 1000} s`)), times.whole);
			connect(connection, server)
				.then(async () => await work(connection))
				.then(resolve, reject);
		});
		connection.quit();
		return done;
	} catch (error) {
		connection.close();
		throw asMailError(error, server, bodyBegun());
	} finally {
		clearTimeout(deadline);
	}
}

async function connect(connection: SMTPConnection, { user, password }: MailServer): Promise<void> {
	await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
	if (user === '') return;
	await new Promise<void>((resolve, reject) =>
		connection.login({ user, pass: password }, (error) => (error ? reject(error) : resolve())),
	);
}
