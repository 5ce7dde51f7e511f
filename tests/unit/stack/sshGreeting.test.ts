import { createServer, type AddressInfo, type Socket } from 'node:net';
import { answers } from '../../../stack/machines/openSshServer';

/** A server that treats its connections one after the other in these ways, and the last way from then on. */
async function serverThat(...ways: ReadonlyArray<(socket: Socket) => void>) {
	let connections = 0;
	const server = createServer((socket) => {
		socket.on('error', () => undefined);
		ways[Math.min(connections++, ways.length - 1)]?.(socket);
	});
	await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
	return {
		port: (server.address() as AddressInfo).port,
		connections: () => connections,
		close: () => void server.close(),
	};
}

const lives = { exitCode: null, signalCode: null };
const hangUp = (socket: Socket) => socket.end();
const reset = (socket: Socket) => socket.resetAndDestroy();
const greet = (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n');

test('an SSH server that hangs up while it starts is asked again until it greets', async () => {
	const server = await serverThat(hangUp, reset, hangUp, greet);
	await answers('127.0.0.1', server.port, lives, 'none');
	expect(server.connections()).toBe(4);
	server.close();
});

test('one that has ended is not waited for', async () => {
	const server = await serverThat(hangUp);
	const ended = { exitCode: null, signalCode: 'SIGKILL' as const };
	await expect(answers('127.0.0.1', server.port, ended, 'none')).rejects.toThrow('OpenSSH did not start');
	expect(server.connections()).toBe(0);
	server.close();
});
