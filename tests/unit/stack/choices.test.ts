import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chosenPorts, freePorts, mustBeFree, portNames, portUses, portVariable } from '../../../stack/parts/ports';
import { readChoices, secretsOf } from '../../../stack/parts/settings';

describe('ports', () => {
	test('are the usual ones, changed by variables, and by flags before those', () => {
		const environment = { MSP_N8N_PORT: '7001', MSP_DATABASE_PORT: '7002' };
		const ports = chosenPorts({ 'n8n-port': '8001' }, environment);
		expect(ports).toEqual({
			...Object.fromEntries(portNames.map((name) => [name, portUses[name].usual])),
			n8n: 8001,
			database: 7002,
		});
	});

	test.each(['0', '65536', '-1', '80.5', 'many', ' '])('%j is no port, and the sentence names the flag', (text) => {
		expect(() => chosenPorts({ 'n8n-port': text }, {})).toThrow('--n8n-port (or MSP_N8N_PORT) must be a port number');
	});

	test('one port for two parts is refused', () => {
		expect(() => chosenPorts({ 'n8n-port': '7001', 'mails-port': '7001' }, {})).toThrow('Port 7001 is chosen twice');
	});

	test('the usual ones are different, and so are their variables', () => {
		expect(new Set(portNames.map((name) => portUses[name].usual)).size).toBe(portNames.length);
		expect(new Set(portNames.map(portVariable)).size).toBe(portNames.length);
	});

	test('one that somebody listens on is told with its use; free ones pass', async () => {
		const ports = await freePorts();
		await expect(mustBeFree(ports)).resolves.toBeUndefined();
		const taken = createServer().listen(ports.smtp, '127.0.0.1');
		await expect(mustBeFree(ports)).rejects.toThrow(
			`Port ${ports.smtp}, which the mail catcher's SMTP server needs, is taken: free it, or choose another with --smtp-port or MSP_SMTP_PORT.`,
		);
		await new Promise((resolve) => taken.close(resolve));
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
