import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A door with TLS before a played server: what comes in is passed on. Gives its address. */
export async function openTlsFront(certificate: { readonly key: string; readonly cert: string }, behind: string) {
	const server = createServer({ key: certificate.key, cert: certificate.cert }, (asked, response) => {
		const { method, headers, url = '/' } = asked;
		const passedOn = request(new URL(url, behind), { method, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		passedOn.once('error', () => response.destroy());
		asked.pipe(passedOn);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => {
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}
