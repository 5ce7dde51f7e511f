import { limitsOf, newZone, type WhmAccount, type WhmState } from '../state';
import {
	accountOf,
	given,
	limitText,
	refused,
	required,
	weakness,
	without,
	type Call,
	type Given,
	type WhmFunction,
} from './answer';

const createacct: WhmFunction = ({ parameters, state, caller }) => {
	const user = required(parameters, 'username').toLowerCase();
	const domain = required(parameters, 'domain').toLowerCase();
	const plan = parameters.get('plan') ?? 'default';
	const complaint = usernameComplaint(user, state.accounts) ?? domainComplaint(domain, user, state);
	if (complaint) return refused(complaint);
	const owned = Object.values(state.accounts).filter(({ owner }) => caller === 'root' || owner === caller);
	if (state.accountLimit !== null && owned.length >= state.accountLimit) {
		return refused(`(XID standin) You have exceeded your account limit of ${state.accountLimit}.`);
	}
	const weak = weakness(parameters.get('password') ?? 'made-by-the-server');
	if (weak) return refused(`(XID standin) ${weak}`);
	if (!(plan in state.packages)) return refused(`(XID standin) “${plan}” is not a valid package name.`);
	if (Object.values(state.accounts).some((account) => account.domain === domain)) {
		return refused(`(XID standin) The domain “${domain}” already exists in the Apache configuration.`);
	}
	if (state.zones[domain] && parameters.get('forcedns') !== '1') {
		return refused(`(XID standin) Sorry, a DNS entry for “${domain}” already exists.`);
	}

	const password = parameters.get('password') ?? 'made-by-the-server';
	state.accounts[user] = {
		user,
		domain,
		plan,
		ownLimits: {},
		email: parameters.get('contactemail') ?? '',
		owner: caller,
		password,
		suspended: false,
		suspendReason: '',
		createdAt: Math.floor(Date.now() / 1000),
		certificateLooks: null,
		mailboxes: {},
		databases: [],
		databaseUsers: {},
	};
	state.zones[domain] = newZone(domain, state);
	// The server prints the password unless the request forbids it.
	const shown = parameters.get('showpass') === 'n' ? '' : `| PassWord: ${password}`;
	return {
		data: {
			ip: state.ipAddress,
			nameserver: `ns1.${state.hostname}`,
			nameserver2: `ns2.${state.hostname}`,
			nameservera: null,
			package: plan,
		},
		output: { raw: `+===================================+\n| New Account Info\n| UserName: ${user}\n${shown}` },
	};
};

/**
 * The refusals of `Cpanel::Validate::Component::Domain` (DomainRegistration, HostnameDomain, CommonDomains, IsPublicSuffix,
 * MatchesUsername), in the words of cPanel's published Perl.
 */
function domainComplaint(domain: string, user: string, state: WhmState): string | undefined {
	if (domain === state.hostname) return 'You may not create a domain with a name that is the server’s hostname.';
	if (domain === user) return 'The domain name may not be the same as a username.';
	if (!domain.includes('.')) {
		return `The system cannot create the domain “${domain}” because it is a top-level domain or other public suffix. You must use a different domain name.`;
	}
	if (/(^|\.)(google|hotmail|yahoo)\.com$/.test(domain)) {
		return `The system cannot create the common domain “${domain}”. You must choose a different domain name.`;
	}
	const { allowUnregisteredDomains = true, allowRemoteDomains = true, registered = {} } = state;
	const nameServers = registered[domain];
	if (!allowUnregisteredDomains && nameServers === undefined) {
		return `Could not determine the nameserver IP addresses for “${domain}”. Please make sure that the domain is registered with a valid domain registrar.`;
	}
	if (!allowRemoteDomains && nameServers === 'elsewhere') {
		return 'This domain points to an IP address that does not use the DNS servers associated with this server. Transfer the domain to this server’s nameservers at the domain’s registrar or update your system to recognize the current DNS servers. To do this, use WHM’s Configure Remote Service IPs interface.';
	}
	return undefined;
}

function usernameComplaint(user: string, accounts: Record<string, WhmAccount>): string | undefined {
	// Whostmgr's check of a new name, in the words of cPanel's published Perl.
	if (reserved.has(user)) return `(XID standin) “${user}” is a reserved username on this system.`;
	if (!/^[a-z][a-z0-9]{0,15}$/.test(user) || user.startsWith('test')) {
		return `(XID standin) “${user}” is not a valid username on this system.`;
	}
	if (accounts[user])
		return `(XID standin) This system already has an account named “${user}”. at /usr/local/cpanel/Whostmgr/Accounts/Create.pm line 601.`;
	const clash = Object.keys(accounts).find((other) => other.slice(0, 8) === user.slice(0, 8));
	return (
		clash && `(XID standin) The username’s first 8 characters “${user.slice(0, 8)}” conflict with the user “${clash}”.`
	);
}
const reserved = new Set(['root', 'mysql', 'mail', 'admin', 'nobody', 'cpanel', 'ftp', 'postgres', 'named']);

const verify_new_username: WhmFunction = ({ parameters, state }) => {
	const complaint = usernameComplaint(required(parameters, 'user'), state.accounts);
	return complaint ? refused(complaint) : given({});
};

/** Runs a function on an account that the caller may see. */
const onAccount =
	(parameter: string, act: (account: WhmAccount, call: Call) => Given): WhmFunction =>
	(call) => {
		const user = required(call.parameters, parameter);
		const account = accountOf(call, user);
		return account ? act(account, call) : refused(`(XID standin) You do not have an account named “${user}”.`);
	};

const suspendacct = onAccount('user', (account, { parameters }) => {
	if (account.suspended) return refused('(XID standin) The account is already suspended.');
	account.suspended = true;
	account.suspendReason = parameters.get('reason') ?? 'Unknown';
	return given();
});

const unsuspendacct = onAccount('user', (account) => {
	account.suspended = false;
	account.suspendReason = '';
	return given();
});

const removeacct = onAccount('username', (account, { parameters, state }) => {
	state.accounts = without(state.accounts, account.user);
	if (parameters.get('keepdns') !== '1') state.zones = without(state.zones, account.domain);
	return given();
});

const changepackage = onAccount('user', (account, { parameters, state }) => {
	const plan = required(parameters, 'pkg');
	if (!(plan in state.packages)) return refused(`(XID standin) “${plan}” is not a valid package name.`);
	account.plan = plan;
	account.ownLimits = {};
	return given();
});

const passwd = onAccount('user', (account, { parameters }) => {
	const password = required(parameters, 'password');
	const complaint = weakness(password);
	if (complaint) return refused(`(XID standin) ${complaint}`);
	account.password = password;
	return given({ app: ['system', 'ftp', 'mail', 'mySQL'] });
});

const create_user_session: WhmFunction = (call) => {
	const { parameters, state } = call;
	const user = required(parameters, 'user');
	const service = required(parameters, 'service');
	const account = Object.values(state.accounts).find((held) => held.user === user || held.mailboxes[user]);
	if (!account || !accountOf(call, account.user)) return refused(`(XID standin) The user “${user}” does not exist.`);
	const port = { cpaneld: 2083, whostmgrd: 2087, webmaild: 2096 }[service];
	if (!port) return refused(`(XID standin) “${service}” is not a service.`);
	const session = `${user}:${Math.random().toString(36).slice(2)}`;
	return given({
		url: `https://${state.hostname}:${port}/cpsess1234567890/login/?session=${encodeURIComponent(session)}`,
		session,
		service,
		expires: String(Math.floor(Date.now() / 1000) + 900),
		cp_security_token: '/cpsess1234567890',
	});
};

function summary(account: WhmAccount, { state }: Call) {
	const limits = limitsOf(state, account);
	return {
		user: account.user,
		domain: account.domain,
		plan: account.plan,
		email: account.email,
		owner: account.owner,
		ip: state.ipAddress,
		suspended: account.suspended ? 1 : 0,
		suspendreason: account.suspended ? account.suspendReason : 'not suspended',
		suspendtime: account.suspended ? account.createdAt : 0,
		disklimit: limits.quotaMegabytes ? `${limits.quotaMegabytes}M` : 'unlimited',
		diskused: '12M',
		inodesused: '321',
		uid: '1001',
		theme: 'jupiter',
		unix_startdate: account.createdAt,
		is_locked: 0,
		outgoing_mail_suspended: 0,
		maxpop: limitText(limits.mailboxes),
		maxsql: limitText(limits.databases),
	};
}

const accountsummary: WhmFunction = (call) => {
	const user = call.parameters.get('user');
	const domain = call.parameters.get('domain') ?? '';
	const found = Object.values(call.state.accounts).find((account) =>
		user === null ? account.domain === domain : account.user === user,
	);
	if (!found || !accountOf(call, found.user)) {
		return refused(
			user === null
				? `(XID standin) The domain “${domain}” has no owner.`
				: `(XID standin) Account does not exist: ${user}`,
		);
	}
	return given({ acct: [summary(found, call)] });
};

const listaccts: WhmFunction = (call) => {
	const search = call.parameters.get('search');
	const field = call.parameters.get('searchtype');
	const visible = Object.values(call.state.accounts).filter(({ user }) => accountOf(call, user));
	const found = visible.filter((account) => {
		if (search === null || field === null) return true;
		const value =
			{ domain: account.domain, user: account.user, owner: account.owner, package: account.plan }[field] ?? '';
		return call.parameters.get('searchmethod') === 'exact' ? value === search : new RegExp(search).test(value);
	});
	return given({ acct: found.map((account) => summary(account, call)) });
};

const listsuspended: WhmFunction = (call) =>
	given({
		account: Object.values(call.state.accounts)
			.filter(({ user, suspended }) => suspended && accountOf(call, user))
			.map(({ user, owner, suspendReason, createdAt }) => ({
				user,
				owner,
				reason: suspendReason,
				unixtime: createdAt,
				is_locked: 0,
			})),
	});

export const accountFunctions = {
	createacct,
	verify_new_username,
	suspendacct,
	unsuspendacct,
	removeacct,
	changepackage,
	passwd,
	create_user_session,
	accountsummary,
	listaccts,
	listsuspended,
} satisfies Record<string, WhmFunction>;
