import type { SMTPServerOptions } from 'smtp-server';
import { ExternalError } from '../../../core/kernel/errors';
import {
	checkSmtp,
	mailDelivery,
	smtpTransport,
	templateNames,
	type IfInterrupted,
	type MailServer,
	type MailInput,
} from '../../../core/messages';
import { languages } from '../../../core/kernel/languages';
import { runUnrecorded } from '../../../core/tasks';
import { localhostCertificate } from '../../support/localhostCertificate';
import { startMailServer, startScriptedSmtp, type TestMailServer } from '../../support/mailServer';
import { branding, samples } from './samples';

const sender = { address: 'hosting@acme.example', name: 'Acme Hosting' };
const times = { connect: 20_000, silence: 20_000, whole: 30_000 };
/** For a server that falls silent: long enough for one that answers on a busy machine. */
const impatient = { ...times, silence: 1_000 };
const input: MailInput = {
	template: 'welcome',
	language: 'fr',
	data: samples.welcome,
	branding,
	to: 'ada@client.example',
};

const running: TestMailServer[] = [];
afterEach(async () => {
	for (const server of running.splice(0)) await server.close();
});

async function started<S extends TestMailServer>(starting: Promise<S>): Promise<S> {
	const server = await starting;
	running.push(server);
	return server;
}

const delivery = (server: MailServer, ifInterrupted: IfInterrupted = 'send_again', within = times) =>
	mailDelivery({ transport: smtpTransport(server, sender, within), ifInterrupted });

async function failureOf(work: Promise<unknown>): Promise<ExternalError> {
	const error: unknown = await work.then(
		(value) => value,
		(thrown: unknown) => thrown,
	);
	if (error instanceof ExternalError) return error;
	throw new Error(`not an ExternalError: ${JSON.stringify(error)}`);
}

describe('a mail', () => {
	test('arrives with both parts and the headers that it needs', async () => {
		const { address, mails } = await started(startMailServer());
		const sent = await runUnrecorded(delivery(address), input);

		expect(mails).toHaveLength(1);
		const [mail] = mails;
		expect(mail).toMatchObject({
			subject: 'Votre hébergement pour lefevre.example est prêt',
			from: sender,
			to: [{ address: 'ada@client.example' }],
			replyTo: [{ address: 'hulp@noorderlicht.example' }],
			messageId: sent.messageId,
			envelope: { from: 'hosting@acme.example', to: ['ada@client.example'] },
		});
		expect(mail?.text).toContain('Bonjour Boulangerie Lefèvre,');
		expect(mail?.html).toContain('<html lang="fr"');
		const header = (key: string) => mail?.headers.find((one) => one.key === key)?.value;
		expect(header('content-language')).toBe('fr');
		expect(header('auto-submitted')).toBe('auto-generated');
		expect(header('content-type')).toContain('multipart/alternative');
		expect(Math.abs(Date.parse(header('date') ?? '') - Date.now())).toBeLessThan(60_000);
		expect(sent).toEqual({
			template: 'welcome',
			language: 'fr',
			messageId: sent.messageId,
			to: 'ada@client.example',
			subject: 'Votre hébergement pour lefevre.example est prêt',
			status: 'sent',
			response: expect.stringContaining('queued as 1'),
		});
	});

	test.each(templateNames.flatMap((template) => languages.map((language) => [template, language] as const)))(
		'%s in %s survives the journey',
		async (template, language) => {
			const { address, mails } = await started(startMailServer());
			const effect = delivery(address);
			const { intent, secrets = {} } = await effect.plan({ ...input, template, language, data: samples[template] });
			await effect.apply(intent, secrets);
			const lines = (text = '') => text.replaceAll('\r\n', '\n').trim();
			expect(lines(mails[0]?.text)).toBe(lines(secrets.text));
			expect(lines(mails[0]?.html)).toBe(lines(secrets.html));
			expect(mails[0]?.subject).toBe(intent.subject);
		},
	);

	test('is the same mail on a repeat: the same Message-ID, date and content', async () => {
		const { address, mails } = await started(startMailServer());
		const effect = delivery(address);
		const { intent, secrets = {} } = await effect.plan(input);
		await effect.apply(intent, secrets);
		await effect.apply(effect.intent.parse(JSON.parse(JSON.stringify(intent))), secrets);
		const [one, other] = mails;
		expect(one?.messageId).toMatch(/^<[0-9a-f-]{36}@acme\.example>$/);
		expect([other?.messageId, other?.date, other?.text, other?.html]).toEqual([
			one?.messageId,
			one?.date,
			one?.text,
			one?.html,
		]);
	});

	test('has a Message-ID of its own each time that it is decided on', async () => {
		const { plan } = delivery((await started(startMailServer())).address);
		const idOf = async () => (await plan(input)).intent.messageId;
		expect(await idOf()).not.toBe(await idOf());
	});

	test('keeps its links out of the intent and the result', async () => {
		const { address } = await started(startMailServer());
		const effect = delivery(address);
		const { intent, secrets = {} } = await effect.plan(input);
		const result = await effect.apply(intent, secrets);
		expect(JSON.stringify([intent, result])).not.toContain('token=');
		expect(secrets.text).toContain('token=');
	});

	test.each([
		'',
		'nobody',
		'a@b@c',
		'ada@client.example, eve@evil.example',
		'ada@client.example\r\nBcc: eve@evil.example',
	])('%j is nobody to write to', async (to) => {
		const { plan } = delivery((await started(startMailServer())).address);
		await expect(async () => await plan({ ...input, to })).rejects.toThrow(/'to' is not an e-mail address/);
	});
});

describe('where nobody knows whether the mail was taken', () => {
	test('it is read back as what the operator chose', async () => {
		const { address } = await started(startMailServer());
		const again = delivery(address, 'send_again');
		const never = delivery(address, 'do_not_send_again');
		const { intent } = await again.plan(input);
		expect(await again.readBack(intent)).toEqual({ state: 'absent' });
		expect(await never.readBack(intent)).toMatchObject({
			state: 'ours',
			result: { status: 'uncertain', messageId: intent.messageId },
		});
	});

	test.each(['hang up', 'silence'])('after the body, on %s', async (body) => {
		const { address, bodies } = await started(startScriptedSmtp({ body }));
		const error = await failureOf(runUnrecorded(delivery(address, 'send_again', impatient), input));
		expect(error).toMatchObject({ errorClass: 'transport', remedy: expect.stringContaining('may have taken') });
		expect(bodies).toHaveLength(1);
		expect(await runUnrecorded(delivery(address, 'do_not_send_again', impatient), input)).toMatchObject({
			status: 'uncertain',
		});
		expect(bodies).toHaveLength(2);
	});

	test('there is no doubt before the body: the choice makes no difference', async () => {
		for (const script of [{ greeting: 'hang up' }, { MAIL: 'hang up' }, { RCPT: 'silence' }, { DATA: 'hang up' }]) {
			const { address, bodies } = await started(startScriptedSmtp(script));
			const error = await failureOf(runUnrecorded(delivery(address, 'do_not_send_again', impatient), input));
			expect(error.errorClass).toBe('busy');
			expect(bodies).toHaveLength(0);
		}
	});
});

describe("the mail server's refusal", () => {
	test.each([
		['greeting', '421 4.3.2 too busy', 'busy'],
		['MAIL', '451 4.7.1 greylisted', 'busy'],
		['RCPT', '450 4.2.1 mailbox busy', 'busy'],
		['RCPT', '550 5.1.1 no such user', 'invalid'],
		['RCPT', '553 5.1.3 bad address', 'invalid'],
		['RCPT', '552 5.2.2 mailbox full', 'limit'],
		['MAIL', '530 5.7.0 authentication required', 'auth'],
		['MAIL', '550 5.7.1 relaying denied', 'permission'],
		['DATA', '554 5.5.1 no valid recipients', 'invalid'],
		['body', '452 4.3.1 disk full', 'busy'],
		['body', '552 5.3.4 message too big', 'limit'],
		['body', '554 5.7.1 looks like spam', 'permission'],
	])('at %s, %s is %s', async (point, line, errorClass) => {
		const { address } = await started(startScriptedSmtp({ [point]: line }));
		for (const ifInterrupted of ['send_again', 'do_not_send_again'] as const) {
			const error = await failureOf(runUnrecorded(delivery(address, ifInterrupted), input));
			expect(error).toMatchObject({ errorClass, vendorMessage: expect.stringContaining(line) });
		}
	});

	test('of a log-in is told without the password', async () => {
		const { address } = await started(startScriptedSmtp({ AUTH: '535 5.7.8 wrong: canary-password' }));
		const error = await failureOf(checkSmtp({ ...address, user: 'ada', password: 'canary-password' }, times));
		expect(error).toMatchObject({ errorClass: 'auth', remedy: expect.stringContaining('MSP Mail Server') });
		expect(error.vendorMessage).toBe('535 5.7.8 wrong: [redacted]');
	});
});

describe('the connection', () => {
	const secured = { key: localhostCertificate.key, cert: localhostCertificate.cert };
	const trusting = { host: 'localhost', certificateAuthority: localhostCertificate.cert };

	test.each([
		['starttls', {}],
		['tls', { secure: true }],
	] as const)('by %s is encrypted, logs in and sends', async (tls, options) => {
		const onAuth = jest.fn<undefined, Parameters<NonNullable<SMTPServerOptions['onAuth']>>>((auth, _session, done) => {
			done(null, { user: auth.username });
		});
		const { address, mails } = await started(
			startMailServer(
				{ ...secured, ...options, authOptional: false, onAuth },
				{ ...trusting, tls, user: 'ada', password: 's3cret' },
			),
		);
		await checkSmtp(address, times);
		await runUnrecorded(delivery(address), input);
		expect(mails).toHaveLength(1);
		expect(onAuth.mock.calls.map(([auth]) => [auth.username, auth.password])).toEqual([
			['ada', 's3cret'],
			['ada', 's3cret'],
		]);
	});

	test('does not trust a certificate that nobody vouches for', async () => {
		const { address } = await started(
			startMailServer(secured, { ...trusting, tls: 'starttls', certificateAuthority: '' }),
		);
		const error = await failureOf(checkSmtp(address, times));
		expect(error).toMatchObject({ errorClass: 'invalid', remedy: expect.stringContaining('certificate') });
	});

	test('is not made in the open where STARTTLS is asked for', async () => {
		const { address } = await started(startScriptedSmtp({}));
		const error = await failureOf(checkSmtp({ ...address, tls: 'starttls', user: 'ada', password: 'canary' }, times));
		expect(error).toMatchObject({ errorClass: 'invalid', remedy: expect.stringContaining('Choose the TLS') });
		expect(error.vendorMessage).toContain('STARTTLS');
	});

	test('that nobody takes says host and port', async () => {
		const server = await startMailServer();
		await server.close();
		const error = await failureOf(checkSmtp(server.address, times));
		expect(error).toMatchObject({ errorClass: 'busy', remedy: expect.stringContaining('host, port and TLS') });
		expect(error.vendorMessage).toContain(`127.0.0.1:${server.address.port}`);
	});

	test.each(['greeting', 'EHLO', 'MAIL'] as const)('does not wait for ever at %s', async (point) => {
		const { address } = await started(startScriptedSmtp({ [point]: 'silence' }));
		const transport = smtpTransport(address, sender, { connect: 300, silence: 300, whole: 1_000 });
		const began = performance.now();
		const effect = mailDelivery({ transport, ifInterrupted: 'send_again' });
		expect((await failureOf(runUnrecorded(effect, input))).errorClass).toBe('busy');
		expect(performance.now() - began).toBeLessThan(2_500);
	});
});
