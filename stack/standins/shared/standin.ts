import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { control, controlPrefix } from './control';
import { openFaults, type Fault, type PlannedFault } from './faults';
import { readRequest, type StandinAnswer, type StandinRequest } from './request';
import { openState } from './state';

export interface LoggedRequest {
	/** ISO. */
	readonly at: string;
	/** The name that faults match. */
	readonly name: string;
	readonly method: string;
	/** With the query. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	readonly fault?: PlannedFault['kind'];
}

export interface StandinOptions<State> {
	/** The vendor that it plays. */
	readonly name: string;
	/** 0 chooses a free port. */
	readonly port: number;
	/** The file in which the state outlives the process. Without it, the state is only in memory. */
	readonly stateFile?: string;
	/** How long changes gather before the file is written. The default writes after each request. */
	readonly gatherMs?: number;
	/** PEM of its key and its certificate, for https. Without it, the stand-in speaks plain http. */
	readonly tls?: { readonly key: string; readonly cert: string };
	readonly initial: () => State;
	/** Plays the vendor: it answers and changes the state. */
	readonly handle: (request: StandinRequest, state: State) => StandinAnswer | Promise<StandinAnswer>;
	/** The vendor's name for the request, if method and path do not tell it. Faults and the log use it. */
	readonly nameOf?: (request: StandinRequest) => string;
}

/** Plays a vendor on the loopback interface, with a log of the requests and faults on demand. */
export interface Standin<State = unknown> {
	readonly url: string;
	/** The state itself. A change to it is a change at the vendor. */
	state(): State;
	requests(): LoggedRequest[];
	addFault(fault: Fault): void;
	/** Clears the log and the faults, and releases the held requests. */
	clear(): void;
	/** Releases every held request. */
	release(): void;
	close(): Promise<void>;
}

/** The longest log, so that a long-lived stand-in does not fill the memory. */
const longestLog = 20_000;

export async function startStandin<State>(options: StandinOptions<State>): Promise<Standin<State>> {
	const { name, port, stateFile, gatherMs, tls, initial, handle } = options;
	const nameOf = options.nameOf ?? (({ method, path, query }: StandinRequest) => `${method} ${withQuery(path, query)}`);
	const state = openState(initial, stateFile, gatherMs);
	const faults = openFaults();
	let log: LoggedRequest[] = [];

	const controls = {
		name,
		requests: () => log,
		forget: () => {
			log = [];
		},
		addFault: (fault: unknown) => faults.add(fault),
		clearFaults: () => faults.clear(),
		release: () => faults.release(),
		state: () => state.value,
		setState: (value: unknown) => {
			state.value = value as State;
			state.save();
		},
		resetState: () => {
			state.value = initial();
			state.save();
		},
	};

	const carryOut = async (request: StandinRequest): Promise<StandinAnswer> => {
		try {
			return await handle(request, state.value);
		} finally {
			state.save();
		}
	};

	const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
		const request = await readRequest(message);
		if (request.path.startsWith(controlPrefix)) {
			send(response, control(request, controls));
			return;
		}

		const requestName = nameOf(request);
		const fault = faults.take(requestName);
		const { method, path, query, headers, body } = request;
		log.push({
			at: new Date().toISOString(),
			name: requestName,
			method,
			path: withQuery(path, query),
			headers,
			body,
			...(fault && { fault: fault.kind }),
		});
		if (log.length > longestLog) log = log.slice(-longestLog / 2);

		if (!fault) {
			send(response, await carryOut(request));
			return;
		}
		const gone = goneSignal(response);
		if (fault.kind === 'hold_before') {
			if (await faults.hold(gone, fault.delayMs)) send(response, await carryOut(request));
			return;
		}
		if (fault.kind === 'hold_after') {
			const answer = await carryOut(request);
			if (await faults.hold(gone, fault.delayMs)) send(response, answer);
			return;
		}
		if (fault.delayMs !== undefined) await faults.hold(gone, fault.delayMs);
		if (fault.kind === 'answer') {
			send(response, fault);
			return;
		}
		if (fault.kind === 'drop_after') await carryOut(request);
		response.destroy();
	};

	const listener = (message: IncomingMessage, response: ServerResponse): void => {
		serve(message, response).catch((error: unknown) => {
			send(response, { status: 500, body: `The stand-in for ${name} failed: ${String(error)}` });
		});
	};
	const server = tls ? createTlsServer(tls, listener) : createServer(listener);
	// A client that was busy for seconds must not use a connection that closes at that moment.
	server.keepAliveTimeout = 120_000;
	const url = `${tls ? 'https' : 'http'}://127.0.0.1:${await listen(server, port)}`;

	return {
		url,
		state: () => state.value,
		requests: () => [...log],
		addFault: (fault) => faults.add(fault),
		clear: () => {
			controls.forget();
			faults.clear();
			faults.release();
		},
		release: () => faults.release(),
		close: async () => {
			faults.release();
			state.flush();
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

async function listen(server: Server, port: number): Promise<number> {
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: StandinAnswer): void {
	if (response.headersSent || response.destroyed) return;
	const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
	const text = body === undefined ? '' : isRaw ? body : JSON.stringify(body);
	const type = isRaw ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
	response.writeHead(status, { 'content-type': type, ...headers });
	response.end(text);
}

function goneSignal(response: ServerResponse): AbortSignal {
	const controller = new AbortController();
	response.on('close', () => controller.abort());
	return controller.signal;
}

function withQuery(path: string, query: URLSearchParams): string {
	return query.size === 0 ? path : `${path}?${query.toString()}`;
}
