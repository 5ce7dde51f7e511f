import { accountOf, given, refused, strong, success, without, type Call, type Command } from '../call';
import { domainsOf, newAccount, newZone, type DirectAdminAccount } from '../state';

const reserved = new Set(['root', 'admin', 'mail', 'mysql', 'ftp', 'apache', 'nobody', 'diradmin', 'webapps']);

const CMD_API_ACCOUNT_USER: Command = ({ fields, state, caller }) => {
	const text = (name: string) => fields.get(name) ?? '';
	if (text('action') !== 'create' || text('add') === '') return refused('Unknown action');
	const [username, domain, packageName] = [text('username'), text('domain').toLowerCase(), text('package')];
	if (!/^[a-z][a-z0-9]{2,9}$/.test(username) || reserved.has(username)) return refused('Invalid username');
	if (state.accounts[username]) return refused('That username already exists on the system');
	if (Object.values(state.accounts).some((account) => domainsOf(account).includes(domain))) {
		return refused('That domain already exists');
	}
	if (!state.packages[packageName]) return refused('That package does not exist');
	if (text('ip') !== state.ipAddress) return refused('You do not have permission to use that IP');
	if (text('passwd') !== text('passwd2')) return refused('Passwords do not match');
	if (!strong(text('passwd'))) return refused('The password is too weak: use capitals, small letters and numbers');
	if (text('email') === '') return refused('A valid email is required');
	state.accounts[username] = newAccount({
		username,
		domain,
		packageName,
		email: text('email'),
		creator: caller.username,
		password: text('passwd'),
		ip: text('ip'),
	});
	state.zones[domain] = newZone(domain, state);
	return success(`User ${username} created`);
};

const CMD_API_SELECT_USERS: Command = (call) => {
	const account = accountOf(call, call.fields.get('select0'));
	if (!account) return refused('That user does not exist');
	if (call.fields.get('delete') === 'yes') return remove(call, account);
	switch (call.fields.get('suspend')) {
		case 'Suspend':
			if (account.suspended) return refused('User is suspended already');
			account.suspended = true;
			account.suspensionReason = call.fields.get('details') ?? '';
			return success('User suspended');
		case 'Unsuspend':
			if (!account.suspended) return refused('User was not suspended');
			account.suspended = false;
			account.suspensionReason = '';
			return success('User unsuspended');
		default:
			return refused('Unknown action');
	}
};

function remove({ fields, state }: Call, account: DirectAdminAccount) {
	if (fields.get('confirmed') === null) return refused('The deletion must be confirmed');
	for (const domain of domainsOf(account)) state.zones = without(state.zones, domain);
	state.accounts = without(state.accounts, account.username);
	return state.quirks.deleteReportsError ? refused('Error removing the user') : success('User deleted');
}

const CMD_API_MODIFY_USER: Command = (call) => {
	const account = accountOf(call, call.fields.get('user'));
	if (!account) return refused('That user does not exist');
	const packageName = call.fields.get('package') ?? '';
	if (call.fields.get('action') !== 'package') return refused('Unknown action');
	if (!call.state.packages[packageName]) return refused('That package does not exist');
	account.packageName = packageName;
	account.ownLimits = {};
	return success('User Modified');
};

const CMD_API_USER_PASSWD: Command = (call) => {
	const account = accountOf(call, call.fields.get('username'));
	if (!account) return refused('That user does not exist');
	const password = call.fields.get('passwd') ?? '';
	if (password !== call.fields.get('passwd2')) return refused('Passwords do not match');
	if (!strong(password)) return refused('The password is too weak: use capitals, small letters and numbers');
	account.password = password;
	return success('Password Changed');
};

const CMD_API_USER_EXISTS: Command = ({ fields, state, caller }) => {
	const user = fields.get('user') ?? '';
	const exists = user in state.accounts || user === caller.username || reserved.has(user);
	return given({ exists: exists ? '1' : '0' });
};

const CMD_API_SHOW_ALL_USERS: Command = ({ state, caller }) =>
	caller.role === 'admin' ? given(Object.keys(state.accounts)) : refused('You cannot execute that command');

const CMD_API_SHOW_USERS: Command = ({ state, caller }) =>
	given(
		Object.values(state.accounts)
			.filter(({ creator }) => creator === caller.username)
			.map(({ username }) => username),
	);

const CMD_API_DOMAIN_OWNERS: Command = ({ fields, state, caller }) => {
	if (caller.role !== 'admin') return refused('You cannot execute that command');
	const owners = Object.fromEntries(
		Object.values(state.accounts).flatMap((account) => domainsOf(account).map((domain) => [domain, account.username])),
	);
	const domain = fields.get('domain');
	if (domain === null) return given(owners);
	return owners[domain] === undefined ? refused('Unable to find that domain') : given({ [domain]: owners[domain] });
};

const CMD_API_SHOW_RESELLER_IPS: Command = ({ fields, state }) => {
	const free = '192.0.2.200';
	if (fields.get('action') !== 'all') return given([state.ipAddress, free]);
	return given({
		[free]: 'status=owned&value=somebody&ns=',
		[state.ipAddress]: 'status=shared&value=&ns=',
	});
};

export const accountCommands = {
	CMD_API_ACCOUNT_USER,
	CMD_API_SELECT_USERS,
	CMD_API_MODIFY_USER,
	CMD_API_USER_PASSWD,
	CMD_API_USER_EXISTS,
	CMD_API_SHOW_ALL_USERS,
	CMD_API_SHOW_USERS,
	CMD_API_DOMAIN_OWNERS,
	CMD_API_SHOW_RESELLER_IPS,
} satisfies Record<string, Command>;
