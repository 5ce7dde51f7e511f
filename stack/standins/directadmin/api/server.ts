import { failed, ok, type ApiFunction } from './answer';

const adminOnly =
	(act: ApiFunction): ApiFunction =>
	(call) =>
		call.caller.role === 'admin' ? act(call) : failed(403, 'ACCESS_DENIED');

/** The commands of an admin without a limited key. Nobody needs that many. */
const everything = [
	'CMD_API_ACCOUNT_USER',
	'CMD_API_DNS_CONTROL',
	'CMD_API_DOMAIN_OWNERS',
	'CMD_API_EXEC',
	'CMD_API_MANAGE_USER_PACKAGES',
	'CMD_API_MODIFY_USER',
	'CMD_API_PACKAGES_USER',
	'CMD_API_POP',
	'CMD_API_SELECT_USERS',
	'CMD_API_SHOW_ALL_USERS',
	'CMD_API_SHOW_RESELLER_IPS',
	'CMD_API_SHOW_USERS',
	'CMD_API_SSL',
	'CMD_API_USER_EXISTS',
	'CMD_API_USER_PASSWD',
	'CMD_EMAIL_POP',
	'db-manage',
	'db-show',
	'license',
	'login-keys',
	'resellers',
	'session',
	'system-info',
	'terminal',
	'users',
	'version',
];

const session: ApiFunction = ({ caller, actor, allowedCommands }) =>
	ok({
		allowedCommands: allowedCommands ?? everything,
		demo: false,
		effectiveRole: actor ? 'user' : caller.role,
		effectiveUsername: actor?.username ?? caller.username,
		realUsername: caller.username,
		homeDir: `/home/${actor?.username ?? caller.username}`,
		selectedDomain: actor?.domain ?? '',
		sessionID: '',
		ticketsEnabled: false,
	});

const version = adminOnly(() =>
	ok({
		version: '1.668',
		arch: 'amd64',
		commit: '58366a005fe06947b8322bf8509030a78ebe0018',
		distro: 'rhel9',
		eol: false,
		os: 'linux',
		uptime: 245_000_000_000,
	}),
);

const license = adminOnly(({ state }) =>
	ok({
		expires: '2099-01-01T00:00:00Z',
		lid: 1234,
		pid: 5678,
		uid: 9012,
		name: 'A license name',
		type: 'Standard',
		limits: {
			legacy: false,
			maxAdminsOrResellers: 0,
			maxDomains: 0,
			maxUsers: state.licensedUsers,
			onlyVPS: false,
			proPack: false,
			trial: false,
		},
		usage: {
			adminsOrResellers: 1,
			domains: Object.keys(state.zones).length,
			users: Object.keys(state.accounts).length,
		},
	}),
);

const load: ApiFunction = () => ok({ last1: 0.42, last5: 0.35, last15: 0.3 });

const gigabyte = 2 ** 30;
const disks: ApiFunction = () =>
	ok(
		[
			{ mountPoint: '/', usedBytes: 20 * gigabyte, totalBytes: 50 * gigabyte },
			{ mountPoint: '/home', usedBytes: 100 * gigabyte, totalBytes: 400 * gigabyte },
		].map((disk, at) => ({
			...disk,
			availableBytes: disk.totalBytes - disk.usedBytes,
			reservedBytes: 0,
			device: `/dev/sda${at + 1}`,
			fileSystem: 'ext4',
		})),
	);

const resellerUsage: ApiFunction = ({ state, caller }) => {
	const own = Object.values(state.accounts).filter(({ creator }) => creator === caller.username).length;
	return ok({
		users: { usage: own, allocation: own, limit: 30, unlimited: false },
		quotaBytes: { usage: 12 * 2 ** 20 * own, allocation: 0, limit: 100 * gigabyte, unlimited: false },
	});
};

export const serverCalls: Readonly<Record<string, ApiFunction>> = {
	'GET /api/session': session,
	'GET /api/version': version,
	'GET /api/license': license,
	'GET /api/system-info/load': load,
	'GET /api/system-info/fs': disks,
	'GET /api/resellers/{}/usage': resellerUsage,
};
