import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { MailServer } from '../../core/messages';

export interface ReceivedMail extends Email {
	readonly envelope: { readonly from: string; readonly to: readonly string[] };
	readonly raw: string;
}

export interface TestMailServer {
	readonly address: MailServer;
	/** The mails that it took, in their order. */
	readonly mails: ReceivedMail[];
	close(): Promise<void>;
}

const local = { host: '127.0.0.1', tls: 'none', user: '', password: '', certificateAuthority: '' } as const;

/** A real mail server that keeps what it gets. */
export async function startMailServer(
	options: SMTPServerOptions = {},
	more: Partial<MailServer> = {},
): Promise<TestMailServer> {
	const mails: ReceivedMail[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disableReverseLookup: true,
		logger: false,
		...options,
		onData: (stream, { envelope }, done) => {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => {
				const raw = Buffer.concat(chunks);
				const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
				PostalMime.parse(raw).then((mail) => {
					mails.push({
						...mail,
						envelope: { from, to: envelope.rcptTo.map(({ address }) => address) },
						raw: raw.toString(),
					});
					done(null, 'queued as 1');
				}, done);
			});
		},
	});
	// A client that gives up in the middle of a handshake is what some tests are about.
	server.on('error', () => undefined);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.server.address() as AddressInfo;
	return {
		address: { ...local, port, ...more },
		mails,
		close: async () => await new Promise((resolve) => server.close(resolve)),
	};
}

/** What a scripted server says at each point of the conversation; or `silence`, or `hang up`. */
type Script = Partial<Record<'greeting' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'body', string>>;

const usual: Required<Script> = {
	greeting: '220 mail.example ESMTP',
	EHLO: '250-mail.example\r\n250 AUTH PLAIN',
	STARTTLS: '502 5.5.1 not implemented',
	AUTH: '235 2.7.0 welcome',
	MAIL: '250 2.1.0 fine',
	RCPT: '250 2.1.5 fine',
	DATA: '354 go ahead',
	body: '250 2.0.0 queued as 1',
};

/** A mail server that goes by a script, and is polite where the script says nothing. */
export async function startScriptedSmtp(script: Script): Promise<TestMailServer & { readonly bodies: string[] }> {
	const bodies: string[] = [];
	const sockets = new Set<Socket>();
	const server: Server = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => undefined);
		const say = (point: keyof Script) => {
			const line = script[point] ?? usual[point];
			if (line === 'hang up') socket.destroy();
			else if (line !== 'silence') socket.write(`${line}\r\n`);
			return line.startsWith('3');
		};
		let heard = '';
		let inBody = false;
		socket.on('data', (chunk) => {
			heard += chunk.toString();
			for (;;) {
				const end = heard.indexOf(inBody ? '\r\n.\r\n' : '\r\n');
				if (end < 0) return;
				const said = heard.slice(0, end);
				heard = heard.slice(end + (inBody ? 5 : 2));
				if (inBody) {
					bodies.push(said);
					inBody = false;
					say('body');
				} else if (said === 'QUIT') {
					socket.end('221 bye\r\n');
				} else {
					const verb = said.slice(0, 4);
					if (verb === 'EHLO' || verb === 'AUTH' || verb === 'MAIL' || verb === 'RCPT') say(verb);
					else if (said === 'STARTTLS') say('STARTTLS');
					else if (verb === 'DATA') inBody = say('DATA');
					else socket.write('502 5.5.1 not implemented\r\n');
				}
			}
		});
		say('greeting');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		address: { ...local, port },
		mails: [],
		bodies,
		close: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
