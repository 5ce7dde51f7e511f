import { limitsOf, type WhmAccount } from '../state';
import {
	accountOf,
	given,
	limitText,
	refused,
	required,
	weakness,
	without,
	type Call,
	type WhmFunction,
} from './answer';

type UapiFunction = (account: WhmAccount, call: Call) => unknown;

/** A UAPI function refuses with status 0 and its errors. The outer call succeeds all the same. */
class UapiError extends Error {}

const refuse = (message: string): never => {
	throw new UapiError(message);
};

/** WHM's `uapi_cpanel` (v86 and later): a UAPI function as the account. */
export const uapi_cpanel: WhmFunction = (call) => {
	const user = required(call.parameters, 'cpanel.user');
	const name = `${required(call.parameters, 'cpanel.module')}::${required(call.parameters, 'cpanel.function')}`;
	const account = accountOf(call, user);
	if (!account) return refused(`(XID standin) You do not have an account named “${user}”.`);
	const act = functions[name];
	if (!act) return refused(`(XID standin) The function “${name}” does not exist.`);
	try {
		return given({
			uapi: { status: 1, data: act(account, call) ?? null, errors: null, messages: null, warnings: null, metadata: {} },
		});
	} catch (error) {
		if (!(error instanceof UapiError)) throw error;
		return given({
			uapi: { status: 0, data: null, errors: [error.message], messages: null, warnings: null, metadata: {} },
		});
	}
};

const address = (parameters: URLSearchParams, { domain }: WhmAccount) => {
	const email = required(parameters, 'email');
	return email.includes('@') ? email : `${email}@${parameters.get('domain') ?? domain}`;
};

const quotaOf = (text: string | null) => (text === null || text === '0' || text === 'unlimited' ? null : Number(text));
const strong = (password: string) => {
	const complaint = weakness(password);
	if (complaint) refuse(complaint);
};

const email: Record<string, UapiFunction> = {
	add_pop(account, { parameters, state }) {
		const name = address(parameters, account);
		if (account.mailboxes[name]) refuse(`The account “${name}” already exists!`);
		const limit = limitsOf(state, account).mailboxes;
		if (limit !== null && Object.keys(account.mailboxes).length >= limit)
			refuse('You have reached the maximum number of email accounts.');
		const password = required(parameters, 'password');
		strong(password);
		account.mailboxes[name] = { password, quotaMegabytes: quotaOf(parameters.get('quota')) };
		return name.replace('@', '+');
	},
	delete_pop(account, { parameters }) {
		const name = address(parameters, account);
		if (!account.mailboxes[name]) refuse(`You do not have an email account named “${name}”.`);
		account.mailboxes = without(account.mailboxes, name);
	},
	passwd_pop(account, { parameters }) {
		const name = address(parameters, account);
		const mailbox = account.mailboxes[name] ?? refuse(`You do not have an email account named “${name}”.`);
		const password = required(parameters, 'password');
		strong(password);
		mailbox.password = password;
	},
	list_pops(account) {
		return [
			{ email: account.user, login: 'Main Account' },
			...Object.keys(account.mailboxes).map((name) => ({ email: name, login: name })),
		];
	},
	list_pops_with_disk(account) {
		const boxes = Object.entries(account.mailboxes).map(([name, { quotaMegabytes }]) => {
			const [user = '', domain = ''] = name.split('@');
			return {
				email: name,
				login: name,
				user,
				domain,
				diskused: '0.5',
				diskquota: limitText(quotaMegabytes),
				_diskused: 524_288,
				_diskquota: quotaMegabytes === null ? 0 : quotaMegabytes * 1_048_576,
				suspended_login: 0,
				suspended_incoming: 0,
				has_suspended: 0,
				mtime: account.createdAt,
			};
		});
		return [
			{
				email: 'Main Account',
				login: account.user,
				user: account.user,
				domain: '',
				diskused: '0',
				diskquota: 'unlimited',
				_diskused: 0,
				_diskquota: 0,
			},
			...boxes,
		];
	},
};

const owned = ({ user }: WhmAccount, name: string) =>
	name.startsWith(`${user}_`) || refuse(`The name “${name}” does not begin with the required prefix “${user}_”.`);

const mysql: Record<string, UapiFunction> = {
	get_restrictions: ({ user }) => ({ prefix: `${user}_`, max_database_name_length: 64, max_username_length: 47 }),
	create_database(account, { parameters, state }) {
		const name = required(parameters, 'name');
		owned(account, name);
		if (account.databases.includes(name)) refuse(`The database “${name}” already exists.`);
		const limit = limitsOf(state, account).databases;
		if (limit !== null && account.databases.length >= limit)
			refuse('You have reached your maximum allotment of databases.');
		account.databases.push(name);
	},
	delete_database(account, { parameters }) {
		const name = required(parameters, 'name');
		if (!account.databases.includes(name)) refuse(`The database “${name}” does not exist.`);
		account.databases = account.databases.filter((database) => database !== name);
		for (const user of Object.values(account.databaseUsers))
			user.databases = user.databases.filter((database) => database !== name);
	},
	create_user(account, { parameters }) {
		const name = required(parameters, 'name');
		owned(account, name);
		if (account.databaseUsers[name]) refuse(`The user “${name}” already exists.`);
		const password = required(parameters, 'password');
		strong(password);
		account.databaseUsers[name] = { password, databases: [] };
	},
	delete_user(account, { parameters }) {
		const name = required(parameters, 'name');
		if (!account.databaseUsers[name]) refuse(`The user “${name}” does not exist.`);
		account.databaseUsers = without(account.databaseUsers, name);
	},
	set_password(account, { parameters }) {
		const name = required(parameters, 'user');
		const user = account.databaseUsers[name] ?? refuse(`The user “${name}” does not exist.`);
		const password = required(parameters, 'password');
		strong(password);
		user.password = password;
	},
	set_privileges_on_database(account, { parameters }) {
		required(parameters, 'privileges');
		const database = required(parameters, 'database');
		if (!account.databases.includes(database)) refuse(`The database “${database}” does not exist.`);
		const name = required(parameters, 'user');
		const user = account.databaseUsers[name] ?? refuse(`The user “${name}” does not exist.`);
		user.databases = [...new Set([...user.databases, database])];
	},
	list_databases: ({ databases, databaseUsers }) =>
		databases.map((database) => ({
			database,
			disk_usage: 4_096,
			users: Object.entries(databaseUsers)
				.filter(([, user]) => user.databases.includes(database))
				.map(([name]) => name),
		})),
	list_users: ({ user: owner, databaseUsers }) =>
		Object.entries(databaseUsers).map(([user, { databases }]) => ({
			user,
			shortuser: user.slice(owner.length + 1),
			databases,
		})),
};

const usage: Record<string, UapiFunction> = {
	'ResourceUsage::get_usages': (account, { state }) => {
		const limits = limitsOf(state, account);
		const megabytes = (count: number | null) => (count ? count * 1_048_576 : null);
		const row = (id: string, description: string, used: number, maximum: number | null) => ({
			id,
			description,
			usage: used,
			maximum,
			formatter: null,
			error: null,
			url: null,
		});
		return [
			row('disk_usage', 'Disk Usage', 12_582_912, megabytes(limits.quotaMegabytes)),
			row('bandwidth', 'Bandwidth', 7_340_032, megabytes(limits.bandwidthMegabytes)),
			row('email_accounts', 'Email Accounts', Object.keys(account.mailboxes).length, limits.mailboxes),
			row('mysql_databases', 'Databases', account.databases.length, limits.databases),
		];
	},
	'Quota::get_quota_info': (account, { state }) => {
		const limit = limitsOf(state, account).quotaMegabytes ?? 0;
		return {
			megabytes_used: '12.00',
			megabyte_limit: limit.toFixed(2),
			megabytes_remain: Math.max(limit - 12, 0).toFixed(2),
			inodes_used: 321,
			inode_limit: 0,
			under_quota_overall: 1,
		};
	},
};

const day = 86_400;

/** AutoSSL works by itself: the second look after the request finds the certificate. */
const ssl: Record<string, UapiFunction> = {
	start_autossl_check(account) {
		account.certificateLooks ??= 0;
	},
	is_autossl_check_in_progress: ({ certificateLooks }) => (certificateLooks !== null && certificateLooks < 2 ? 1 : 0),
	installed_hosts(account) {
		if (account.certificateLooks !== null) account.certificateLooks += 1;
		const issued = (account.certificateLooks ?? 0) > 1;
		const domains = [account.domain, `www.${account.domain}`, `mail.${account.domain}`];
		return [
			{
				servername: account.domain,
				domains,
				certificate: {
					domains: issued ? domains : [account.domain],
					not_before: account.createdAt,
					not_after: account.createdAt + (issued ? 90 : 365) * day,
					is_self_signed: issued ? 0 : 1,
					is_autossl: issued ? 1 : 0,
					'issuer.organizationName': issued ? "Let's Encrypt" : null,
					'issuer.commonName': issued ? 'R11' : account.domain,
				},
			},
		];
	},
};

const functions: Record<string, UapiFunction> = {
	...Object.fromEntries(Object.entries(email).map(([name, act]) => [`Email::${name}`, act])),
	...Object.fromEntries(Object.entries(mysql).map(([name, act]) => [`Mysql::${name}`, act])),
	...Object.fromEntries(Object.entries(ssl).map(([name, act]) => [`SSL::${name}`, act])),
	...usage,
};
