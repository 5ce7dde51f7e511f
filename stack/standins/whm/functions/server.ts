import { accountOf, given, limitText, refused, required, type WhmFunction } from './answer';

const version: WhmFunction = () => given({ version: '11.137.9999.106' });
const gethostname: WhmFunction = ({ state }) => given({ hostname: state.hostname });
const systemloadavg: WhmFunction = () => given({ one: '0.42', five: '0.35', fifteen: '0.30' });

/** A token with every right answers `all`; a limited one lists them. */
const myprivs: WhmFunction = () => given({ privileges: [{ all: 1 }] });

const listpkgs: WhmFunction = ({ state }) =>
	given({
		pkg: Object.entries(state.packages).map(([name, limits]) => ({
			name,
			QUOTA: limitText(limits.quotaMegabytes),
			BWLIMIT: limitText(limits.bandwidthMegabytes),
			MAXPOP: limitText(limits.mailboxes),
			MAXSQL: limitText(limits.databases),
			MAXFTP: 'unlimited',
			FEATURELIST: 'default',
		})),
	});

const start_autossl_check_for_one_user: WhmFunction = (call) => {
	const user = required(call.parameters, 'username');
	const account = accountOf(call, user);
	if (!account) return refused(`(XID standin) The user “${user}” does not exist.`);
	account.certificateLooks ??= 0;
	return given({ pid: '4711' });
};

const day = 86_400;
/** AutoSSL works by itself: the certificate is there at the second look. */
const fetch_ssl_vhosts: WhmFunction = (call) =>
	given({
		vhosts: Object.values(call.state.accounts)
			.filter(({ user }) => accountOf(call, user))
			.map((account) => {
				if (account.certificateLooks !== null) account.certificateLooks += 1;
				const issued = (account.certificateLooks ?? 0) > 1;
				return {
					servername: account.domain,
					user: account.user,
					ip: call.state.ipAddress,
					domains: [account.domain, `www.${account.domain}`, `mail.${account.domain}`],
					type: 'main',
					crt: {
						not_after: account.createdAt + (issued ? 90 : 365) * day,
						not_before: account.createdAt,
						is_self_signed: issued ? 0 : 1,
						'issuer.organizationName': issued ? "Let's Encrypt" : '',
						'issuer.commonName': issued ? 'R11' : account.domain,
						issuer: { organizationName: issued ? "Let's Encrypt" : '', commonName: issued ? 'R11' : account.domain },
					},
				};
			}),
	});

const showbw: WhmFunction = (call) =>
	given({
		acct: Object.values(call.state.accounts)
			.filter(({ user }) => accountOf(call, user))
			.filter(({ user, domain }) => {
				const search = call.parameters.get('search');
				return (
					search === null || new RegExp(search).test(call.parameters.get('searchtype') === 'domain' ? domain : user)
				);
			})
			.map(({ user, domain, plan, owner }) => ({
				user,
				maindomain: domain,
				owner,
				totalbytes: 7_340_032,
				limit: (call.state.packages[plan]?.bandwidthMegabytes ?? 0) * 1_048_576,
				bwusage: [{ domain, usage: 7_340_032 }],
			})),
	});

const get_disk_usage: WhmFunction = (call) =>
	given({
		accounts: Object.values(call.state.accounts)
			.filter(({ user }) => accountOf(call, user))
			.map(({ user, plan }) => {
				const quota = call.state.packages[plan]?.quotaMegabytes ?? null;
				return {
					user,
					blocks_used: 12_288,
					blocks_limit: quota === null ? null : quota * 1024,
					inodes_used: 321,
					inodes_limit: null,
				};
			}),
	});

export const serverFunctions = {
	version,
	gethostname,
	systemloadavg,
	myprivs,
	listpkgs,
	start_autossl_check_for_one_user,
	fetch_ssl_vhosts,
	showbw,
	get_disk_usage,
} satisfies Record<string, WhmFunction>;
