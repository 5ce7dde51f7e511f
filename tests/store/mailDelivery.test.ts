import { ExternalError, type ErrorClass } from '../../core/kernel/errors';
import {
	mailDelivery,
	smtpTransport,
	type IfInterrupted,
	type MailTransport,
	type MailInput,
} from '../../core/messages';
import { claimTask, openStep, runStep, type TaskOffice } from '../../core/tasks';
import { listMessages } from '../../core/messages/messageLog';
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
