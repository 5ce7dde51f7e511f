import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { badPorts } from '../../../stack/parts/badPorts';
import {
	freePorts,
	portNames,
	portUses,
	portVariable,
	settlePorts,
	wantedPorts,
	type PortName,
	type Ports,
} from '../../../stack/parts/ports';
import { readChoices, secretsOf } from '../../../stack/parts/settings';

describe('ports', () => {
	test('are the usual ones, changed by variables, and by flags before those', () => {
		const environment = { MSP_N8N_PORT: '7001', MSP_DATABASE_PORT: '7002' };
		const { ports, named } = wantedPorts({ 'n8n-port': '8001' }, environment);
		expect(ports).toEqual({
			...Object.fromEntries(portNames.map((name) => [name, portUses[name].usual])),
			n8n: 8001,
			database: 7002,
		});
		expect([...named].sort()).toEqual(['database', 'n8n']);
	});

	test.each(['0', '65536', '-1', '80.5', 'many', ' '])('%j is no port, and the sentence names the flag', (text) => {
		expect(() => wantedPorts({ 'n8n-port': text }, {})).toThrow('--n8n-port (or MSP_N8N_PORT) must be a port number');
	});

	test('one port for two parts is refused', () => {
		expect(() => wantedPorts({ 'n8n-port': '7001', 'mails-port': '7001' }, {})).toThrow('Port 7001 is chosen twice');
	});

	test('the usual ones are different, every browser calls them, and so are their variables', () => {
		expect(new Set(portNames.map((name) => portUses[name].usual)).size).toBe(portNames.length);
		expect(portNames.filter((name) => badPorts.has(portUses[name].usual))).toEqual([]);
		expect(new Set(portNames.map(portVariable)).size).toBe(portNames.length);
	});

	test('one that browsers refuse to call is refused for a page, and is good enough for SMTP', () => {
		expect(() => wantedPorts({ 'n8n-port': '6666' }, {})).toThrow(/6666, which browsers and fetch refuse to call/);
		expect(wantedPorts({ 'smtp-port': '587' }, {}).ports.smtp).toBe(587);
	});

	test('those that browsers refuse are those that fetch refuses', async () => {
		for (const port of badPorts) {
			if (port === 0) continue;
			const error = (await fetch(`http://127.0.0.1:${port}`).catch((thrown: unknown) => thrown)) as Error;
			expect([port, (error.cause as Error).message]).toEqual([port, 'bad port']);
		}
	});
});

describe('which ports a start uses', () => {
	const servers: Server[] = [];
	afterEach(async () => {
		await Promise.all(servers.splice(0).map(async (server) => await new Promise((closed) => server.close(closed))));
	});
	async function taken(port: number, host: string): Promise<void> {
		const server = createServer();
		servers.push(server);
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject).listen(port, host, resolve);
		});
	}
	async function settled(wanted: Ports, ...named: PortName[]) {
		const said: string[] = [];
		const ports = await settlePorts({ ports: wanted, named: new Set(named) }, (what) => said.push(what));
		return { ports, said };
	}

	test('the wanted ones where they are free, and nothing is said', async () => {
		const wanted = await freePorts();
		expect(await settled(wanted)).toEqual({ ports: wanted, said: [] });
	});

	test.each(['127.0.0.1', '0.0.0.0', '::1', '::'])(
		'the next free one where somebody listens on %s, and it is said',
		async (host) => {
			const wanted = await freePorts();
			try {
				await taken(wanted.mails, host);
			} catch (error) {
				// A machine without IPv6.
				if (/EADDRNOTAVAIL|EAFNOSUPPORT/.test(String(error))) return;
				throw error;
			}
			const { ports, said } = await settled(wanted);
			expect(ports.mails).toBeGreaterThan(wanted.mails);
			expect({ ...ports, mails: 0 }).toEqual({ ...wanted, mails: 0 });
			const holder = process.platform === 'linux' ? ` by \\S.* \\(process ${process.pid}\\)` : '.*';
			expect(said).toEqual([
				expect.stringMatching(`^port ${wanted.mails} is taken${holder}: the mail catcher's page uses ${ports.mails}$`),
			]);
		},
	);

	test('a named one that is taken is an error with who holds it and what to do', async () => {
		const wanted = await freePorts();
		await taken(wanted.smtp, '0.0.0.0');
		const holder = process.platform === 'linux' ? `by \\S.* \\(process ${process.pid}\\): end it` : '.*end it';
		await expect(settled(wanted, 'smtp')).rejects.toThrow(
			new RegExp(
				`^Port ${wanted.smtp}, which the mail catcher's SMTP server needs, is taken ${holder}, or choose another with --smtp-port or MSP_SMTP_PORT\\.$`,
			),
		);
	});

	test('what a named one takes from another part makes that one move', async () => {
		const wanted = await freePorts();
		const { ports, said } = await settled({ ...wanted, n8n: wanted.mails }, 'n8n');
		expect(ports.n8n).toBe(wanted.mails);
		expect(ports.mails).not.toBe(wanted.mails);
		expect(said).toEqual([expect.stringContaining('is taken by another part of the stack')]);
	});

	test('never one that browsers refuse to call', async () => {
		const wanted = await freePorts();
		// The next one after it is refused by every browser.
		await taken(6664, '127.0.0.1').catch(() => undefined);
		const { ports } = await settled({ ...wanted, mails: 6664 });
		expect(ports.mails).toBeGreaterThan(6669);
	});
});

describe('choices', () => {
	test('the folder, the flags of the command and its words are read', () => {
		const choices = readChoices(['--folder', '/tmp/somewhere', '--reset', 'word'], { reset: { type: 'boolean' } });
		expect(choices).toMatchObject({ folder: '/tmp/somewhere', flags: { reset: true }, words: ['word'] });
	});

	test('a flag that there is not is refused in one sentence', () => {
		expect(() => readChoices(['--rest'])).toThrow(/^Unknown option '--rest'\. The flags are in docs\/stack\.md\.$/);
	});
});

describe('secrets', () => {
	let folder: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'stack-secrets-'));
	});
	afterEach(async () => await rm(folder, { recursive: true, force: true }));

	test('are made once for a folder, for its owner only, and are others in another folder', async () => {
		const made = await secretsOf(folder);
		expect(await secretsOf(folder)).toEqual(made);
		expect((await stat(join(folder, 'settings.json'))).mode & 0o777).toBe(0o600);
		const other = await secretsOf(join(folder, 'other'));
		for (const name of Object.keys(made) as Array<keyof typeof made>) {
			if (name !== 'ownerEmail') expect(other[name]).not.toBe(made[name]);
		}
	});

	test('those of an older stack stay, and only what it lacks is made', async () => {
		const { pleskKey1: _key, directAdminKey1: _other, ...older } = await secretsOf(folder);
		await writeFile(join(folder, 'settings.json'), JSON.stringify(older));
		const made = await secretsOf(folder);
		expect(made).toMatchObject({ ...older, pleskKey1: expect.stringMatching(/.{8}/) as unknown });
		expect(await secretsOf(folder)).toEqual(made);
	});

	test('fit those who read them: n8n wants a capital and a digit, the vault 32 bytes, Stripe its prefixes', async () => {
		const secrets = await secretsOf(folder);
		expect(secrets.ownerPassword).toMatch(/^(?=.*[A-Z])(?=.*\d).{8,64}$/);
		expect(Buffer.from(secrets.vaultKey, 'base64')).toHaveLength(32);
		expect(secrets.stripeSecretKey).toMatch(/^sk_test_\w+$/);
		expect(secrets.stripeSigningSecret).toMatch(/^whsec_\w+$/);
		expect(await readFile(join(folder, 'settings.json'), 'utf8')).toContain(secrets.vaultKey);
	});
});
