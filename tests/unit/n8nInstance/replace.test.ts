import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keptWorkflowOf, openApi } from '../../../core/n8nInstance';

// An n8n as 2.8 is: a change of a published workflow that it cannot publish is saved, and the workflow is unpublished.
const stored = { id: 'w1', name: 'Payments', active: true, nodes: [] as unknown[], connections: {}, settings: {} };
let refuses: (nodes: readonly unknown[]) => boolean;
let dropsNext: boolean;
let server: Server;

beforeEach(async () => {
	Object.assign(stored, { name: 'Payments', active: true, nodes: [node('old')] });
	refuses = (nodes) => JSON.stringify(nodes).includes('bad');
	dropsNext = false;
	server = createServer((asked, answer) => {
		let text = '';
		asked.on('data', (chunk: Buffer) => (text += chunk.toString()));
		asked.on('end', () => {
			const isChange = asked.method === 'PUT';
			if (isChange) Object.assign(stored, JSON.parse(text));
			const wantsToRun = (isChange && stored.active) || asked.url?.endsWith('/activate') === true;
			if (wantsToRun) stored.active = !refuses(stored.nodes);
			const isRefused = wantsToRun && !stored.active;
			if (isChange && dropsNext) {
				dropsNext = false;
				asked.socket.destroy();
				return;
			}
			answer.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/json' });
			answer.end(JSON.stringify(isRefused ? { message: 'a secret is empty' } : stored));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
	server.closeAllConnections();
	server.close();
});

const node = (name: string) => ({
	id: name,
	name,
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
});
const replaceWith = async (name: string) => {
	const { port } = server.address() as AddressInfo;
	const kept = keptWorkflowOf(structuredClone(stored));
	const next = { name: 'Payments, new', nodes: [node(name)], connections: {}, settings: {} };
	await openApi({ url: `http://127.0.0.1:${port}` }, 'key').replace(kept, next);
};

test('what n8n refuses to publish is put back, and is published as before', async () => {
	await expect(replaceWith('bad')).rejects.toThrow(/a secret is empty/);
	expect(stored).toMatchObject({ name: 'Payments', active: true, nodes: [{ name: 'old' }] });
});

test('so it is when the answer that refuses is lost', async () => {
	dropsNext = true;
	await expect(replaceWith('bad')).rejects.toThrow(/a secret is empty/);
	expect(stored).toMatchObject({ name: 'Payments', active: true, nodes: [{ name: 'old' }] });
});

test('what cannot be put back is told', async () => {
	refuses = () => true;
	await expect(replaceWith('bad')).rejects.toThrow(/not published any more/);
});

test('a change that n8n takes stays', async () => {
	await replaceWith('good');
	expect(stored).toMatchObject({ name: 'Payments, new', active: true, nodes: [{ name: 'good' }] });
});
