import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { MailFaults } from './faults';
import type { CaughtMail, MailBox } from './mailBox';

export interface SmtpServer {
	readonly port: number;
	close(): Promise<void>;
}

/** Takes every mail from everybody, with or without a log-in, unless a fault says otherwise. */
export async function startSmtp(port: number, mails: MailBox, faults: MailFaults): Promise<SmtpServer> {
	const sockets = new Map<number, Socket>();
	const dropped = (session: SMTPServerSession) => sockets.get(session.remotePort)?.destroy();

	const receive = async (source: Buffer, session: SMTPServerSession): Promise<string> => {
		const { mailFrom, rcptTo } = session.envelope;
		const to = rcptTo.map(({ address }) => address);
		const from = mailFrom === false ? '' : mailFrom.address;
		const fault = faults.take('data', to);
		const keep = async (): Promise<CaughtMail> => await mails.keep({ from, to }, source);
		switch (fault?.kind) {
			case undefined:
				return `kept as ${(await keep()).id}`;
			case 'refuse':
				throw refusal(fault);
			case 'drop_before':
				dropped(session);
				return await new Promise<never>(() => undefined);
			case 'drop_after':
				await keep();
				dropped(session);
				return await new Promise<never>(() => undefined);
			case 'hold': {
				const { id } = await keep();
				await faults.hold();
				return `kept as ${id}`;
			}
		}
	};

	const server = new SMTPServer({
		authOptional: true,
		allowInsecureAuth: true,
		disabledCommands: ['STARTTLS'],
		disableReverseLookup: true,
		size: 25_000_000,
		onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anybody' }),
		onMailFrom: (address, _session, done) => {
			const fault = faults.take('mail', [address.address]);
			done(fault ? refusal(fault) : undefined);
		},
		onRcptTo: (address, _session, done) => {
			const fault = faults.take('rcpt', [address.address]);
			done(fault ? refusal(fault) : undefined);
		},
		onData: (stream, session, done) => {
			bufferOf(stream)
				.then(async (source) => await receive(source, session))
				.then(
					// smtp-server says this after its code 250; the types know of no text beside no error.
					(said) => (done as (error: null, text: string) => void)(null, said),
					(error: unknown) => done(error as Error),
				);
		},
	});
	// Clients that go away are no matter.
	server.on('error', () => undefined);
	server.server.on('connection', (socket: Socket) => {
		const { remotePort } = socket;
		if (remotePort === undefined) return;
		sockets.set(remotePort, socket);
		socket.once('close', () => sockets.delete(remotePort));
	});
	server.listen(port, '127.0.0.1');
	await once(server.server, 'listening');

	return {
		port: (server.server.address() as AddressInfo).port,
		close: async () => {
			for (const socket of sockets.values()) socket.destroy();
			await new Promise<void>((resolve) => server.close(resolve));
		},
	};
}

async function bufferOf(stream: Readable): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
	return Buffer.concat(chunks);
}

function refusal({ code, message }: { code: number; message: string }): Error {
	return Object.assign(new Error(message), { responseCode: code });
}
