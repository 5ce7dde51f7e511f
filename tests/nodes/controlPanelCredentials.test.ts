import { NodeHelpers, type ICredentialType, type INode, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { adapters, panelKinds } from '../../core/panels';
import { MspPleskApi } from '../../credentials/MspPleskApi.credentials';
import { ControlPanel } from '../../nodes/ControlPanel/ControlPanel.node';
import { panelCredentials, panelLogin } from '../../nodes/ControlPanel/panelCredentials';
import { MspCustomers } from '../../nodes/MspCustomers/MspCustomers.node';
import { createHarness } from '../support/inProcessN8n';
import { panelScenes } from '../support/panelScenes';
import { instanceIn, pack, sourceOf } from '../support/repository';

const backOffice = 'mspDatabaseApi';

/** The classes of every credential type of the pack. */
async function credentialTypes(): Promise<Record<string, new () => ICredentialType>> {
	const made = pack.n8n.credentials.map(async (path) => await instanceIn<ICredentialType>(sourceOf(path)));
	return Object.fromEntries(
		(await Promise.all(made)).map((type) => [type.name, type.constructor as new () => ICredentialType]),
	);
}

/** The credentials that the editor asks for. */
function asked(description: INodeTypeDescription, parameters: INode['parameters']): string[] {
	const filled = NodeHelpers.getNodeParameters(description.properties, parameters, true, false, null, description);
	const node: INode = { id: 'N', name: 'N', type: 'N', typeVersion: 1, position: [0, 0], parameters: filled ?? {} };
	return (description.credentials ?? [])
		.filter((credential) => NodeHelpers.displayParameter(node.parameters, credential, node, description))
		.map(({ name }) => name);
}

const nodes: ReadonlyArray<[string, INodeType]> = [
	['Control Panel', new ControlPanel()],
	['MSP Customers', new MspCustomers()],
];

describe.each(nodes)('%s', (_, { description, methods }) => {
	test.each(panelKinds)('has the credential of %s, with a test', (kind) => {
		const credential = description.credentials?.find(({ name }) => name === panelCredentials[kind].type);
		expect(credential).toMatchObject({ required: true, testedBy: expect.any(String) });
		expect(Object.keys(methods?.credentialTest ?? {})).toContain(credential?.testedBy);
	});
});

test.each(panelKinds)('Control Panel asks for the credential of %s where it is chosen, and for no other', (kind) => {
	const { description } = new ControlPanel();
	const { type } = panelCredentials[kind];
	expect(asked(description, { connectBy: 'credential', panel: kind })).toEqual([type]);
	expect(asked(description, { connectBy: 'server', panel: kind })).toEqual([backOffice]);
});

test('a workflow that was made when there was one panel goes on as it is', () => {
	const { description } = new ControlPanel();
	expect(asked(description, { connectBy: 'credential' })).toEqual(['mspWhmApi']);
	expect(asked(description, {})).toEqual(['mspWhmApi']);
	const server = { resource: 'server', operation: 'create' };
	expect(asked(new MspCustomers().description, server)).toEqual([backOffice, 'mspWhmApi']);
});

test.each(panelKinds)('MSP Customers asks for the credential of %s only where a log-in is copied', (kind) => {
	const { description } = new MspCustomers();
	for (const operation of ['create', 'changeLogIn']) {
		const shown = asked(description, { resource: 'server', operation, panel: kind });
		expect(shown).toEqual([backOffice, panelCredentials[kind].type]);
	}
	expect(asked(description, { resource: 'server', operation: 'list' })).toEqual([backOffice]);
	expect(asked(description, { resource: 'customer', operation: 'create' })).toEqual([backOffice]);
});

test('the panels are offered by the names that operators know, in their order', () => {
	const { properties } = new ControlPanel().description;
	const offered = properties.find(({ name }) => name === 'panel');
	const labels = panelKinds.map((kind) => adapters[kind].label).sort((one, other) => one.localeCompare(other));
	expect(offered).toMatchObject({ default: 'whm', noDataExpression: true, options: labels.map((name) => ({ name })) });
});

describe('the log-in of a Plesk credential', () => {
	const held = { baseUrl: 'https://web2.example.com:8443', username: 'admin', token: 'canary' };
	const login = async (more: object) => (await panelLogin('plesk', async () => ({ ...held, ...more }))).login;

	test('by a secret key names no user, whatever is left in the box', async () => {
		expect(await login({ authentication: 'apiKey' })).toMatchObject({ username: '', token: 'canary' });
	});

	test('by a secret key is the key alone, as n8n hands on nothing of a box that the form hides', async () => {
		const { token, baseUrl } = held;
		const { login } = await panelLogin('plesk', async () => ({ authentication: 'apiKey', token, baseUrl }));
		expect(login).toMatchObject({ username: '', token: 'canary' });
		const request = { url: '/api/v2/server' };
		const signed = await new MspPleskApi().authenticate({ authentication: 'apiKey', token, baseUrl }, request);
		expect(signed.headers).toEqual({ 'X-API-Key': 'canary' });
		const byPassword = await new MspPleskApi().authenticate({ ...held, authentication: 'password' }, request);
		expect(byPassword.headers).toEqual({ Authorization: `Basic ${btoa('admin:canary')}` });
	});

	test('by a password names its user', async () => {
		expect(await login({ authentication: 'password' })).toMatchObject({ username: 'admin', token: 'canary' });
		const nobody = login({ authentication: 'password', username: ' ' });
		await expect(nobody).rejects.toMatchObject({
			field: 'username',
			remedy: 'Correct it in the MSP Plesk credential.',
		});
	});
});

describe.each(panelKinds)('the test of the credential of %s', (kind) => {
	const { type } = panelCredentials[kind];

	test('says the version, or what is wrong and what to do', async () => {
		const scene = await panelScenes[kind]();
		const harness = createHarness({
			nodes: { 'n8n-nodes-msp.controlPanel': ControlPanel },
			credentialTypes: await credentialTypes(),
		});
		const tested = async (changed: object) => await harness.testCredential(type, { ...scene.login, ...changed });
		try {
			const { status, message } = await tested({});
			expect([status, message]).toEqual([
				'OK',
				expect.stringMatching(new RegExp(`^Connected to ${adapters[kind].label} [\\d.]+`)),
			]);
			const wrong = await tested({ token: 'another-token-that-is-wrong' });
			expect(wrong).toMatchObject({ status: 'Error', message: expect.stringMatching(/\. (Check|Make|Give) /) });
			expect(wrong.message).not.toContain('another-token');
			expect(await tested({ baseUrl: 'web1.example.com' })).toEqual({
				status: 'Error',
				message: expect.stringMatching(/^'baseUrl' must be an address .* Correct it in the MSP .* credential\.$/),
			});
		} finally {
			await scene.close();
		}
	});
});
