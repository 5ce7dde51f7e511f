import { NodeHelpers, type ICredentialType, type INode, type INodeTypeDescription } from 'n8n-workflow';
import { adapters, panelKinds } from '../../core/panels';
import { MspPleskApi } from '../../credentials/MspPleskApi.credentials';
import { byCredential } from '../../nodes/ControlPanel/connection';
import { ControlPanel } from '../../nodes/ControlPanel/ControlPanel.node';
import { MspCustomers } from '../../nodes/MspCustomers/MspCustomers.node';
import { panelCredentials, panelCredentialsOf, panelLogin } from '../../nodes/shared/panelCredentials';
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

describe.each(panelKinds)('a new panel such as %s', (kind) => {
	const { type, label, testedBy } = panelCredentials[kind];

	test('has a credential with the fields of a log-in', async () => {
		const Type = (await credentialTypes())[type];
		if (!Type) throw new Error(`package.json names no credential '${type}': add credentials/ and its line there`);
		const { displayName, properties } = new Type();
		expect(displayName).toBe(`${label} API`);
		const fields = ['baseUrl', 'token', 'certificateAuthority', 'certificateFingerprint'];
		expect(properties.map(({ name }) => name)).toEqual(expect.arrayContaining(fields));
	});

	test('is in the credentials of Control Panel', () => {
		const { description, methods } = new ControlPanel();
		const generated = panelCredentialsOf(byCredential).find(({ name }) => name === type);
		expect(description.credentials).toContainEqual(generated);
		expect(methods.credentialTest).toHaveProperty(testedBy);
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
