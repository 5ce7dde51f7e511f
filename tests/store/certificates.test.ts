import { fixedClock } from '../../core/kernel/clock';
import { ExternalError } from '../../core/kernel/errors';
import type { Account, Certificate } from '../../core/panels';
import {
	checkCertificates,
	claimNotices,
	listCertificates,
	listRenewable,
	recordNotices,
	recordRenewal,
	reportCertificates,
	standardThresholds,
	unwatchHost,
	watchHost,
	type Probe,
} from '../../core/certificates';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const day = 86_400_000;
const begin = new Date('2026-03-10T04:00:00Z');
const at = (days: number) => fixedClock(new Date(begin.getTime() + days * day));
const ending = (days: number) => new Date(begin.getTime() + days * day);

let database: TestDatabase;
let office: ReturnType<typeof backOfficeOn>;
beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
	await database.owner.query(
		`with v as (insert into msp.server (server_code, panel, base_url, username, sealed_token, max_accounts)
			select code, 'whm', 'https://' || code || '.example', 'root', 'sealed', 9 from unnest(array['web1', 'web2']) as code
			returning id, server_code),
		c as (insert into msp.customer (customer_code, name, email, language) values ('acme', 'Acme', 'acme@a.example', 'fr')
			returning id),
		p as (insert into msp.plan (plan_code, name, price_minor, currency, package_name)
			values ('p', 'p', 100, 'EUR', 'x') returning id)
		insert into msp.service (customer_id, plan_id, server_id, order_reference, domain, status, activated_at)
		select c.id, p.id, v.id, 'o-1', 'acme.example', 'active', now() from c, p, v where server_code = 'web1'`,
	);
});
afterAll(async () => await database.drop());
beforeEach(async () => {
	await database.owner.query('truncate msp.certificate, msp.certificate_notice');
	panels.clear();
	shown.clear();
});

type Held = Partial<Certificate> & { readonly suspended?: boolean; readonly fails?: boolean };
/** The accounts of each server with what its panel says of their certificates; an error when it cannot be read. */
const panels = new Map<string, Record<string, Held> | ExternalError>();
/** What a visitor sees. */
const shown = new Map<string, Partial<Awaited<ReturnType<Probe>>>>();

const probe: Probe = async ({ host, port }) => {
	const seen = shown.get(port === 443 ? host : `${host}:${port}`);
	const fault = { errorClass: 'transport', vendorMessage: `${host} is not reached`, remedy: 'Look.' } as const;
	const good = { state: 'valid', says: '', issuer: 'An Authority', fingerprint: 'a'.repeat(64) } as const;
	return await Promise.resolve(seen ? { ...good, expiresAt: ending(80), ...seen } : fault);
};

async function* listed(accounts: Record<string, Held>): AsyncGenerator<Account> {
	for (const [domain, { suspended = false }] of Object.entries(accounts)) {
		const username = domain.split('.')[0] ?? '';
		yield await Promise.resolve({ domain, username, suspended } as Account);
	}
}

const open = async (_: unknown, code: string) => {
	const held = panels.get(code) ?? {};
	if (held instanceof ExternalError) throw held;
	const certificateOf = async ({ domain }: { domain: string }) => {
		const { fails, suspended: _suspended, ...told } = held[domain] ?? {};
		if (fails) throw new ExternalError('busy', 'the panel is busy', 'Wait.');
		return await Promise.resolve({ state: 'none', issuer: '', expiresAt: null, hostnames: [], ...told } as Certificate);
	};
	return await Promise.resolve({ panel: { listAccounts: () => listed(held), certificateOf } });
};

const options = { servers: null, probeAccounts: true, atOnce: 2 };
const check = async (days = 0, more: Partial<typeof options> = {}) =>
	await checkCertificates(office, { ...options, ...more }, { open, probe, clock: at(days) });
const all = async () =>
	await database.store.asStaff(async (transaction) => await listCertificates(transaction, { limit: null }));
const valid = (days: number): Held => ({ state: 'valid', issuer: 'R3', expiresAt: ending(days).toISOString() });
const claim = async (days: number, audience: 'staff' | 'customer' = 'staff') =>
	(await claimNotices(office, { audience, thresholds: standardThresholds, most: null }, at(days))).map(
		({ host, thresholdDays, noticeId }) => ({ host, thresholdDays, noticeId }),
	);
const told = async (days: number, audience: 'staff' | 'customer' = 'staff') => {
	const due = await claim(days, audience);
	await recordNotices(
		office,
		due.map(({ noticeId }) => noticeId),
		at(days),
	);
	return due.map(({ host, thresholdDays }) => `${host} ${thresholdDays}`);
};

describe('a check', () => {
	test('keeps what the panels say, with whose it is, and looks at hosts that somebody added', async () => {
		panels.set('web1', { 'acme.example': valid(20), 'nobody.example': { state: 'none' } });
		await watchHost(office, {
			host: 'Mail.Acme.example.',
			port: 587,
			protocol: 'smtp',
			label: 'mail',
			customerCode: 'acme',
		});
		shown.set('mail.acme.example:587', { expiresAt: ending(10) });
		expect(await check()).toEqual({ servers: 2, accounts: 2, hosts: 1, unreachable: 0, unread: [] });
		expect(await all()).toMatchObject([
			{ host: 'mail.acme.example', source: 'host', state: 'valid', customerCode: 'acme', renewable: false },
			{ host: 'acme.example', source: 'account', serverCode: 'web1', state: 'valid', issuer: 'R3', renewable: true },
			{ host: 'nobody.example', state: 'none', customerCode: null, expiresAt: null },
		]);
	});

	test('a panel that cannot be read is told of, and the others are read all the same', async () => {
		panels.set('web1', new ExternalError('auth', 'the token is refused', 'Make another one.'));
		panels.set('web2', { 'two.example': valid(20), 'busy.example': { fails: true } });
		const { unread, accounts } = await check();
		expect(accounts).toBe(1);
		expect(unread).toEqual([
			{ serverCode: 'web1', vendorMessage: 'the token is refused', remedy: 'Make another one.' },
			{ serverCode: 'web2', vendorMessage: 'the panel is busy', remedy: 'Wait.' },
		]);
		// What was known of an unread panel stays.
		panels.set('web2', new ExternalError('transport', 'no route', 'Look.'));
		await check(1);
		expect((await all()).map(({ host }) => host)).toEqual(['two.example']);
	});

	test('an account that is gone is watched no more', async () => {
		panels.set('web1', { 'acme.example': valid(20), 'gone.example': valid(20) });
		await check();
		panels.set('web1', { 'acme.example': valid(20) });
		await check(1);
		expect((await all()).map(({ host }) => host)).toEqual(['acme.example']);
	});

	test('what a visitor sees counts, unless the domain leads elsewhere', async () => {
		panels.set('web1', { 'acme.example': valid(20), 'away.example': valid(20), 'dead.example': valid(20) });
		shown.set('acme.example', { expiresAt: ending(90) });
		shown.set('away.example', { state: 'wrong_name', expiresAt: ending(90) });
		await check();
		const ends = Object.fromEntries((await all()).map(({ host, expiresAt }) => [host, expiresAt]));
		expect(ends).toEqual({ 'acme.example': ending(90), 'away.example': ending(20), 'dead.example': ending(20) });
		await check(0, { probeAccounts: false });
		expect((await all()).map(({ expiresAt }) => expiresAt)).toEqual([ending(20), ending(20), ending(20)]);
	});

	test('a host that is not reached keeps the end that was known, and says why', async () => {
		await watchHost(office, { host: '::1', port: 443, protocol: 'tls', label: '' });
		shown.set('::1', { expiresAt: ending(20) });
		await check();
		shown.clear();
		expect(await check(1)).toMatchObject({ hosts: 1, unreachable: 1 });
		expect(await all()).toMatchObject([
			{ host: '::1', state: 'unreachable', says: '::1 is not reached', expiresAt: ending(20) },
		]);
	});

	test('of a suspended account nobody is told', async () => {
		panels.set('web1', { 'acme.example': { ...valid(3), suspended: true } });
		await check();
		expect(await told(0)).toEqual([]);
	});
});

describe('people are told', () => {
	test('once for each threshold, whatever runs how often', async () => {
		panels.set('web1', { 'acme.example': valid(31) });
		await check();
		const nights = [];
		for (let night = 0; night <= 33; night++) nights.push(...(await told(night)), ...(await told(night)));
		expect(nights).toEqual(['acme.example 30', 'acme.example 14', 'acme.example 7', 'acme.example 1']);
	});

	test('after missed nights of the nearest threshold only', async () => {
		panels.set('web1', { 'acme.example': valid(31) });
		await check();
		expect(await told(25)).toEqual(['acme.example 7']);
		expect(await told(40)).toEqual(['acme.example 1']);
	});

	// certbot#2557, boulder#1346: letters went on after the certificate was renewed.
	test('a renewed certificate begins anew, and the one before is told of no more', async () => {
		panels.set('web1', { 'acme.example': valid(10) });
		await check();
		expect(await told(0)).toEqual(['acme.example 14']);
		panels.set('web1', { 'acme.example': valid(90) });
		await check(4);
		expect(await told(4)).toEqual([]);
		expect(await told(61)).toEqual(['acme.example 30']);
	});

	// certbot#4787: a certificate with another name was told of, though a newer one covered the host.
	test('it is the host that is watched, and not a certificate that nobody shows any more', async () => {
		panels.set('web1', { 'acme.example': { ...valid(5), hostnames: ['acme.example'] } });
		await check();
		panels.set('web1', { 'acme.example': { ...valid(80), hostnames: ['acme.example', 'www.acme.example'] } });
		await check(1);
		expect(await told(1)).toEqual([]);
	});

	test('two runs at once get each letter once; one that died leaves it for a later run', async () => {
		panels.set('web1', { 'acme.example': valid(10), 'b.example': valid(10) });
		await check();
		const both = (await Promise.all([claim(0), claim(0)])).flat();
		expect(both.map(({ host }) => host).sort()).toEqual(['acme.example', 'b.example']);
		expect(await claim(0.05)).toEqual([]);
		expect(await told(0.1)).toHaveLength(2);
		expect(
			await recordNotices(
				office,
				both.map(({ noticeId }) => noticeId),
			),
		).toBe(0);
	});

	test('customers get letters of their own, and staff theirs', async () => {
		panels.set('web1', { 'acme.example': valid(10), 'nobody.example': valid(10) });
		await check();
		expect(await told(0, 'customer')).toEqual(['acme.example 14']);
		const report = await reportCertificates(office, { thresholds: standardThresholds, unread: [] }, at(0));
		expect(report.due).toBe(2);
		expect(report.report.certificates[0]).toMatchObject({ days: 10, renewal: 'not_asked' });
	});
});

describe('a renewal', () => {
	test('is asked for where a panel can, once in some days, and anew for the next certificate', async () => {
		panels.set('web1', { 'acme.example': valid(20), 'fine.example': valid(60) });
		await watchHost(office, { host: 'host.example', port: 443, protocol: 'tls', label: '' });
		shown.set('host.example', { expiresAt: ending(5) });
		await check();
		const due = async (days: number) =>
			(await listRenewable(office, { withinDays: 30, everyDays: 7 }, at(days))).map(({ host }) => host);
		expect(await due(0)).toEqual(['acme.example']);
		const [acme] = (await all()).filter(({ host }) => host === 'acme.example');
		await recordRenewal(office, acme?.certificateId ?? '', 'no DNS', at(0));
		expect(await due(1)).toEqual([]);
		expect(await due(7)).toEqual(['acme.example']);
		const { report } = await reportCertificates(office, { thresholds: standardThresholds, unread: [] }, at(1));
		expect(report.certificates.find(({ host }) => host === 'acme.example')).toMatchObject({
			renewal: 'refused',
			refused: 'no DNS',
		});
		panels.set('web1', { 'acme.example': valid(100), 'fine.example': valid(60) });
		await check(8);
		expect((await all()).find(({ host }) => host === 'acme.example')).toMatchObject({ renewalAskedAt: null });
	});
});

describe('a host', () => {
	test('is watched once, and no more when nobody wants it', async () => {
		const host = { host: 'Käse.example', port: 443, protocol: 'tls', label: 'a' } as const;
		const first = await watchHost(office, host);
		const second = await watchHost(office, { ...host, label: 'b' });
		expect(second).toMatchObject({ certificateId: first.certificateId, label: 'b', host: 'xn--kse-qla.example' });
		await unwatchHost(office, first.certificateId);
		await expect(unwatchHost(office, first.certificateId)).rejects.toThrow(/no certificate is watched/);
		await expect(watchHost(office, { ...host, host: 'not a host' })).rejects.toThrow(/is no host name/);
		await expect(watchHost(office, { ...host, customerCode: 'nobody' })).rejects.toThrow(/no customer has the code/);
	});

	test('an account is watched as long as its panel has it', async () => {
		panels.set('web1', { 'acme.example': valid(20) });
		await check();
		const [account] = await all();
		await expect(unwatchHost(office, account?.certificateId ?? '')).rejects.toThrow(/is of the account/);
	});
});
