import { ExternalError, type ErrorClass } from '../../core/kernel/errors';
import {
	mailDelivery,
	smtpTransport,
	type IfInterrupted,
	type MailTransport,
	type MailInput,
} from '../../core/messages';
import { claimTask, failTask, openStep, runStep, showTask, type TaskOffice } from '../../core/tasks';
import { listMessages } from '../../core/messages/messageLog';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailCatcher, type MailCatcher, type MailFault } from '../../stack/mailCatcher';
import { startMailServer, type TestMailServer } from '../support/mailServer';
import { backOfficeOn, letTimePass, seedPlan, seedTask } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const sender = { address: 'hosting@acme.example', name: 'Acme Hosting' };
const link = 'https://web-01.example.net:2083/invite?token=canary-invitation';

let database: TestDatabase;
let office: TaskOffice;
let plan: { customerId: string; planId: string };
let server: TestMailServer;
let smtp: MailTransport;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	plan = await seedPlan(office, 'mails', [1000]);
	server = await startMailServer();
	smtp = smtpTransport(server.address, sender);
});
afterAll(async () => {
	await server.close();
	await database.drop();
});

/** A task with a step that sends a welcome mail, whose tries can go wrong. */
async function scene(domain: string, ifInterrupted: IfInterrupted) {
	const taskId = await seedTask(office, plan, domain);
	await claimTask(office, taskId);
	const step = { taskId, stepName: 'welcome-mail' };
	const data = { domain, username: 'u1', serverName: 's1', accountUrl: link, linkKind: 'sign_in' };
	const input: MailInput = { template: 'welcome', language: 'en', data, to: `${taskId}@client.example` };
	return {
		taskId,
		attempt: async (transport: MailTransport = smtp) => {
			const effect = mailDelivery({ transport, ifInterrupted });
			return await runStep(openStep(office, step, effect), input);
		},
		arrived: () => server.mails.filter(({ envelope }) => envelope.to.includes(input.to)),
		logged: async () =>
			await office.store.asStaff(async (transaction) => await listMessages(transaction, { taskId, limit: null })),
	};
}

class Killed extends Error {}

/** The process dies before the mail is sent, or after the server took it and before that is recorded. */
const dying = (when: 'before' | 'after'): MailTransport => ({
	sender,
	send: async (mail) => {
		if (when === 'after') await smtp.send(mail);
		throw new Killed();
	},
});

const failing = (errorClass: ErrorClass): MailTransport => ({
	sender,
	send: () => Promise.reject(new ExternalError(errorClass, '451 not now', 'Try again later.')),
});

test.each(['send_again', 'do_not_send_again'] as const)(
	'%s: a mail that was sent is not sent again',
	async (choice) => {
		const { attempt, arrived, logged } = await scene(`once-${choice.replaceAll('_', '-')}.example`, choice);
		const sent = await attempt();
		expect(await attempt()).toEqual(sent);
		expect(arrived()).toHaveLength(1);
		expect(await logged()).toMatchObject([{ status: 'sent', messageId: sent.messageId, customerId: plan.customerId }]);
	},
);

test.each(['before', 'after'] as const)(
	'send again, killed %s the server took it: the same mail arrives',
	async (when) => {
		const { attempt, arrived, logged } = await scene(`again-${when}.example`, 'send_again');
		await expect(attempt(dying(when))).rejects.toThrow(Killed);
		await letTimePass(office);
		const sent = await attempt();
		expect(arrived()).toHaveLength(when === 'after' ? 2 : 1);
		expect(new Set(arrived().map(({ messageId }) => messageId))).toEqual(new Set([sent.messageId]));
		expect(new Set(arrived().map(({ raw }) => raw)).size).toBe(1);
		expect(await logged()).toMatchObject([{ status: 'sent' }]);
	},
);

test.each(['before', 'after'] as const)('at most once, killed %s the server took it: never twice', async (when) => {
	const { attempt, arrived, logged } = await scene(`most-${when}.example`, 'do_not_send_again');
	await expect(attempt(dying(when))).rejects.toThrow(Killed);
	await letTimePass(office);
	expect(await attempt()).toMatchObject({ status: 'uncertain' });
	expect(arrived()).toHaveLength(when === 'after' ? 1 : 0);
	expect(await logged()).toMatchObject([{ status: 'uncertain' }]);
});

test.each(['busy', 'auth', 'invalid'] as const)(
	'at most once: a mail that the server refused (%s) is sent when it takes it',
	async (errorClass) => {
		const { attempt, arrived } = await scene(`refused-${errorClass}.example`, 'do_not_send_again');
		await expect(attempt(failing(errorClass))).rejects.toThrow('451 not now');
		await expect(attempt(failing(errorClass))).rejects.toThrow('451 not now');
		expect(await attempt()).toMatchObject({ status: 'sent' });
		expect(arrived()).toHaveLength(1);
	},
);

test('at most once: a refusal is no answer for a later try that died', async () => {
	const { attempt, arrived } = await scene('refused-then-died.example', 'do_not_send_again');
	await expect(attempt(failing('busy'))).rejects.toThrow('451 not now');
	await expect(attempt(dying('after'))).rejects.toThrow(Killed);
	await letTimePass(office);
	expect(await attempt()).toMatchObject({ status: 'uncertain' });
	expect(arrived()).toHaveLength(1);
});

test('the link in the mail is nowhere in the database in the open', async () => {
	const { attempt, arrived } = await scene('sealed.example', 'send_again');
	await attempt();
	expect(arrived()[0]?.text).toContain('canary-invitation');
	expect(await database.dump()).not.toContain('canary-invitation');
});

describe('a refusal that is not about the customer', () => {
	let folder: string;
	let catcher: MailCatcher;
	let caught: MailTransport;
	let scenes = 0;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-refusals-'));
		catcher = await startMailCatcher({ smtpPort: 0, pagePort: 0, folder });
		caught = smtpTransport({ ...server.address, port: catcher.smtpPort }, sender);
	});
	afterAll(async () => {
		await catcher.close();
		await rm(folder, { recursive: true, force: true });
	});
	const plan = async (fault: MailFault) =>
		await fetch(`${catcher.url}/_standin/faults`, { method: 'POST', body: JSON.stringify(fault) });

	test('of a quota waits, says why, and the mail goes out when the quota is free', async () => {
		const { attempt, logged, taskId } = await scene('quota.example', 'do_not_send_again');
		await plan({ kind: 'refuse', code: 550, message: '5.4.5 Daily user sending quota exceeded. - gsmtp' });
		await expect(attempt(caught)).rejects.toMatchObject({
			errorClass: 'busy',
			vendorMessage: '550 5.4.5 Daily user sending quota exceeded. - gsmtp',
		});
		const { task, next } = await failTask(office, taskId, 'carry_on');
		expect([task.status, next]).toEqual(['retry', 'retry_later']);
		expect(await showTask(office, taskId)).toMatchObject({
			errorClass: 'busy',
			remedy: expect.stringContaining('has sent as much as its provider allows'),
		});
		await letTimePass(office);
		await claimTask(office, taskId);
		expect(await attempt(caught)).toMatchObject({ status: 'sent' });
		expect(await logged()).toMatchObject([{ status: 'sent' }]);
	});

	test.each<[string, MailFault]>([
		['the sender', { kind: 'refuse', at: 'mail', code: 553, message: '5.7.1 not owned by user ada' }],
		['the sender', { kind: 'refuse', at: 'mail', code: 550, message: 'mailbox unavailable' }],
		['the sender', { kind: 'refuse', at: 'rcpt', code: 550, message: 'Sender verify failed' }],
		['relaying', { kind: 'refuse', at: 'rcpt', code: 554, message: '5.7.1 Relay access denied' }],
		['the domain of the sender', { kind: 'refuse', code: 550, message: '5.7.26 This mail is unauthenticated' }],
	])('of %s is final, and names the settings of the mail account: %j', async (_, fault) => {
		const { attempt, taskId } = await scene(`sender-${++scenes}.example`, 'send_again');
		await plan(fault);
		await expect(attempt(caught)).rejects.toMatchObject({
			errorClass: 'permission',
			remedy: expect.stringMatching(/MSP Mail Server credential.*address of the customer is not the fault/),
		});
		expect((await failTask(office, taskId, 'carry_on')).next).toBe('carry_on');
	});

	test('while an unknown recipient is one', async () => {
		const { attempt } = await scene('nobody.example', 'send_again');
		await plan({ kind: 'refuse', at: 'rcpt', code: 550, message: '5.1.1 No such user' });
		await expect(attempt(caught)).rejects.toMatchObject({
			errorClass: 'invalid',
			remedy: 'Correct the address of the recipient.',
		});
	});
});
