import { createServer, connect, type Socket } from 'node:net';

/** Something in between: it can break off, hold back, and lead elsewhere. */
export interface TcpProxy {
	readonly port: number;
	/** Where the next connection leads. */
	leadTo(port: number): void;
	/** Breaks off every connection without a word. */
	cut(): void;
	/** From now on nothing passes, as on a link that is dead. */
	freeze(): void;
	/** How many connections came. */
	connections(): number;
	close(): Promise<void>;
}

/** A TCP proxy on a free port of this machine. */
export async function tcpProxy(target: number): Promise<TcpProxy> {
	let leadsTo = target;
	let count = 0;
	const sockets = new Set<Socket>();
	const server = createServer((client) => {
		count += 1;
		const behind = connect({ host: '127.0.0.1', port: leadsTo });
		for (const [from, to] of [
			[client, behind],
			[behind, client],
		] as const) {
			sockets.add(from);
			from.pipe(to);
			from.on('error', () => to.destroy());
			from.on('close', () => {
				sockets.delete(from);
				to.destroy();
			});
		}
	});
	await new Promise<void>((tell) => server.listen(0, '127.0.0.1', tell));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
	const cut = () => {
		for (const socket of sockets) socket.destroy();
	};
	return {
		port: address.port,
		leadTo: (port) => {
			leadsTo = port;
		},
		cut,
		freeze: () => {
			for (const socket of sockets) socket.unpipe().pause();
		},
		connections: () => count,
		close: async () => {
			cut();
			await new Promise((tell) => server.close(tell));
		},
	};
}
