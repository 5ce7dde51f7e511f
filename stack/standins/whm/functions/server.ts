import { accountOf, given, limitText, refused, required, type WhmFunction } from './answer';

const version: WhmFunction = () => given({ version: '11.137.9999.106' });
const gethostname: WhmFunction = ({ state }) => given({ hostname: state.hostname });
const systemloadavg: WhmFunction = () => given({ one: '0.42', five: '0.35', fifteen: '0.30' });

const myprivs: WhmFunction = ({ rights }) =>
	given({ privileges: [Object.fromEntries(rights.map((right) => [right, 1]))] });

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

const domainuserdata: WhmFunction = (call) => {
	const domain = required(call.parameters, 'domain');
	const holder = Object.values(call.state.accounts).find((account) => account.domain === domain);
	if (!holder || !accountOf(call, holder.user)) {
		return refused(`(XID standin) The domain “${domain}” does not exist on this server.`);
	}
	return given({ userdata: { user: holder.user, servername: domain, ip: call.state.ipAddress } });
};

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
	domainuserdata,
	showbw,
	get_disk_usage,
} satisfies Record<string, WhmFunction>;
