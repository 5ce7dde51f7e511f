import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { chosenVersion } from '../../stack/n8n/versions';
import { markOf } from '../../stack/parts/alive';
import { findChromium } from '../../stack/parts/chromium';
import { freePorts, portNames, portVariable, type Ports } from '../../stack/parts/ports';
import { lackingForExample } from '../support/exampleProject';
import { root } from '../support/repository';
import { describeWith } from '../support/requirement';

// It starts n8n five times, each time beside whatever else the machine does.
jest.setTimeout(600_000);

let folder: string;
let ports: Ports;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-cli-'));
	// PostgreSQL may run as another user, who has to pass.
	await chmod(folder, 0o711);
	ports = await freePorts();
});

let running: Command | undefined;
afterAll(async () => {
	await running?.interrupt();
	await rm(folder, { recursive: true, force: true });
});

/** A command of the stack, as `npm start` and its like call it. */
interface Command {
	readonly child: ChildProcess;
	said(): string;
	readonly ended: Promise<number | null>;
	/** Waits until it has said this. */
	says(words: string): Promise<void>;
	/** Ctrl-C. */
	interrupt(): Promise<number | null>;
}

function command(...args: string[]): Command {
	const chosen = portNames.map((name) => [portVariable(name), String(ports[name])] as const);
	const env = { ...process.env, MSP_STACK_FOLDER: folder, NODE_OPTIONS: '', ...Object.fromEntries(chosen) };
	const child = spawn(process.execPath, ['stack/cli.mjs', ...args], { cwd: root, env });
	let text = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
	const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
	return {
		child,
		ended,
		said: () => text,
		says: async (words) => {
			for (let left = 500_000; !text.includes(words); left -= 100) {
				if (left <= 0 || child.exitCode !== null) throw new Error(`It never said '${words}', but:\n${text}`);
				await wait(100);
			}
		},
		interrupt: async () => {
			child.kill('SIGINT');
			return await ended;
		},
	};
}

async function outcome(...args: string[]): Promise<{ code: number | null; said: string }> {
	const told = command(...args);
	return { code: await told.ended, said: told.said() };
}

const up = 'Everything is up';
const published = /Publishing \d+ workflows/;

async function start(...args: string[]): Promise<Command> {
	running = command('start', ...args);
	await running.says(up);
	return running;
}

const statusSchema = z.object({
	pid: z.number(),
	pids: z.record(z.string(), z.number()),
	versions: z.record(z.string(), z.string()),
	parts: z.array(z.object({ name: z.string(), answers: z.boolean() })),
	logIn: z.object({ email: z.string(), password: z.string() }),
});

async function status() {
	const { code, said } = await outcome('status', '--json');
	expect(code).toBe(0);
	return statusSchema.parse(JSON.parse(said));
}

/** A process that has ended, and that its parent has not asked after, does not count. */
async function alive(pids: Readonly<Record<string, number>>): Promise<string[]> {
	const marks = await Promise.all(Object.entries(pids).map(async ([name, pid]) => ((await markOf(pid)) ? [name] : [])));
	return marks.flat();
}

const mails = async () => (await (await fetch(`http://127.0.0.1:${ports.mails}/messages`)).json()) as unknown[];
/** Those of the drift audit: an alert of an earlier order may be told at any moment. */
const reports = async () =>
	(await mails()).filter((mail) => JSON.stringify(mail).includes('Billing and panels disagree'));

describe('a stack that does not run', () => {
	test('status and demo say so in one sentence, with another exit code than 0', async () => {
		expect(await outcome('status')).toEqual({ code: 1, said: 'The stack does not run: `npm start` starts it.\n' });
		const { code, said } = await outcome('demo');
		expect({ code, lines: said.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
	});

	test.each([
		[['start', '--n8n-port', 'many'], '--n8n-port (or MSP_N8N_PORT) must be a port number'],
		[['start', '--colour'], "Unknown option '--colour'"],
		[['bench', 'patience'], "There is no bench 'patience'"],
		[['juggle'], 'Usage: node stack/cli.mjs <command>'],
	])('%j is refused in one sentence', async (args, sentence) => {
		const { code, said } = await outcome(...args);
		expect(code).toBe(1);
		expect(said).toContain(sentence);
		expect(said).not.toMatch(/\bat .*:\d+:\d+/);
	});

	test('a taken port that the operator named is told, with its use and with what changes it, and nothing is left running', async () => {
		const taken = createServer().listen(ports.whm2, '127.0.0.1');
		const { code, said } = await outcome('start');
		await new Promise((resolve) => taken.close(resolve));
		expect(code).toBe(1);
		expect(said.trim()).toMatch(
			new RegExp(
				`^Port ${ports.whm2}, which the stand-in for the second WHM server needs, is taken.*: end it, or choose another with --whm2-port or MSP_WHM2_PORT\\.$`,
			),
		);
		expect(await outcome('status')).toMatchObject({ code: 1 });
	});
});

describe('a stack that runs', () => {
	test('a start tells each thing that it does when it begins and how long it took, without the words of npm', async () => {
		await start();
		const said = running?.said() ?? '';
		for (const phase of [
			'Starting PostgreSQL with the demo company',
			'Importing into n8n what is new',
			'Starting n8n',
		]) {
			expect(said).toMatch(new RegExp(`^  ${phase} …$[^]*^  ✓ ${phase}: done after .*\\d+ s$`, 'm'));
		}
		expect(said).not.toMatch(/npm warn/i);
	});

	test('everything answers, and status says what runs where, with versions and log-ins', async () => {
		const { parts, versions, logIn } = await status();
		expect(parts.filter(({ answers }) => !answers)).toEqual([]);
		expect(versions).toMatchObject({ n8n: chosenVersion().version, PostgreSQL: expect.stringMatching(/^18/) });
		const entered = await fetch(`http://127.0.0.1:${ports.n8n}/rest/login`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ emailOrLdapLoginId: logIn.email, password: logIn.password }),
		});
		expect(entered.status).toBe(200);
	});

	test('the demo shows each step up to the mail, with links to the executions', async () => {
		const { code, said } = await outcome('demo', '--domain', 'first.example');
		expect(said).toMatch(
			/event verified and stored[^]*order resolved[^]*account created[^]*DNS[^]*SSL[^]*mailbox[^]*database[^]*mail caught[^]*active/,
		);
		expect(code).toBe(0);
		expect(said).toContain('first.example on da1 (DirectAdmin)');
		expect(await mails()).toHaveLength(1);

		const [link] = /http:\S+\/executions\/\d+/.exec(said) ?? [];
		expect((await fetch(link ?? '')).status).toBe(200);
		const [mail] = /http:\S+\/mail\/\S+/.exec(said) ?? [];
		expect(await (await fetch(mail ?? '')).text()).toContain('first.example');
	});

	test('the demo says in one sentence why an order did not come to anything', async () => {
		const { code, said } = await outcome('demo', '--domain', 'first.example');
		expect(code).toBe(1);
		expect(said.trim().split('\n').at(-1)).toMatch(/^Nothing is set up: the payment came to '\w+'\. first\.example/);
	});

	test('the drift demo tells of a report without a safe fix what it holds', async () => {
		const { code, said } = await outcome('demo', '--drift');
		expect({ code, said }).toEqual({
			code: 0,
			said: expect.stringContaining('No finding has a safe fix, so the report has no link to approve') as unknown,
		});
		const [mail] = /http:\S+\/mail\/\S+/.exec(said) ?? [];
		expect(await (await fetch(mail ?? '')).text()).toContain('first.example');
	});

	const lacking = lackingForExample();
	const withMachines = lacking === undefined ? test : test.skip;
	withMachines(
		`the demo with Ansible goes from the payment over the approval to the run, and a second run changes nothing${lacking === undefined ? '' : ` (${lacking})`}`,
		async () => {
			const { code, said } = await outcome('demo', '--ansible', '--domain', 'by-playbook.example');
			expect(said).toMatch(
				/check run ended[^]*approval mail caught[^]*approves on the page[^]*run as approved[^]*changed[^]*service active[^]*mail to the customer[^]*service suspended[^]*service active[^]*second run ended/,
			);
			expect(said.slice(said.indexOf('second run ended'))).toMatch(/app\d: ok \(\d+ ok, 0 changed, 0 failed\)/);
			expect(code).toBe(0);
		},
	);

	test('a second start on the same folder is refused, and so is beginning anew', async () => {
		for (const args of [[], ['--reset']]) {
			const { code, said } = await outcome('start', ...args);
			expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/^The stack .*runs/) });
		}
	});

	test('Ctrl-C stops every process; the second start finds the data, and makes nothing again', async () => {
		const { pids } = await status();
		expect(await running?.interrupt()).toBe(0);
		expect(await alive(pids)).toEqual([]);

		expect(running?.said()).toMatch(published);
		await start();
		// What takes long is not done again.
		expect(running?.said()).not.toMatch(/Installing|Building|Packing/);
		expect(running?.said()).not.toMatch(published);
		expect(await mails()).not.toHaveLength(0);
		// The next one goes to the next server of the mixed fleet.
		const { code, said } = await outcome('demo', '--domain', 'second.example');
		expect({ code, said }).toEqual({
			code: 0,
			said: expect.stringContaining('second.example on plesk1 (Plesk)') as unknown,
		});
	});

	test('after a kill -9 of the command, the next start stops what it has left and works', async () => {
		const { pid, pids } = await status();
		process.kill(pid, 'SIGKILL');
		await running?.ended;
		expect(await alive(pids)).toContain('n8n');

		await start();
		const now = await status();
		expect(await alive(pids)).toEqual([]);
		expect(now.parts.filter(({ answers }) => !answers)).toEqual([]);
		const { code, said } = await outcome('demo', '--domain', 'third.example');
		expect({ code, said }).toEqual({
			code: 0,
			said: expect.stringContaining('third.example on web1 (cPanel & WHM)') as unknown,
		});
	});

	test('the drift demo tells what was done by hand, and what the audit finds of it', async () => {
		const caught = (await reports()).length;
		const { code, said } = await outcome('demo', '--drift');
		expect(code).toBe(0);
		const [done = '', found = ''] = said.split('The nightly audit');
		for (const [domain, finding] of [
			['first.example', 'Paid but suspended'],
			['second.example', 'Wrong package'],
			['third.example', 'Wrong package'],
			[/by-hand-\w+\.example/.exec(done)?.[0], 'Orphan account'],
		]) {
			expect(done).toContain(domain);
			expect(found).toMatch(new RegExp(`${domain ?? ''} +${finding ?? ''}`));
		}
		const [mail] = /http:\S+\/mail\/\S+/.exec(said) ?? [];
		expect(await (await fetch(mail ?? '')).text()).toContain('second.example');
		expect(said).toContain('the link is in the mail');
		expect(await reports()).toHaveLength(caught + 1);
	});

	test('a part that dies ends the stack with one sentence, and nothing is left running', async () => {
		const { pids } = await status();
		process.kill(pids.standins ?? 0, 'SIGKILL');
		expect(await running?.ended).toBe(1);
		expect(running?.said()).toContain('The process of the stand-ins ended unexpectedly (SIGKILL).');
		expect(await alive(pids)).toEqual([]);
		expect(await readdir(join(folder, 'run'))).toEqual([]);
	});
});

describeWith('pictures', findChromium() ? undefined : 'Chromium is not installed', () => {
	test('without a running stack they are refused in one sentence', async () => {
		const { code, said } = await outcome('pictures');
		expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/^The stack does not run/) });
	});
});
