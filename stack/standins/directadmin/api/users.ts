import { randomBytes } from 'node:crypto';
import { accountOf } from '../call';
import { domainsOf, limitOf, newAccount, type DirectAdminAccount, type DirectAdminState } from '../state';
import { asAccount, failed, ok, textIn, type ApiFunction } from './answer';

/** A reseller gets a refusal for users of others. An admin gets "not found" for a missing user. */
const onUser =
	(tell: (account: DirectAdminAccount, state: DirectAdminState) => object): ApiFunction =>
	(call) => {
		const [username = ''] = call.names;
		if (username === call.caller.username) {
			return ok({ ...tell(withoutDomain(username), call.state), userType: call.caller.role });
		}
		const account = accountOf(call, username);
		if (account) return ok(tell(account, call.state));
		return call.caller.role === 'admin' ? failed(404, 'NOT_FOUND') : failed(403, 'ACCESS_DENIED');
	};

/** An admin or a reseller, who is also a user of the server. */
const withoutDomain = (username: string) =>
	newAccount({ username, domain: '', packageName: '', email: '', creator: 'root', password: '', ip: '' });

const features = Object.fromEntries(
	['aftp', 'catchAll', 'cgi', 'clamav', 'git', 'jail', 'nginxUnit', 'redis', 'ssh', 'twoStepAuth', 'wordpress'].map(
		(name) => [name, false],
	),
);
const rights = Object.fromEntries(
	['account', 'apiAllowPassword', 'cron', 'dnsControl', 'loginKeys', 'php', 'spam', 'ssl', 'sysInfo'].map((name) => [
		name,
		true,
	]),
);

function config(account: DirectAdminAccount, state: DirectAdminState) {
	const limit = (setting: string) => limitOf(state, account, setting);
	return {
		...features,
		...rights,
		username: account.username,
		userType: 'user',
		creator: account.creator,
		name: account.username,
		domain: account.domain,
		domains: domainsOf(account),
		email: account.email,
		ip: account.ip,
		package: account.packageName,
		suspended: account.suspended,
		dateCreated: account.createdAt,
		quotaLim: limit('quota'),
		bandwidthLim: limit('bandwidth'),
		emailAccountsLim: limit('nemails'),
		mySqlDatabasesLim: limit('mysql'),
		emailForwardersLim: limit('nemailf'),
		autorespondersLim: limit('nemailr'),
		mailingListsLim: limit('nemailml'),
		domainPointersLim: limit('domainptr'),
		domainsLim: limit('vdomains'),
		subdomainsLim: limit('nsubdomains'),
		ftpAccountsLim: limit('ftp'),
		inodeLim: limit('inode'),
		usersLim: 0,
		users: [],
		featureSets: [],
		language: 'en',
		skin: 'evolution',
		letsEncrypt: 1,
		mailPartition: '',
		mySqlConf: '',
		ns1: `ns1.${state.hostname}`,
		ns2: `ns2.${state.hostname}`,
		pluginsBlacklist: [],
		pluginsWhitelist: [],
		twoStepAuthDesc: '',
		usersManageDomains: 0,
		zoom: 100,
	};
}

const megabyte = 1_048_576;

function usage(account: DirectAdminAccount, state: DirectAdminState) {
	const of = (used: number, setting: string, unit = 1) => {
		const limit = limitOf(state, account, setting);
		return { usage: used, limit: limit < 0 ? -1 : limit * unit, unlimited: limit < 0 };
	};
	return {
		quotaBytes: of(12 * megabyte, 'quota', megabyte),
		bandwidthBytes: of(7 * megabyte, 'bandwidth', megabyte),
		emailAccounts: of(Object.keys(account.mailboxes).length, 'nemails'),
		mySqlDatabases: of(account.databases.length, 'mysql'),
		autoresponders: of(0, 'nemailr'),
		domainPointers: of(0, 'domainptr'),
		domains: of(domainsOf(account).length, 'vdomains'),
		emailForwarders: of(0, 'nemailf'),
		ftpAccounts: of(1, 'ftp'),
		inode: of(321, 'inode'),
		mailingLists: of(0, 'nemailml'),
		subdomains: of(0, 'nsubdomains'),
		dbQuotaBytes: 4_096 * account.databases.length,
		emailQuotaBytes: 524_288 * Object.keys(account.mailboxes).length,
		otherQuotaBytes: 0,
		quotaWithoutSystemBytes: 12 * megabyte,
		emailDeliveries: 0,
		emailDeliveriesIncoming: 0,
		emailDeliveriesOutgoing: 0,
	};
}

const createUrl = asAccount((_, { body, state }) => {
	const networks = body.allowNetworks;
	if (!Array.isArray(networks)) return failed(400, 'BAD_REQUEST', 'allowNetworks is required');
	if (networks.some((network) => typeof network !== 'string' || !/^[0-9a-f.:]+\/\d+$/i.test(network))) {
		return failed(400, 'BAD_REQUEST', 'allowNetworks holds no network');
	}
	const now = Date.now();
	return ok({
		allowNetworks: networks,
		created: new Date(now).toISOString(),
		createdBy: '127.0.0.1',
		expires: textIn(body, 'expires') || new Date(now + 600_000).toISOString(),
		id: `HASHURL${randomBytes(8).toString('hex').toUpperCase()}`,
		url: `https://${state.hostname}:2222/api/login/url?key=${randomBytes(24).toString('hex').toUpperCase()}`,
	});
});

export const userCalls: Readonly<Record<string, ApiFunction>> = {
	'GET /api/users/{}/config': onUser(config),
	'GET /api/users/{}/usage': onUser(usage),
	'POST /api/login-keys/urls': createUrl,
};
