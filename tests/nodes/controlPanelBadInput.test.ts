import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { panelKinds, type PanelKind } from '../../core/panels';
import { ControlPanel } from '../../nodes/ControlPanel/ControlPanel.node';
import { panelCredentials } from '../../nodes/shared/panelCredentials';
import { createHarness } from '../support/inProcessN8n';
import { expiredCertificate, localhostCertificate, otherNameCertificate } from '../support/localhostCertificate';
import { type PanelScene } from '../support/panelScene';
import { panelScenes } from '../support/panelScenes';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';

const type = 'n8n-nodes-msp.controlPanel';
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** Runs an operation with the scene's log-in, changed in what is given. */
async function run(
	{ kind, login }: Pick<PanelScene, 'kind' | 'login'>,
	operation: string,
	parameters: INode['parameters'] = {},
	changed: Record<string, string> = {},
) {
	const credential: ICredentialDataDecryptedObject = { ...login, authentication: 'apiKey', ...changed };
	const harness = createHarness({
		nodes: { [type]: ControlPanel },
		credentials: { [panelCredentials[kind].type]: credential },
	});
	const [resource = '', name = ''] = operation.split('.');
	const all = { connectBy: 'credential', panel: kind, resource, operation: name, ...parameters };
	const { error, output, run: whole } = await harness.node(type, all, [{}]);
	// Whatever goes wrong, it is told without the secret.
	const secret = changed.token?.trim() || login.token;
	expect(JSON.stringify([error?.message, error?.description, error?.stack, whole])).not.toContain(secret);
	return { error, items: output('N') };
}

const servers: Server[] = [];
afterAll(() => servers.forEach((server) => server.close()));

/** A server that shows a certificate, and counts the requests that came all the same. */
async function showing(pem: { readonly key: string; readonly cert: string }) {
	const heard = { requests: 0 };
	const server = createServer({ key: pem.key, cert: pem.cert }, (_, response) => {
		heard.requests += 1;
		response.end();
	});
	servers.push(server.listen(0, '127.0.0.1'));
	await once(server, 'listening');
	return { baseUrl: `https://localhost:${(server.address() as AddressInfo).port}`, heard };
}

/** Panels that give no link to a browser whose address they do not know. */
const bindsToBrowser: readonly PanelKind[] = panelKinds.filter((kind: string) => kind === 'plesk');

describe.each(panelKinds)('on %s there is one clear error, with its remedy, for', (kind) => {
	let scene: PanelScene;
	beforeAll(async () => {
		scene = await panelScenes[kind]();
	});
	afterAll(async () => await scene.close());

	test('a wrong token', async () => {
		const { error } = await run(scene, 'server.test', {}, { token: 'another-token-that-is-wrong' });
		expect(error?.context).toMatchObject({ itemIndex: 0, errorClass: 'auth' });
		expect(error?.description).toMatch(/^Check |^Make |^Give /);
	});

	test('a host that cannot be reached', async () => {
		const { baseUrl } = await showing(localhostCertificate);
		servers.pop()?.close();
		const { error } = await run(scene, 'server.test', {}, { baseUrl });
		expect(error?.context).toMatchObject({ errorClass: 'transport' });
		expect(error?.message).toMatch(/cannot be reached.*ECONNREFUSED/);
		expect(error?.description).toBe('Check the address, the port and the firewall between n8n and the server.');
	});

	test.each([
		['that has expired', expiredCertificate, 'has expired', /^Renew it on the server/],
		['for another name', otherNameCertificate, 'is for other names than this one', /^Write the base URL with a name/],
		['that nobody vouches for', localhostCertificate, 'is self-signed', /pin its fingerprint/],
	])('a certificate %s', async (_, pem, words, remedy) => {
		const { baseUrl, heard } = await showing(pem);
		const certificateAuthority = pem === localhostCertificate ? '' : pem.cert;
		const { error } = await run(scene, 'server.test', {}, { baseUrl, certificateAuthority });
		expect(error?.context).toMatchObject({ errorClass: 'invalid' });
		expect(error?.message).toContain(words);
		expect(error?.description).toMatch(remedy);
		expect(heard.requests).toBe(0);
	});

	test('a certificate that is not the pinned one', async () => {
		const { baseUrl, heard } = await showing(localhostCertificate);
		const certificateFingerprint = new X509Certificate(expiredCertificate.cert).fingerprint256;
		const { error } = await run(
			scene,
			'account.get',
			{ account: byId('acme.example') },
			{ baseUrl, certificateFingerprint },
		);
		expect(error?.message).toContain('shows another certificate');
		expect(error?.message).toContain(certificateFingerprint.slice(0, 11));
		expect(error?.description).toContain('Server: Show Certificate');
		expect(heard.requests).toBe(0);
	});

	test.each([
		['a fingerprint that is none', { certificateFingerprint: 'AB:CD' }, "'certificateFingerprint' is not a SHA-256"],
		['an authority that is none', { certificateAuthority: 'nonsense' }, "'certificateAuthority' is not a certificate"],
		['an address that is none', { baseUrl: 'web1.example.com' }, "'baseUrl' must be an address such as"],
		['an empty token', { token: ' ' }, "'token' is empty"],
	])('%s', async (_, changed, words) => {
		const { error } = await run(scene, 'server.test', {}, changed);
		expect(error?.message).toContain(words);
		expect(error?.message).toContain('[item 0]');
		expect(error?.description).toMatch(/^(Give|Paste|Correct) /);
	});

	test('a package that the server does not have', async () => {
		const creation = { domain: 'acme.example', packageName: byId('platinum'), contactEmail: 'owner@acme.example' };
		const made = await run(scene, 'account.create', creation);
		expect(made.error?.context).toMatchObject({ errorClass: 'not_found' });
		expect(made.error?.message).toContain('platinum');
		expect(made.error?.description).toContain('Package: List');
		expect(scene.accounts()).toEqual([]);

		scene.addForeignAccount('theirs01', 'theirs.example');
		const parameters = { account: byId('theirs.example'), packageName: byId('platinum') };
		const changed = await run(scene, 'account.changePackage', parameters);
		expect(changed.error?.context).toMatchObject({ errorClass: 'not_found' });
		expect(scene.accounts()).toMatchObject([{ username: 'theirs01', packageName: 'business' }]);
	});

	test('an account that the server does not have', async () => {
		const { error } = await run(scene, 'account.suspend', { account: byId('nobody.example'), reason: 'overdue' });
		expect(error?.context).toMatchObject({ errorClass: 'not_found' });
		expect(error?.message).toContain('nobody.example');
		expect(error?.description).not.toBe('');
	});

	test('a sign-on link without the address of the browser, where the panel needs it', async () => {
		const parameters = { account: byId('theirs.example'), service: 'panel' };
		const { error, items } = await run(scene, 'account.createSignOn', parameters);
		if (bindsToBrowser.includes(kind)) {
			expect(error?.message).toMatch(/browser/i);
			expect(error?.description).toContain("address of the person's browser");
		} else {
			expect(items).toMatchObject([{ domain: 'theirs.example', url: expect.stringMatching(/^https?:/) }]);
		}
		const wrong = { ...parameters, additionalFields: { browserAddress: 'at home' } };
		const refused = await run(scene, 'account.createSignOn', wrong);
		expect(refused.error?.message).toBe("'additionalFields.browserAddress' must be an IP address [item 0]");
		const right = { ...parameters, additionalFields: { browserAddress: '203.0.113.7' } };
		expect((await run(scene, 'account.createSignOn', right)).error).toBeUndefined();
	});
});

describe('a server record', () => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await createTestDatabase();
	});
	afterAll(async () => await database.drop());

	test('that is not there is said with where to find its code', async () => {
		const harness = createHarness({
			nodes: { [type]: ControlPanel },
			credentials: { mspDatabaseApi: databaseCredential(database) },
		});
		const connection = { connectBy: 'server', server: byId('web9') };
		const { error } = await harness.node(type, { ...connection, resource: 'server', operation: 'test' }, [{}]);
		expect(error?.message).toBe("'server' is unknown: no server has the code web9 [item 0]");
		expect(error?.description).toBe('Take its code from MSP Customers → Server: List.');
	});
});
