import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStandin, type Standin } from '../../../stack/standins/shared';

interface Counter {
	count: number;
}

let standin: Standin<Counter>;
const start = async (stateFile?: string) =>
	await startStandin<Counter>({
		name: 'counter',
		port: 0,
		stateFile,
		initial: () => ({ count: 0 }),
		handle: (request, state) => {
			if (request.method === 'POST') state.count += 1;
			return { body: { count: state.count } };
		},
	});
const add = async (signal?: AbortSignal) =>
	await fetch(`${standin.url}/add?by=1`, { method: 'POST', body: 'x', signal });
const outcome = async (asked: Promise<Response>) =>
	await asked.then((answer) => answer.status).catch(() => 'no answer');

beforeEach(async () => {
	standin = await start();
});
afterEach(async () => await standin.close());

test('it answers, remembers, and logs what was asked', async () => {
	expect(await (await add()).json()).toEqual({ count: 1 });
	expect(standin.state()).toEqual({ count: 1 });
	expect(standin.requests()).toMatchObject([{ name: 'POST /add?by=1', method: 'POST', path: '/add?by=1', body: 'x' }]);
});

test('a held request is carried out before or after it is released', async () => {
	standin.addFault({ path: '^POST /add', kind: 'hold_before' });
	standin.addFault({ path: '^POST /add', kind: 'hold_after' });
	const first = add();
	while (standin.requests().length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(standin.state().count).toBe(0);
	const second = add();
	while (standin.requests().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(standin.state().count).toBe(1);
	standin.release();
	expect([await outcome(first), await outcome(second), standin.state().count]).toEqual([200, 200, 2]);
});

test('a request whose client went while it was held is not carried out', async () => {
	standin.addFault({ path: 'add', kind: 'hold_before' });
	const client = new AbortController();
	const asked = outcome(add(client.signal));
	while (standin.requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	client.abort();
	expect(await asked).toBe('no answer');
	await new Promise((resolve) => setTimeout(resolve, 100)); // until the stand-in has heard of it
	standin.release();
	await add();
	expect(standin.state().count).toBe(1);
});

test.each([
	['drop_before', 0],
	['drop_after', 1],
] as const)('%s leaves the client without an answer', async (kind, count) => {
	standin.addFault({ path: 'add', kind });
	expect(await outcome(add())).toBe('no answer');
	expect(standin.state().count).toBe(count);
	expect(standin.requests()).toMatchObject([{ fault: kind }]);
});

test('a canned answer stands in for the real one so many times', async () => {
	standin.addFault({
		path: 'add',
		kind: 'answer',
		times: 2,
		status: 429,
		headers: { 'retry-after': '1' },
		body: 'later',
	});
	expect([await outcome(add()), await outcome(add()), await outcome(add())]).toEqual([429, 429, 200]);
	expect(standin.state().count).toBe(1);
});

test('another process controls it over HTTP', async () => {
	const call = async (method: string, path: string, body?: object) => {
		const answer = await fetch(`${standin.url}/_standin/${path}`, { method, body: JSON.stringify(body) });
		return answer.status === 200 ? await answer.json() : answer.status;
	};
	expect(await call('POST', 'faults', { path: 'add', kind: 'answer', status: 503 })).toBe(204);
	expect(await outcome(add())).toBe(503);
	expect(await call('GET', 'requests')).toMatchObject([{ path: '/add?by=1', fault: 'answer' }]);
	expect(await call('PUT', 'state', { count: 41 })).toBe(204);
	await add();
	expect(await call('GET', 'state')).toEqual({ count: 42 });
	expect(await call('DELETE', 'state')).toBe(204);
	expect(await call('DELETE', 'requests')).toBe(204);
	expect([await call('GET', 'state'), await call('GET', 'requests')]).toEqual([{ count: 0 }, []]);
	expect(await call('POST', 'faults', { path: '(', kind: 'answer' })).toBe(400);
	expect(await call('GET', 'nothing')).toBe(404);
});

test('a state in a file is there again after a restart', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'standin-'));
	try {
		await standin.close();
		standin = await start(join(folder, 'deeper', 'state.json'));
		await add();
		await standin.close();
		standin = await start(join(folder, 'deeper', 'state.json'));
		expect(standin.state()).toEqual({ count: 1 });
	} finally {
		rmSync(folder, { recursive: true });
	}
});
