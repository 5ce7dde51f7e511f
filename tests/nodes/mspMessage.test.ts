import type { IDataObject, INode } from 'n8n-workflow';
import { MspDatabaseApi } from '../../credentials/MspDatabaseApi.credentials';
import { MspMailApi } from '../../credentials/MspMailApi.credentials';
import { renderMessage, templateNames } from '../../core/messages';
import { claimTask } from '../../core/tasks';
import { listMessages } from '../../core/messages/messageLog';
import { MspMessage } from '../../nodes/MspMessage/MspMessage.node';
import { createHarness } from '../support/inProcessN8n';
import { startMailServer, startScriptedSmtp, type TestMailServer } from '../support/mailServer';
import { backOfficeOn, seedPlan, seedTask } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { samples } from '../unit/messages/samples';

const type = 'n8n-nodes-msp.mspMessage';
const welcome = {
	resource: 'message',
	template: 'welcome',
	language: 'customer',
	domain: '={{ $json.domain }}',
	username: 'lefevre7',
	serverName: 'web-01.example.net',
	nameservers: '={{ ["ns1.example.net", "ns2.example.net"] }}',
	accountUrl: 'https://web-01.example.net:2083/',
	branding: '={{ $json.branding }}',
} as const;

let server: TestMailServer;
let database: TestDatabase;
beforeAll(async () => {
	[server, database] = await Promise.all([startMailServer(), createTestDatabase()]);
});
afterAll(async () => {
	await server.close();
	await database.drop();
});
beforeEach(() => server.mails.splice(0));

const mailCredential = (more: IDataObject = {}) => ({
	host: server.address.host,
	port: server.address.port,
	tls: 'none',
	user: '',
	password: '',
	certificateAuthority: '',
	fromAddress: 'hosting@acme.example',
	fromName: 'Acme Hosting',
	operatorAddress: 'staff@acme.example',
	...more,
});

const databaseCredential = () => ({
	...database.connection,
	certificateAuthority: '',
	encryptionKey: Buffer.alloc(32, 7).toString('base64'),
	encryptionKeyVersion: 1,
	previousEncryptionKeys: '',
});

const harness = (more: { mail?: IDataObject; withDatabase?: boolean } = {}) =>
	createHarness({
		nodes: { [type]: MspMessage },
		credentialTypes: { MspMailApi, MspDatabaseApi },
		credentials: {
			mspMailApi: mailCredential(more.mail),
			...(more.withDatabase ? { mspDatabaseApi: databaseCredential() } : {}),
		},
	});

const run = async (parameters: INode['parameters'], items: IDataObject[], more: Partial<INode> = {}) =>
	await harness().node(type, parameters, items, more);

describe('render', () => {
	test('writes each item in its own language and brand, and sends nothing', async () => {
		const { output, error } = await run({ ...welcome, operation: 'render' }, [
			{ domain: 'a.example', language: 'fr', branding: { brandName: 'Alpha' } },
			{ domain: 'b.example', language: 'nl-BE', branding: '{"brandName": "Beta"}' },
			{ domain: 'c.example', language: 'en', branding: null },
		]);
		expect(error).toBeUndefined();
		expect(output('N')).toMatchObject([
			{ language: 'fr', subject: 'Votre hébergement pour a.example est prêt', text: expect.stringContaining('Alpha') },
			{ language: 'nl', subject: 'Uw hosting voor b.example is klaar', text: expect.stringContaining('Beta') },
			{
				language: 'en',
				subject: 'Your hosting for c.example is ready',
				html: expect.stringContaining('<html lang="en"'),
			},
		]);
		expect(server.mails).toEqual([]);
	});

	test.each(templateNames)('%s can be given every value that it has a place for', async (template) => {
		const data = samples[template];
		const parameters = Object.fromEntries(Object.keys(data).map((name) => [name, `={{ $json.${name} }}`]));
		const { output, error } = await run(
			{ resource: 'message', operation: 'render', template, language: 'en', ...parameters },
			[data as IDataObject],
		);
		expect(error).toBeUndefined();
		expect(output('N')).toEqual([{ ...renderMessage({ template, language: 'en', data }) }]);
	});

	test.each([
		[{ template: 'serviceSuspended', domain: 'a.example', amountDueMinor: 1250, currency: 'EUR' }, '€12.50'],
		[
			{ template: 'serviceSuspended', domain: 'a.example', reason: 'abuse', dataKeptUntil: '={{ $now }}' },
			'report of abuse',
		],
		[{ template: 'serviceReactivated', domain: 'a.example', paymentReceived: true }, 'Thank you for your payment.'],
		[{ template: 'operatorAlert', title: 'It failed', severity: 'error', remedy: 'Look' }, 'What you can do: Look'],
	])('%j', async (parameters, words) => {
		const { output, error } = await run({ resource: 'message', operation: 'render', language: 'en', ...parameters }, [
			{},
		]);
		expect(error).toBeUndefined();
		expect(output('N')).toMatchObject([{ text: expect.stringContaining(words) }]);
	});

	test.each([
		[{ domain: '' }, /'domain' is missing.*item 1/],
		[{ accountUrl: 'javascript:alert(1)' }, /'accountUrl' must be an http/],
		[{ language: 'customer', customerLanguage: 'xx' }, /'customerLanguage' must be one of en, fr, nl/],
		[{ language: 'customer', customerLanguage: '={{ $json.nothing }}' }, /'customerLanguage' is empty/],
		[{ branding: 'no json' }, /'branding' is not JSON/],
	])('%j stops with words of what is wrong', async (wrong, words) => {
		const good = {
			domain: 'a.example',
			language: 'en',
			branding: {},
			accountUrl: 'https://a.example',
			customerLanguage: 'en',
		};
		const asked = Object.fromEntries(Object.keys(wrong).map((name) => [name, `={{ $json.${name} }}`]));
		const { error } = await run({ ...welcome, operation: 'render', ...asked }, [good, { ...good, ...wrong }]);
		const literal = await run({ ...welcome, language: 'en', operation: 'render', ...wrong }, [good, good]);
		const told = [error, literal.error].map((one) => one?.message ?? '');
		expect(told.some((message) => words.test(message) || words.test(`${message} item 1`))).toBe(true);
	});
});

describe('send', () => {
	const send = { ...welcome, operation: 'send', to: '={{ $json.email }}' } as const;

	test('sends each item to its own address, and a bad item stops nothing that is good', async () => {
		const items = ['ada@client.example', 'nobody', 'bob@client.example'].map((email) => ({
			email,
			domain: 'a.example',
			language: 'en',
		}));
		const { output } = await run(send, items, { onError: 'continueErrorOutput' });
		expect(output('N', 0)).toMatchObject([
			{ to: 'ada@client.example', status: 'sent', messageId: expect.stringMatching(/^<.+@acme\.example>$/) },
			{ to: 'bob@client.example', status: 'sent' },
		]);
		expect(output('N', 1)).toMatchObject([{ error: expect.stringContaining('not an e-mail address') }]);
		expect(server.mails.map(({ envelope }) => envelope.to)).toEqual([['ada@client.example'], ['bob@client.example']]);
		expect(server.mails[0]?.text).toContain('The Acme Hosting team');
		expect(server.mails[0]?.text).toContain('hosting@acme.example');
	});

	test('an alert without an address goes to the staff', async () => {
		const alert = {
			resource: 'message',
			operation: 'send',
			template: 'operatorAlert',
			language: 'nl',
			title: 'Mislukt',
		};
		const { error } = await run(alert, [{}]);
		expect(error).toBeUndefined();
		expect(server.mails).toMatchObject([
			{ subject: 'Actie vereist: Mislukt', envelope: { to: ['staff@acme.example'] } },
		]);
	});

	test('a customer is not written to at the staff', async () => {
		const { error } = await run({ ...send, to: '' }, [{ domain: 'a.example', language: 'en' }]);
		expect(error?.message).toContain("'to' is empty");
		expect(server.mails).toEqual([]);
	});

	test("tells the mail server's words and what to do", async () => {
		const refusing = await startScriptedSmtp({ RCPT: '550 5.1.1 no such user here' });
		const { error } = await harness({ mail: { port: refusing.address.port } }).node(type, send, [
			{ email: 'ada@client.example', domain: 'a.example', language: 'en' },
		]);
		await refusing.close();
		expect(error).toMatchObject({
			message: '550 5.1.1 no such user here',
			description: 'Correct the address of the recipient.',
			context: { itemIndex: 0, errorClass: 'invalid' },
		});
	});

	test('with a durable step, sends once and logs it', async () => {
		const office = backOfficeOn(database.store);
		const taskId = await seedTask(office, await seedPlan(office, 'mail-node', [10]), 'durable.example');
		await claimTask(office, taskId);
		const durable = { ...send, durableStep: { taskId, stepName: 'welcome-mail' } };
		const item = { email: 'ada@client.example', domain: 'durable.example', language: 'fr' };
		const once = harness({ withDatabase: true });
		const first = await once.node(type, durable, [item]);
		const second = await once.node(type, durable, [item]);
		expect(first.error).toBeUndefined();
		expect(second.output('N')).toEqual(first.output('N'));
		expect(server.mails).toHaveLength(1);
		const logged = await office.store.asStaff(
			async (transaction) => await listMessages(transaction, { taskId, limit: null }),
		);
		expect(logged).toMatchObject([
			{
				template: 'welcome',
				language: 'fr',
				recipient: 'ada@client.example',
				status: 'sent',
				messageId: server.mails[0]?.messageId,
			},
		]);
	});

	test('a durable step without the back office says what is missing', async () => {
		const durable = { taskId: '5f0c6c9e-3c1b-4b7e-9a57-0d6b1f5f3a10', stepName: 'mail' };
		const { error } = await run({ ...send, durableStep: durable }, [
			{ email: 'ada@client.example', domain: 'a.example', language: 'en' },
		]);
		expect(error?.message).toContain('needs the back office');
		expect(server.mails).toEqual([]);
	});
});

describe('the credential', () => {
	const test_ = async (more: IDataObject) => await harness().testCredential('mspMailApi', mailCredential(more));

	test('is tested by connecting and logging in, without a mail', async () => {
		expect(await test_({})).toEqual({ status: 'OK', message: 'The mail server is ready.' });
		expect(server.mails).toEqual([]);
	});

	test.each([
		[{ host: '' }, /'host' is empty/],
		[{ fromAddress: 'nobody' }, /'fromAddress' must be an e-mail address/],
		[{ tls: 'tls' }, /TLS/],
		[{ user: 'ada', password: 'canary-password' }, /./],
	])('%j is told in a sentence', async (more, words) => {
		const result = await test_(more);
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(words) });
		expect(result.message).not.toContain('canary-password');
	});
});
