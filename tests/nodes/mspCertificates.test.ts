import { randomBytes, randomUUID } from 'node:crypto';
import type { IDataObject, INode, NodeParameterValueType } from 'n8n-workflow';
import { z } from 'zod';
import { openVault } from '../../core/kernel/encryption';
import { renderMessage } from '../../core/messages';
import { MspCertificates } from '../../nodes/MspCertificates/MspCertificates.node';
import { createHarness } from '../support/inProcessN8n';
import { createTestDatabase, databaseCredential, type TestDatabase } from '../support/testDatabase';
import { openSmtpHost, openTlsHost, signed, type TlsHost } from '../support/tlsHosts';
import { addForeignAccount, openWhmScene, whmToken, type WhmScene } from '../support/whmScene';

const type = 'n8n-nodes-msp.mspCertificates';
const key = randomBytes(32);
const standard = '30, 14, 7, 1';
const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs);

let database: TestDatabase;
let panel: WhmScene;
let harness: ReturnType<typeof createHarness>;
const open: TlsHost[] = [];

beforeAll(async () => {
	database = await createTestDatabase();
	panel = await openWhmScene();
	harness = createHarness({
		nodes: { [type]: MspCertificates },
		credentials: { mspDatabaseApi: databaseCredential(database, key) },
	});
	await addServer('web1', whmToken);
	await addServer('web2', 'CANARY-of-another-server');
	await database.owner.query(`insert into msp.customer (customer_code, name, email, language)
		values ('acme', 'Acme', 'acme@customer.example', 'fr')`);
});
afterAll(async () => {
	await Promise.all(open.map(async (host) => await host.close()));
	await panel.close();
	await database.drop();
});
beforeEach(async () => {
	await database.owner.query('truncate msp.certificate, msp.certificate_notice');
	for (const user of Object.keys(panel.server.state().accounts))
		Reflect.deleteProperty(panel.server.state().accounts, user);
});

async function addServer(code: string, token: string): Promise<void> {
	const id = randomUUID();
	const sealed = openVault({ current: { version: 1, key } }).seal(`server:${id}`, token);
	await database.owner.query(
		`insert into msp.server (id, server_code, panel, base_url, username, sealed_token, server_group, max_accounts)
		values ($1, $2, 'whm', $3, 'root', $4, 'eu', 100)`,
		[id, code, panel.server.url, sealed],
	);
}

async function call(operation: string, parameters: INode['parameters'] = {}, items: IDataObject[] = [{}]) {
	const [resource = '', name = ''] = operation.split('.');
	const given = { resource, operation: name, ...parameters };
	return await harness.node(type, given, items, { onError: 'continueErrorOutput' });
}
const check = async (servers = 'web1') =>
	(await call('certificate.check', { servers, probeAccounts: false, atOnce: 4 })).output('N');
const list = async () => (await call('certificate.list', { returnAll: true })).output('N');

/** A server of this machine that shows a certificate which ends in so many days. */
async function hostEnding(days: number, names: readonly string[] = ['127.0.0.1']): Promise<TlsHost> {
	const own = await signed({ name: 'A Host', hosts: names, until: inDays(days) });
	const host = await openTlsHost({}, { own });
	open.push(host);
	return host;
}

/** Watches hosts of this machine, each by the item of its port. */
async function watch(
	hosts: ReadonlyArray<Pick<TlsHost, 'port'>>,
	more: INode['parameters'] = {},
): Promise<IDataObject[]> {
	const items = hosts.map(({ port }) => ({ port }));
	return (
		await call('host.watch', { host: '127.0.0.1', port: '={{ $json.port }}', protocol: 'tls', ...more }, items)
	).output('N');
}

/** Until the end of a certificate, to half a day. */
function daysLeft(shown: IDataObject | undefined): number {
	const { expiresAt } = z.object({ expiresAt: z.coerce.date() }).parse(shown);
	return Math.round(((expiresAt.getTime() - Date.now()) / dayMs) * 2) / 2;
}

/** An account on the panel whose certificate ends in so many days: it is issued for 90. */
function accountEnding(user: string, days: number): void {
	addForeignAccount(panel.server, user, `${user}.example`);
	const createdAt = Math.floor(inDays(days - 90).getTime() / 1000);
	Object.assign(panel.server.state().accounts[user] ?? {}, { createdAt, certificateLooks: 5 });
}

/** What staff are told now, as the day and the port of each certificate; it is recorded as sent. */
async function toldStaff(thresholds = standard): Promise<string[]> {
	const [told] = (await call('certificate.report', { thresholds, unread: [] })).output('N');
	const { noticeIds, report } = z
		.object({
			noticeIds: z.array(z.uuid()),
			report: z.object({ certificates: z.array(z.object({ port: z.number(), days: z.number() })) }),
		})
		.parse(told);
	const recorded = await call('certificate.recordNotice', { noticeIds: '={{ $json.ids }}' }, [
		{ ids: noticeIds },
		{ ids: noticeIds.join(', ') },
	]);
	expect(recorded.output('N')).toEqual([{ recorded: noticeIds.length }, { recorded: 0 }]);
	return report.certificates.map(({ days, port }) => `${port} in ${days}`);
}

describe('a watched host', () => {
	test('is looked at by a handshake, each item its own, and a wrong item leaves by the error output', async () => {
		const [good, elsewhere] = [await hostEnding(20.5), await hostEnding(40, ['other.example'])];
		const { output, items } = await call(
			'host.watch',
			{
				host: '={{ $json.host }}',
				port: '={{ $json.port }}',
				label: '={{ $json.label }}',
				customerCode: '={{ $json.of }}',
			},
			[
				{ host: '127.0.0.1', port: good.port, label: 'Office', of: 'acme' },
				{ host: 'not a host', port: 443, label: '', of: '' },
				{ host: '127.0.0.1', port: elsewhere.port, label: '', of: '' },
				{ host: '127.0.0.1', port: 70_000, label: '', of: '' },
				{ host: '127.0.0.1', port: 443, label: '', of: 'nobody' },
			],
		);
		expect(output('N')).toMatchObject([
			{ host: '127.0.0.1', port: good.port, label: 'Office', customerCode: 'acme', state: 'unknown', expiresAt: null },
			{ port: elsewhere.port, customerCode: null, source: 'host' },
		]);
		expect(items('N').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(output('N', 1)).toMatchObject([
			{ error: expect.stringContaining("is no host name: 'not a host'") },
			{ error: expect.stringContaining("'port'") },
			{ error: expect.stringContaining('no customer has the code') },
		]);
		expect(items('N', 1).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 3 }, { item: 4 }]);

		expect(await check()).toEqual([{ servers: 1, accounts: 0, hosts: 2, unreachable: 0, unread: [] }]);
		const [first, second] = await list();
		expect(first).toMatchObject({
			port: good.port,
			state: 'self_signed',
			says: expect.stringContaining('self-signed'),
		});
		expect(daysLeft(first)).toBe(20.5);
		expect(second).toMatchObject({ port: elsewhere.port, state: 'wrong_name' });
	});

	test('is looked at after STARTTLS, and one that does not answer says why and keeps its end', async () => {
		const own = await signed({ name: 'A Mail Server', hosts: ['127.0.0.1'], until: inDays(9.5) });
		const [mail, deaf] = [await openSmtpHost({ own }), await openSmtpHost({ own }, true)];
		open.push(mail, deaf);
		await watch([mail, deaf], { protocol: 'smtp' });
		expect(await check()).toMatchObject([{ hosts: 2, unreachable: 1 }]);
		const [seen, refused] = await list();
		expect(seen).toMatchObject({ port: mail.port, protocol: 'smtp', state: 'self_signed' });
		expect(refused).toMatchObject({ port: deaf.port, state: 'unreachable', expiresAt: null });
		expect(refused?.says).toContain(`127.0.0.1:${deaf.port} does not change to TLS`);

		await mail.close();
		expect(await check()).toMatchObject([{ hosts: 2, unreachable: 2 }]);
		const [gone] = await list();
		expect(gone).toMatchObject({ port: mail.port, state: 'unreachable', expiresAt: seen?.expiresAt });
		expect(gone?.says).toContain(`127.0.0.1:${mail.port}`);
	});

	test('is listed as filters say, and watched no more when nobody wants it', async () => {
		const [one, other] = [await hostEnding(5.5), await hostEnding(50)];
		const [watched] = await watch([one], { label: 'Office', customerCode: 'acme' });
		await watch([other]);
		await check();
		const ports = async (filters: NodeParameterValueType) =>
			(await call('certificate.list', { returnAll: true, filters })).output('N').map(({ port }) => port);
		expect(await ports({ customerCode: 'acme' })).toEqual([one.port]);
		expect(await ports({ search: 'offi' })).toEqual([one.port]);
		expect(await ports({ source: 'account' })).toEqual([]);
		expect(await ports({ states: ['valid', 'self_signed'] })).toEqual([one.port, other.port]);
		const limited = await call('certificate.list', { returnAll: false, limit: '={{ $json.limit }}' }, [
			{ limit: 1 },
			{ limit: 0 },
		]);
		expect(limited.output('N')).toMatchObject([{ port: one.port }]);
		expect(limited.output('N', 1)).toMatchObject([{ error: expect.stringContaining("'limit'") }]);
		const certificateId = z.uuid().parse(watched?.certificateId);
		const unwatched = await call('host.unwatch', { certificateId: '={{ $json.certificateId }}' }, [
			{ certificateId },
			{ certificateId },
			{ certificateId: 'the first' },
		]);
		expect(unwatched.output('N')).toMatchObject([{ certificateId, port: one.port }]);
		expect(unwatched.output('N', 1)).toMatchObject([
			{ error: expect.stringContaining('no certificate is watched under') },
			{ error: expect.stringContaining('must be the ID of a certificate') },
		]);
		expect(await list()).toMatchObject([{ port: other.port }]);
	});
});

describe('a panel', () => {
	test('tells the certificates of its accounts; one that refuses is named in its own words', async () => {
		accountEnding('acme', 20.5);
		addForeignAccount(panel.server, 'bare', 'bare.example');
		const { output, items } = await call(
			'certificate.check',
			{ servers: '={{ $json.servers }}', probeAccounts: false, atOnce: '={{ $json.atOnce ?? 4 }}' },
			[{ servers: 'web2' }, { servers: 'web1, web9' }, { servers: '' }, { servers: 'web1', atOnce: 33 }],
		);
		const refused = {
			serverCode: 'web2',
			vendorMessage: expect.stringMatching(/access denied|token/i),
			remedy: expect.any(String),
		};
		expect(output('N')).toMatchObject([
			{ servers: 1, accounts: 0, unread: [refused] },
			{ servers: 2, accounts: 2, unread: [refused] },
		]);
		expect(JSON.stringify(output('N'))).not.toContain('CANARY');
		expect(items('N').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(output('N', 1)).toMatchObject([
			{ error: expect.stringContaining('no server has the code web9') },
			{ error: expect.stringContaining('must be 32 at the most') },
		]);
		expect((await list()).map(({ host, serverCode, username }) => [host, serverCode, username])).toEqual(
			expect.arrayContaining([
				['acme.example', 'web1', 'acme'],
				['bare.example', 'web1', 'bare'],
			]),
		);

		// What a panel says goes into the mail as it is.
		const unread = output('N')[0]?.unread;
		const [told] = (
			await call('certificate.report', { thresholds: standard, unread: '={{ $json.unread }}' }, [{ unread }])
		).output('N');
		const { text } = renderMessage({
			template: 'certificateReport',
			language: 'en',
			data: { certificateReport: told?.report },
			branding: {},
		});
		expect(text).toMatch(/access denied|token/i);
		expect(text).toContain('web2');
	});

	test('is asked for a new certificate in time, once in some days, and its refusal is kept', async () => {
		accountEnding('acme', 20.5);
		accountEnding('fresh', 80);
		await watch([await hostEnding(5.5)]);
		await check();
		const due = async (withinDays: number, everyDays = 7) =>
			(await call('certificate.listRenewable', { withinDays, everyDays })).output('N').map(({ host }) => host);
		expect([await due(20), await due(30)]).toEqual([[], ['acme.example']]);
		const [acme] = (await call('certificate.listRenewable', { withinDays: 30, everyDays: 7 })).output('N');
		const certificateId = z.uuid().parse(acme?.certificateId);
		const recorded = await call(
			'certificate.recordRenewal',
			{ certificateId: '={{ $json.id }}', outcome: '={{ $json.outcome }}', words: '={{ $json.words }}' },
			[
				{ id: certificateId, outcome: 'refused', words: 'AutoSSL: no DNS' },
				{ id: randomUUID(), outcome: 'asked', words: '' },
			],
		);
		expect(recorded.output('N')).toMatchObject([{ certificateId, renewalRefused: 'AutoSSL: no DNS' }]);
		expect(recorded.output('N', 1)).toMatchObject([
			{ error: expect.stringContaining('no certificate is watched under') },
		]);
		expect(await due(30)).toEqual([]);
		const [told] = (await call('certificate.report', { thresholds: standard, unread: [] })).output('N');
		expect(told).toMatchObject({
			due: 2,
			report: {
				certificates: [
					{ host: '127.0.0.1', renewal: 'none' },
					{ host: 'acme.example', renewal: 'refused', refused: 'AutoSSL: no DNS' },
				],
			},
		});
	});
});

describe('people', () => {
	test('are told of each of the standard days once, by the end that a server really shows', async () => {
		const ports: Record<number, number> = {};
		for (const days of [31, 29, 13, 6, 0]) ports[days] = (await hostEnding(days + 0.5)).port;
		await watch(Object.values(ports).map((port) => ({ port })));
		await check();
		expect(await toldStaff()).toEqual([0, 6, 13, 29].map((days) => `${ports[days] ?? 0} in ${days}`));
		const { rows } = await database.owner.query(
			`select threshold_days as days from msp.certificate_notice where status = 'sent' order by 1`,
		);
		expect(rows).toEqual([{ days: 1 }, { days: 7 }, { days: 14 }, { days: 30 }]);
		// Neither a repeat nor another check tells them again.
		await check();
		expect(await toldStaff()).toEqual([]);
	});

	test('are told once more when the next day comes, and of a renewed certificate from the beginning', async () => {
		const host = await hostEnding(5.5);
		await watch([host]);
		await check();
		const told = `${host.port} in 5`;
		// As if the other days were added later: each that is nearer to the end is a day of its own.
		const nights = [];
		for (const days of ['30', '30', '30, 14', '30, 14, 7', '30, 14, 7, 1']) nights.push(await toldStaff(days));
		expect(nights).toEqual([[told], [], [told], [told], []]);

		const renewed = await openTlsHost(
			{},
			{ own: await signed({ name: 'Renewed', hosts: ['127.0.0.1'], until: inDays(13.5) }) },
		);
		open.push(renewed);
		await database.owner.query('update msp.certificate set port = $1', [renewed.port]);
		await check();
		expect(await toldStaff()).toEqual([`${renewed.port} in 13`]);
	});

	test('who own a host get letters of their own, as many as are asked for, until one is recorded', async () => {
		const [first, second] = [await hostEnding(5.5), await hostEnding(6.5)];
		await watch([first, second], { customerCode: 'acme' });
		await watch([await hostEnding(3.5)]);
		await check();
		const { output, items } = await call(
			'certificate.claimNotices',
			{ thresholds: '={{ $json.days }}', limit: '={{ $json.limit }}' },
			[
				{ days: standard, limit: 1 },
				{ days: 'soon', limit: 1 },
				{ days: standard, limit: 50 },
				{ days: standard, limit: 50 },
			],
		);
		const letters = output('N').map(({ port, thresholdDays, days }) => ({ port, thresholdDays, days }));
		expect(letters).toHaveLength(2);
		expect(letters).toEqual(
			expect.arrayContaining([
				{ port: first.port, thresholdDays: 7, days: 5 },
				{ port: second.port, thresholdDays: 7, days: 6 },
			]),
		);
		expect(output('N')).toMatchObject([
			{ customerCode: 'acme', language: 'fr' },
			{ customerEmail: 'acme@customer.example' },
		]);
		// One, as was asked for; the next item has the other one, and the last has nothing left.
		expect(items('N').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(output('N', 1)).toMatchObject([{ error: expect.stringContaining('must be whole numbers') }]);
		// Staff are told of all three all the same.
		expect(await toldStaff()).toHaveLength(3);
	});
});
