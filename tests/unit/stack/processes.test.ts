import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, markOf } from '../../../stack/parts/alive';
import { startChild, stopLeftovers, type ChildOptions } from '../../../stack/parts/child';
import { runningOn, takeFolder } from '../../../stack/parts/lock';
import { calledFirst, type Workflow } from '../../../stack/parts/workflows';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'stack-processes-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const script = (code: string): ChildOptions => ({
	name: 'part',
	title: 'The part',
	folder,
	command: [process.execPath, '-e', code],
	environment: {},
	readySeconds: 10,
	ready: async (_child, log) => {
		while (!(await log()).includes('ready')) await new Promise((resolve) => setTimeout(resolve, 20));
	},
});
const lasting = `console.log('ready'); setInterval(() => {}, 1000);`;
const alive = async (pid: number) => (await markOf(pid)) !== undefined;

test('a part is stopped with its children, and its pid file goes with it', async () => {
	const withChild = `const { pid } = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
		console.log(pid); ${lasting}`;
	const part = await startChild(script(withChild));
	const grandchild = Number((await readFile(part.logFile, 'utf8')).split('\n')[0]);
	expect([await alive(part.pid), await alive(grandchild)]).toEqual([true, true]);

	await part.stop();
	await new Promise((resolve) => setTimeout(resolve, 200));
	expect([await alive(part.pid), await alive(grandchild)]).toEqual([false, false]);
	expect(existsSync(join(folder, 'run/part.pid'))).toBe(false);
});

test('one that does not listen to SIGTERM is killed after its grace', async () => {
	const part = await startChild(script(`process.on('SIGTERM', () => {}); ${lasting}`));
	await part.stop(300);
	expect(await alive(part.pid)).toBe(false);
});

test('one that ends early, or is not ready in time, is told with the last lines of its log', async () => {
	await expect(startChild(script(`console.error('no disk'); process.exit(3)`))).rejects.toThrow(
		/^The part ended unexpectedly \(code 3\)\. The end of .*part\.log:\n {4}no disk$/,
	);
	await expect(startChild({ ...script(`setInterval(() => {}, 1000)`), readySeconds: 0.5 })).rejects.toThrow(
		'The part is not ready after 0.5 seconds.',
	);
	expect(await stopLeftovers(folder)).toEqual(['part']);
});

test('a death is told, and a stop is none', async () => {
	const part = await startChild(script(lasting));
	process.kill(part.pid, 'SIGKILL');
	expect(await part.died).toBe('The part ended unexpectedly (SIGKILL).');

	const other = await startChild(script(lasting));
	let told = false;
	void other.died.then(() => (told = true));
	await other.stop();
	await new Promise((resolve) => setTimeout(resolve, 50));
	expect(told).toBe(false);
});

test('what was left running is stopped by its pid file; a later process with the same number is left alone', async () => {
	const part = await startChild(script(lasting));
	expect(await stopLeftovers(folder)).toEqual(['part']);
	expect(await alive(part.pid)).toBe(false);

	const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
	const mark = await markOf(bystander.pid ?? 0);
	expect(mark && (await isAlive(mark))).toBe(true);
	expect(mark && (await isAlive({ ...mark, began: '1' }))).toBe(false);
	bystander.kill('SIGKILL');
});

test('a folder belongs to one running stack', async () => {
	expect(await runningOn(folder)).toBeUndefined();
	await takeFolder(folder, { n8n: 1 });
	expect(await runningOn(folder)).toMatchObject({ pid: process.pid, ready: false });
	await expect(takeFolder(folder, { n8n: 1 })).rejects.toThrow(/^The stack already runs on .*process \d+/);
});

test('workflows are published after those that they call, also where some call each other', () => {
	const workflow = (id: string, ...calls: string[]): Workflow => ({
		id,
		name: id,
		nodes: calls.map((call) => ({ name: call, type: 'executeWorkflow', parameters: { workflowId: { value: call } } })),
		connections: {},
	});
	const ids = (...workflows: Workflow[]) => calledFirst(workflows).map(({ id }) => id);
	expect(ids(workflow('a', 'b'), workflow('b', 'c'), workflow('c'))).toEqual(['c', 'b', 'a']);
	expect(ids(workflow('a', 'b'), workflow('b', 'a'), workflow('c')).sort()).toEqual(['a', 'b', 'c']);
});
