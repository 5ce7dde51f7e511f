import { connect as connectPlain, type Socket } from 'node:net';
import { once } from 'node:events';

/** How a connection becomes one of TLS: at once, or after some words of another protocol. */
export const probeProtocols = ['tls', 'smtp', 'imap', 'pop3'] as const;
export type ProbeProtocol = (typeof probeProtocols)[number];

interface Turn {
	readonly expect: RegExp;
	readonly say?: string;
}

/** RFC 3207, RFC 9051 (6.2.1) and RFC 2595: what the server says, and what a client says to it. */
const dialogues: Readonly<Record<Exclude<ProbeProtocol, 'tls'>, readonly Turn[]>> = {
	smtp: [
		{ expect: /^220[ -]/, say: 'EHLO certificate-probe' },
		{ expect: /^250 /m, say: 'STARTTLS' },
		{ expect: /^220[ -]/ },
	],
	imap: [{ expect: /^\* OK/i, say: 'a1 STARTTLS' }, { expect: /^a1 OK/im }],
	pop3: [{ expect: /^\+OK/i, say: 'STLS' }, { expect: /^\+OK/i }],
};

/** A longer answer is no greeting. */
const mostBytes = 16_384;

/** The server does not change to TLS. */
export class NoStartTls extends Error {}

/**
 * Connects without TLS, and asks the server to change to it. It says nothing else.
 *
 * @throws NoStartTls when the server answers otherwise.
 */
export async function changeToTls(
	protocol: Exclude<ProbeProtocol, 'tls'>,
	{ host, port, signal }: { readonly host: string; readonly port: number; readonly signal: AbortSignal },
): Promise<Socket> {
	const socket = connectPlain({ host, port });
	try {
		await once(socket, 'connect', { signal });
		for (const { expect, say } of dialogues[protocol]) {
			await readUntil(socket, expect, signal);
			if (say !== undefined) socket.write(`${say}\r\n`);
		}
		return socket;
	} catch (error) {
		socket.destroy();
		throw error;
	}
}

async function readUntil(socket: Socket, expected: RegExp, signal: AbortSignal): Promise<void> {
	let text = '';
	while (!(text.endsWith('\n') && expected.test(text))) {
		const lines = text.split(/\r?\n/);
		const refused = text.endsWith('\n') && /^([45]\d\d |a1 (NO|BAD)|\* BYE|-ERR)/im.test(text);
		if (refused || text.length > mostBytes) throw new NoStartTls(lines[0] ?? '');
		const [chunk] = (await once(socket, 'data', { signal })) as [Buffer];
		text += chunk.toString('latin1');
	}
}
