import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { InputError, ExternalError } from '../../../core/kernel/errors';
import { request, type HttpRequest } from '../../../core/kernel/http';
import type { RetryPolicy } from '../../../core/kernel/retry';
import { localhostCertificate } from '../../support/localhostCertificate';

type Answer = (response: ServerResponse, received: IncomingMessage) => void;

const quick: RetryPolicy = { maxAttempts: 4, baseMs: 1, capMs: 5, budgetMs: 10_000 };
const answer =
	(status: number, headers: Record<string, string> = {}, body = ''): Answer =>
	(response) =>
		response.writeHead(status, headers).end(body);
const hangUp: Answer = (response) => response.socket?.destroy();
const hang: Answer = () => undefined;
const ok = answer(200, { 'x-one': '1' }, 'done');

const servers: Server[] = [];
afterEach(async () => {
	for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listen(server: Server & { closeAllConnections(): void }): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	servers.push(server);
	const close = server.close.bind(server);
	server.close = (done) => {
		server.closeAllConnections();
		return close(done);
	};
	return (server.address() as AddressInfo).port;
}

/** A server that answers by the script, and goes on with its last line. */
async function scripted(...script: [Answer, ...Answer[]]) {
	const received: Array<{
		method: string;
		url: string;
		headers: IncomingMessage['headers'];
		body: string;
		at: number;
	}> = [];
	const listener: RequestListener = (message, response) => {
		let body = '';
		message.on('data', (chunk: Buffer) => (body += chunk.toString()));
		message.on('end', () => {
			const { method = '', url = '', headers } = message;
			const line = script[Math.min(received.length, script.length - 1)];
			received.push({ method, url, headers, body, at: performance.now() });
			line?.(response, message);
		});
	};
	const url = `http://127.0.0.1:${await listen(createServer(listener))}`;
	const send = async (more: Partial<HttpRequest> = {}, policy = quick) =>
		await request({ method: 'GET', url: `${url}/path?q=1`, repeat: 'safe', ...more }, { policy, random: () => 0.5 });
	return { url, received, send };
}

async function failureOf(work: Promise<unknown>): Promise<ExternalError> {
	const error: unknown = await work.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (error instanceof ExternalError) return error;
	throw new Error(`not an ExternalError: ${String(error)}`);
}

describe('an answer', () => {
	test('arrives as it was sent, and so does the request', async () => {
		const { received, send } = await scripted(answer(201, { 'X-One': '1', 'set-cookie': 'a' }, 'héllo'));
		const sent = { method: 'POST', body: 'corps é', headers: { 'x-two': '2' }, repeat: 'never' } as const;
		expect(await send(sent)).toMatchObject({
			status: 201,
			headers: { 'x-one': '1', 'set-cookie': 'a' },
			text: 'héllo',
		});
		expect(received).toMatchObject([{ method: 'POST', url: '/path?q=1', body: 'corps é', headers: { 'x-two': '2' } }]);
	});

	test.each([301, 302, 400, 401, 403, 404, 409, 422, 500])('of %i is given back at once', async (status) => {
		const { received, send } = await scripted(answer(status, { location: '/elsewhere' }));
		expect((await send()).status).toBe(status);
		expect(received).toHaveLength(1);
	});

	test('that is too large is not read to its end, and not asked for again', async () => {
		const { received, send } = await scripted(answer(200, {}, 'x'.repeat(5_000)));
		const error = await failureOf(send({ maxResponseBytes: 4_999 }));
		expect(error).toMatchObject({ errorClass: 'unknown', vendorMessage: expect.stringContaining('4999 bytes') });
		expect(received).toHaveLength(1);
		expect((await send({ maxResponseBytes: 5_000 })).text).toHaveLength(5_000);
	});
});

describe('repeating', () => {
	test.each(['safe', 'keyed'] as const)('a request that is %s is repeated until it is answered', async (repeat) => {
		const { received, send } = await scripted(answer(503), hangUp, answer(429), ok);
		expect((await send({ method: 'POST', body: 'same', repeat })).text).toBe('done');
		expect(received.map(({ body }) => body)).toEqual(['same', 'same', 'same', 'same']);
	});

	test.each([
		['429', answer(429, { 'retry-after': '0' })],
		['502', answer(502)],
		['503', answer(503)],
		['504', answer(504)],
	])('a change is never repeated, not on %s', async (_, line) => {
		const { received, send } = await scripted(line, ok);
		expect((await send({ method: 'POST', repeat: 'never' })).status).not.toBe(200);
		expect(received).toHaveLength(1);
	});

	test.each([
		['a lost connection', hangUp],
		[
			'a connection lost in the middle',
			((response) => {
				response.writeHead(200, { 'content-length': '100' });
				response.write('half', () => response.socket?.destroy());
			}) satisfies Answer,
		],
		['silence', hang],
	])('a change is never repeated, not after %s', async (_, line) => {
		const { received, send } = await scripted(line, ok);
		const error = await failureOf(send({ method: 'POST', repeat: 'never', timeoutMs: 300 }));
		expect(error).toMatchObject({ errorClass: 'transport', outcomeUnknown: true });
		expect(received).toHaveLength(1);
	});

	test('a change does not go out on a connection that was used before', async () => {
		const ports: Array<number | undefined> = [];
		const note: Answer = (response, { socket }) => {
			ports.push(socket.remotePort);
			response.end();
		};
		const { send } = await scripted(note);
		for (let time = 0; time < 6; time++) await send({ method: 'POST', repeat: 'never' });
		expect(new Set(ports).size).toBe(6);
		ports.length = 0;
		for (let time = 0; time < 6; time++) await send();
		expect(new Set(ports).size).toBeLessThan(6);
	});

	test('gives the last answer, or the last failure, after the last attempt', async () => {
		const busy = await scripted(answer(503, {}, 'busy'));
		expect(await busy.send()).toMatchObject({ status: 503, text: 'busy' });
		expect(busy.received).toHaveLength(4);
		const gone = await scripted(hangUp);
		expect((await failureOf(gone.send())).errorClass).toBe('transport');
		expect(gone.received).toHaveLength(4);
	});

	test('waits as long as Retry-After says, in seconds', async () => {
		const { received, send } = await scripted(answer(429, { 'retry-after': '1' }), ok);
		expect((await send()).status).toBe(200);
		expect((received[1]?.at ?? 0) - (received[0]?.at ?? 0)).toBeGreaterThan(990);
	});

	test('waits as long as Retry-After says, as a date', async () => {
		const { received, send } = await scripted(
			(response) =>
				response
					.writeHead(503, { 'retry-after': new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000).toUTCString() })
					.end(),
			ok,
		);
		expect((await send()).status).toBe(200);
		expect((received[1]?.at ?? 0) - (received[0]?.at ?? 0)).toBeGreaterThan(950);
	});

	test('does not wait longer than its budget', async () => {
		const { received, send } = await scripted(answer(429, { 'retry-after': '60' }), ok);
		expect((await send()).status).toBe(429);
		expect(received).toHaveLength(1);
	});
});

describe('no answer', () => {
	test('a body that only drips in runs into the time limit', async () => {
		const { send } = await scripted((response) => {
			response.writeHead(200);
			const drip = setInterval(() => response.write('.'), 20);
			response.on('close', () => clearInterval(drip));
		});
		const error = await failureOf(send({ timeoutMs: 200, repeat: 'never' }));
		expect(error).toMatchObject({ errorClass: 'transport', vendorMessage: expect.stringContaining('within 0.2 s') });
	});

	test('a port where nobody listens', async () => {
		const port = await listen(createServer());
		const server = servers.pop();
		await new Promise((resolve) => server?.close(resolve));
		const url = `http://127.0.0.1:${port}/`;
		const error = await failureOf(request({ method: 'POST', url, repeat: 'never' }));
		expect(error).toMatchObject({ errorClass: 'transport', vendorMessage: expect.stringContaining('ECONNREFUSED') });
		expect(error.remedy).toContain('port');
	});

	test.each(['', 'host', 'ftp://host/', 'http://', 'https://user:pass@host/'])('%p is no address', async (url) => {
		await expect(request({ method: 'GET', url, repeat: 'safe' })).rejects.toThrow(InputError);
	});

	test('a header that cannot be sent is said at once', async () => {
		const { received, send } = await scripted(ok);
		const error = await failureOf(send({ headers: { authorization: 'two\nlines' } }));
		expect(error.errorClass).toBe('invalid');
		expect(received).toHaveLength(0);
	});

	test('its error tells no secret', async () => {
		const secrets = ['canary-token'];
		const { send } = await scripted(hangUp);
		const error = await failureOf(
			request({ method: 'GET', url: 'http://canary-token.invalid/', repeat: 'never', secrets, timeoutMs: 2_000 }),
		);
		const other = await failureOf(send({ headers: { authorization: 'whm root:canary-token' }, secrets }));
		for (const text of [error, other].flatMap((one) => [one.stack, JSON.stringify(one), String(one.cause)])) {
			expect(text).not.toContain('canary-token');
		}
		expect(error.vendorMessage).toContain('[redacted]');
	});
});

describe('a server with a certificate of its own', () => {
	const start = async () => {
		const server = createTlsServer(localhostCertificate, (_, response) => response.end('secure'));
		return `https://localhost:${await listen(server)}/`;
	};

	test('is trusted by its authority', async () => {
		const url = await start();
		const trusted = { method: 'GET', url, repeat: 'never', certificateAuthority: localhostCertificate.cert } as const;
		expect((await request(trusted)).text).toBe('secure');
	});

	test('is not trusted without it, also after it was trusted with it', async () => {
		const url = await start();
		await request({ method: 'GET', url, repeat: 'safe', certificateAuthority: localhostCertificate.cert });
		const error = await failureOf(request({ method: 'GET', url, repeat: 'safe' }));
		expect(error).toMatchObject({ errorClass: 'invalid', vendorMessage: expect.stringContaining('not trusted') });
		expect(error.remedy).toContain('certificate authority');
	});

	test('needs an authority that is a certificate', async () => {
		const url = await start();
		await expect(request({ method: 'GET', url, repeat: 'safe', certificateAuthority: 'nonsense' })).rejects.toThrow(
			/not a certificate/,
		);
	});
});
