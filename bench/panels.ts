import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Client } from 'undici';
import { z } from 'zod';
import { accountCreation, accountSuspension } from '../core/provisioning';
import { openPanel, panelKind, panelKinds, type ControlPanel, type PanelKind } from '../core/panels';
import { runUnrecorded } from '../core/tasks';
import { startPanelServer, type PanelServer } from './support/panelServer';
import { print } from './support/print';

/**
 * What an adapter costs on a panel that answers at once: changes a second one after another, requests for each, and a
 * list of many accounts with the memory that it takes. The peer sends the very same requests to a panel that is as new,
 * by undici and without looking at the answers.
 */
const changes = 200;
const accounts = 5_000;
const lists = 3;

async function main(kinds: readonly PanelKind[]): Promise<void> {
	for (const kind of kinds) {
		await measureChanges(kind);
		await measureLists(kind);
	}
	process.exit();
}

async function measureChanges(kind: PanelKind): Promise<void> {
	const [ours, peers] = await Promise.all([startPanelServer(kind), startPanelServer(kind)]);
	const panel = openPanel(kind, ours.login);
	const change: Readonly<Record<string, (index: number) => Promise<unknown>>> = {
		create: async (index) => {
			const wanted = { domain: domainOf(index), packageName: 'starter', contactEmail: 'owner@bench.example' };
			return await runUnrecorded(accountCreation(panel), wanted);
		},
		suspend: async (index) => {
			return await runUnrecorded(accountSuspension(panel), { account: domainOf(index), reason: 'overdue' });
		},
	};
	for (const [name, make] of Object.entries(change)) {
		await forget(ours);
		const seconds = await timed(async () => {
			for (let index = 0; index < changes; index++) await make(index);
		});
		const sent = await requestsOf(ours);
		const peerSeconds = await replay(peers, sent);
		print('panels', {
			panel: kind,
			figure: `${name}_per_second`,
			value: changes / seconds,
			peer: changes / peerSeconds,
			ratio: peerSeconds / seconds,
			requestsPerOperation: sent.length / changes,
		});
	}
	ours.stop();
	peers.stop();
}

async function measureLists(kind: PanelKind): Promise<void> {
	const server = await startPanelServer(kind, accounts);
	const panel = openPanel(kind, server.login);
	await forget(server);
	await listed(panel);
	const sent = await requestsOf(server);
	const seconds = await timed(async () => {
		for (let time = 0; time < lists; time++) await listed(panel);
	});
	const peerSeconds = await timed(async () => {
		for (let time = 0; time < lists; time++) await replay(server, sent);
	});
	print('panels', {
		panel: kind,
		figure: 'listed_accounts_per_second',
		value: (lists * accounts) / seconds,
		peer: (lists * accounts) / peerSeconds,
		ratio: peerSeconds / seconds,
		requestsPerOperation: sent.length,
	});

	const growth = await memoryOf(async (look) => await listed(panel, look));
	const peerGrowth = await memoryOf(async (look) => {
		await replay(server, sent, look);
	});
	print('panels', {
		panel: kind,
		figure: 'list_memory_mb',
		heap: growth.heap,
		rss: growth.rss,
		peer: peerGrowth.heap,
		peerRss: peerGrowth.rss,
		peakRss: growth.peakRss,
	});
	server.stop();
}

/** As the drift audit reads them: each is looked at, and none is kept. */
async function listed(panel: ControlPanel, look: () => void = () => undefined): Promise<void> {
	let count = 0;
	for await (const account of panel.listAccounts()) {
		if (account.domain !== '' && ++count % 50 === 0) look();
	}
	if (count !== accounts) throw new Error(`${count} accounts were listed, not ${accounts}`);
}

const domainOf = (index: number) => `bench-${index}.example`;

const logged = z.array(
	z.object({
		method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
		path: z.string(),
		headers: z.record(z.string(), z.string()),
		body: z.string(),
	}),
);
type Logged = z.infer<typeof logged>;

async function requestsOf({ login }: PanelServer): Promise<Logged> {
	return logged.parse(await (await fetch(`${login.baseUrl}/_standin/requests`)).json());
}

async function forget({ login }: PanelServer): Promise<void> {
	await fetch(`${login.baseUrl}/_standin/requests`, { method: 'DELETE' });
}

/** Those that the client writes itself. */
const ownHeaders = ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'];

/** The seconds that the same requests take one after another over one connection. */
async function replay({ login }: PanelServer, sent: Logged, look: () => void = () => undefined): Promise<number> {
	const client = new Client(login.baseUrl);
	const seconds = await timed(async () => {
		for (const { method, path, headers, body } of sent) {
			const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.includes(name)));
			const response = await client.request({ method, path, headers: kept, body: body === '' ? undefined : body });
			await response.body.text();
			look();
		}
	});
	await client.close();
	return seconds;
}

async function timed(work: () => Promise<void>): Promise<number> {
	const began = performance.now();
	await work();
	return (performance.now() - began) / 1000;
}

setFlagsFromString('--expose-gc');
const collectGarbage = z.function().parse(runInNewContext('gc'));

/** In MB: how far heap and resident memory grow while it works, over what they are before. */
async function memoryOf(work: (look: () => void) => Promise<void>) {
	collectGarbage();
	const before = process.memoryUsage();
	let [heap, rss] = [before.heapUsed, before.rss];
	await work(() => {
		const now = process.memoryUsage();
		heap = Math.max(heap, now.heapUsed);
		rss = Math.max(rss, now.rss);
	});
	const megabytes = (bytes: number) => bytes / 1_048_576;
	return { heap: megabytes(heap - before.heapUsed), rss: megabytes(rss - before.rss), peakRss: megabytes(rss) };
}

main(process.argv.length > 2 ? process.argv.slice(2).map(panelKind) : panelKinds).catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
