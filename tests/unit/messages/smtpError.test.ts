import tls from 'node:tls';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { isTransient } from '../../../core/kernel/errors';
import { checkSmtp, mailDelivery, smtpTransport, type MailInput, type MailServer } from '../../../core/messages';
import { meaningOfReply } from '../../../core/messages/smtpReply';
import type { SmtpStage } from '../../../core/messages/smtpWords';
import { runUnrecorded } from '../../../core/tasks';
import { outsideFailureOf as failureOf } from '../../support/failure';
import { localhostCertificate } from '../../support/localhostCertificate';
import { startScriptedSmtp } from '../../support/mailServer';
import { branding, samples } from './samples';
import { about, realReplies } from './smtpReplies';

const codeOf = (text: string) => Number(text.slice(0, 3));
const stages: readonly SmtpStage[] = ['connection', 'log_in', 'sender', 'recipient', 'content'];

describe('what a reply means', () => {
	test.each(realReplies.map((one) => [one.text.replaceAll('\n', ' / '), one.stage, one.errorClass, one] as const))(
		'%s, at %s: %s',
		(_text, stage, errorClass, { text, about: subject }) => {
			const meaning = meaningOfReply({ code: codeOf(text), text, stage });
			expect(meaning).toEqual({ errorClass, remedy: expect.stringMatching(about[subject]) as unknown });
		},
	);

	test('there are more than forty, of each sort', () => {
		expect(realReplies.length).toBeGreaterThan(40);
		expect(new Set(realReplies.map((one) => one.about))).toEqual(new Set(Object.keys(about)));
	});

	test('no answer before the recipient is named is about the recipient, whatever its words', () => {
		const saying = fc.oneof(fc.constantFrom(...realReplies.map(({ text }) => text)), fc.string());
		fc.assert(
			fc.property(
				saying,
				fc.integer({ min: 500, max: 559 }),
				fc.constantFrom(...stages.slice(0, 3)),
				(text, code, stage) => {
					const { remedy } = meaningOfReply({ code, text: `${code} ${text}`, stage });
					for (const subject of ['recipient', 'full', 'closed'] as const) expect(remedy).not.toMatch(about[subject]);
				},
			),
		);
	});

	test('a server that asks to come again is asked again, whatever its words', () => {
		const saying = fc.oneof(fc.constantFrom(...realReplies.map(({ text }) => text.slice(4))), fc.string());
		fc.assert(
			fc.property(saying, fc.integer({ min: 400, max: 459 }), fc.constantFrom(...stages), (text, code, stage) => {
				expect(isTransient(meaningOfReply({ code, text: `${code} ${text}`, stage }).errorClass)).toBe(true);
			}),
		);
	});

	test('a long reply is read in no time', () => {
		const began = performance.now();
		for (const word of ['user ', 'a', '5.1', 'address account ', '@\n550-']) {
			meaningOfReply({ code: 550, text: `550 ${word.repeat(100_000)}`, stage: 'recipient' });
		}
		expect(performance.now() - began).toBeLessThan(2_000);
	});
});

const times = { connect: 20_000, silence: 20_000, whole: 30_000 };
const sender = { address: 'hosting@acme.example', name: 'Acme Hosting' };
const input: MailInput = {
	template: 'welcome',
	language: 'en',
	data: samples.welcome,
	branding,
	to: 'ada@client.example',
};

test.each([
	['MAIL', 'sender', 'permission'],
	['RCPT', 'recipient', 'invalid'],
	['DATA', 'server', 'invalid'],
] as const)('the same words are understood by the command that they answer: %s', async (point, subject, errorClass) => {
	const line = '550 no';
	const server = await startScriptedSmtp({ [point]: line });
	try {
		const delivery = mailDelivery({
			transport: smtpTransport(server.address, sender, times),
			ifInterrupted: 'send_again',
		});
		expect(await failureOf(runUnrecorded(delivery, input))).toMatchObject({
			errorClass,
			vendorMessage: line,
			remedy: expect.stringMatching(about[subject]),
		});
	} finally {
		await server.close();
	}
});

describe('a failure of TLS is told in plain words', () => {
	const internals = /routines|openssl|:error:|ERR_|EPROTO|\bSSL\b|ssl3|0A0/;

	async function saying(address: Partial<MailServer>, port: number) {
		const base = { host: 'localhost', port, user: '', password: '', certificateAuthority: '', tls: 'tls' } as const;
		const error = await failureOf(checkSmtp({ ...base, ...address }, times));
		expect(`${error.vendorMessage} ${error.remedy}`).not.toMatch(internals);
		expect(error.vendorMessage).toContain(`localhost:${port}`);
		return error;
	}

	async function withTls(options: tls.TlsOptions, work: (port: number) => Promise<void>) {
		const { key, cert } = localhostCertificate;
		const server = tls.createServer({ key, cert, ...options }).listen(0, 'localhost');
		server.on('tlsClientError', () => undefined);
		await new Promise((resolve) => server.once('listening', resolve));
		try {
			await work((server.address() as AddressInfo).port);
		} finally {
			server.close();
		}
	}

	test('a server that begins in the open', async () => {
		const server = await startScriptedSmtp({});
		expect(await saying({ host: 'localhost' }, server.address.port)).toMatchObject({
			errorClass: 'invalid',
			vendorMessage: expect.stringContaining('does not speak TLS from the first byte'),
			remedy: expect.stringMatching(/STARTTLS.*465/),
		});
		await server.close();
	});

	test.each([
		['only an old version', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
		['only a weak cipher', { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }],
	] as const)('%s', async (_, options) => {
		await withTls(options, async (port) => {
			expect(await saying({}, port)).toMatchObject({
				errorClass: 'invalid',
				vendorMessage: expect.stringMatching(/old versions|no common TLS/),
			});
		});
	});

	test('a certificate that nobody vouches for, or of another name', async () => {
		await withTls({}, async (port) => {
			expect(await saying({}, port)).toMatchObject({
				errorClass: 'invalid',
				vendorMessage: expect.stringContaining('self-signed'),
				remedy: expect.stringContaining('certificate'),
			});
		});
	});

	test.each([
		['454 4.7.0 TLS not available due to local problem', 'busy'],
		['502 5.5.1 not implemented', 'invalid'],
	])('STARTTLS is refused by %s', async (line, errorClass) => {
		const server = await startScriptedSmtp({ STARTTLS: line });
		const error = await saying({ tls: 'starttls' }, server.address.port);
		expect(error).toMatchObject({ errorClass, vendorMessage: expect.stringMatching(`STARTTLS.*${line.slice(4)}`) });
		await server.close();
	});
});
