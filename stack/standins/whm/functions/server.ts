import { limitsOf } from '../state';
import { accountOf, given, refused, required, type WhmFunction } from './answer';

const version: WhmFunction = () => given({ version: '11.137.9999.106' });
const gethostname: WhmFunction = ({ state }) => given({ hostname: state.hostname });
const systemloadavg: WhmFunction = () => given({ one: '0.42', five: '0.35', fifteen: '0.30' });

const myprivs: WhmFunction = ({ rights }) =>
	given({ privileges: [Object.fromEntries(rights.map((right) => [right, 1]))] });

/** 0 means a licence without a limit. */
const get_maximum_users: WhmFunction = ({ state }) => given({ users: state.accountLimit ?? 0 });

const acctcounts: WhmFunction = (call) => {
	const owned = Object.values(call.state.accounts).filter(({ owner }) => owner === call.caller);
	const suspended = owned.filter((account) => account.suspended).length;
	return given({
		reseller: { user: call.caller, active: owned.length - suspended, suspended, limit: call.state.accountLimit },
	});
};

const getdiskusage: WhmFunction = () =>
	given({
		partition: [
			{ mount: '/', device: '/dev/vda1', total: 41_943_040, used: 10_485_760, available: 31_457_280, percentage: 25 },
			{ mount: '/home', device: '/dev/vdb1', total: 524_288_000, used: 131_072_000, available: 393_216_000 },
		],
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
			.map((account) => ({
				user: account.user,
				maindomain: account.domain,
				owner: account.owner,
				totalbytes: 7_340_032,
				limit: (limitsOf(call.state, account).bandwidthMegabytes ?? 0) * 1_048_576,
				bwusage: [{ domain: account.domain, usage: 7_340_032 }],
			})),
	});

const get_disk_usage: WhmFunction = (call) =>
	given({
		accounts: Object.values(call.state.accounts)
			.filter(({ user }) => accountOf(call, user))
			.map((account) => {
				const quota = limitsOf(call.state, account).quotaMegabytes;
				return {
					user: account.user,
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
	get_maximum_users,
	acctcounts,
	getdiskusage,
	domainuserdata,
	showbw,
	get_disk_usage,
} satisfies Record<string, WhmFunction>;
