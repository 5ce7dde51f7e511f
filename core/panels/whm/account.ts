import { z } from 'zod';
import { toldDomain } from '../../kernel/domainName';
import type { AccountKey, AccountRef, Account, NewAccount, SignOn, SignOnRequest } from '../types';
import { answerless, flag, textual } from './answers';
import { errors } from './errors';
import type { Whm } from './transport';

/** Creating or removing an account takes minutes on a full server, and the connection stays open all that time. */
const slow = 180_000;

const listedAccount = z.object({
	user: z.string(),
	domain: z.string(),
	plan: textual,
	suspended: flag,
	suspendreason: textual,
	email: textual,
	ip: textual,
	disklimit: textual,
	maxpop: textual,
	maxsql: textual,
});
const accounts = z.object({ acct: z.array(listedAccount) });
const columns = Object.keys(listedAccount.shape).join(',');

const asAccount = (found: z.infer<typeof listedAccount>): Account => ({
	username: found.user,
	domain: toldDomain(found.domain),
	packageName: found.plan,
	suspended: found.suspended,
	// A live account has the words "not suspended" here.
	suspensionReason: found.suspended ? found.suspendreason : '',
	contactEmail: found.email,
	ipAddress: found.ip,
	limits: {
		...limitNamed('diskMegabytes', found.disklimit),
		...limitNamed('mailboxes', found.maxpop),
		...limitNamed('databases', found.maxsql),
	},
});

/**
 * `unlimited`, a number, or a number of megabytes with an M (listaccts). Anything else is no limit that the pack knows.
 */
function limitNamed(name: keyof Account['limits'], told: string): Account['limits'] {
	if (told === 'unlimited') return { [name]: null };
	return /^\d+(\.\d+)?M?$/.test(told) ? { [name]: Number.parseFloat(told) } : {};
}

/**
 * Calls `listaccts` and not `accountsummary`. For a missing account, `listaccts` returns an empty list, and
 * `accountsummary` returns a sentence that looks like any refusal.
 */
export async function findAccount(whm: Whm, key: AccountKey): Promise<Account | undefined> {
	const [searchtype, search] = 'username' in key ? ['user', key.username] : ['domain', key.domain];
	const parameters = { searchtype, search, searchmethod: 'exact', want: columns };
	const { acct } = await whm({ name: 'listaccts', parameters }, accounts);
	// Versions that do not know `searchmethod` read the text as a pattern.
	return acct.map(asAccount).find(({ username, domain }) => (searchtype === 'user' ? username : domain) === search);
}

export async function* listAccounts(whm: Whm): AsyncIterable<Account> {
	for await (const found of listed(whm, columns, listedAccount, 250)) yield asAccount(found);
}

/** Yields the columns of every account that the log-in sees, page by page. */
export async function* listed<Row>(whm: Whm, want: string, row: z.ZodType<Row>, pageSize: number): AsyncIterable<Row> {
	const page = z.object({ acct: z.array(row) });
	for (let start = 1; ; start += pageSize) {
		const parameters = {
			want,
			'api.chunk.enable': 1,
			'api.chunk.size': pageSize,
			'api.chunk.start': start,
			'api.sort.enable': 1,
			'api.sort.a.field': 'user',
		};
		const { acct } = await whm({ name: 'listaccts', parameters }, page);
		yield* acct;
		if (acct.length < pageSize) return;
	}
}

/** `showpass=n`: otherwise the answer prints the password. */
export async function createAccount(whm: Whm, account: NewAccount): Promise<Account> {
	const { username, domain, packageName, contactEmail, password } = account;
	const parameters = { username, domain, plan: packageName, contactemail: contactEmail, password, showpass: 'n' };
	const { ip } = await whm(
		{ name: 'createacct', parameters, changes: true, timeoutMs: slow },
		z.object({ ip: z.string() }),
	);
	const made = { username, domain, packageName, contactEmail, suspended: false, suspensionReason: '', ipAddress: ip };
	return { ...made, limits: {} };
}

/** Looks first: some versions refuse a second suspension, and others replace the first reason by the new one. */
export async function suspendAccount(whm: Whm, account: AccountRef, reason: string): Promise<void> {
	if ((await present(whm, account)).suspended) return;
	const { username: user } = account;
	await whm({ name: 'suspendacct', parameters: { user, reason }, changes: true, timeoutMs: slow }, answerless);
}

export async function unsuspendAccount(whm: Whm, account: AccountRef): Promise<void> {
	if (!(await present(whm, account)).suspended) return;
	const { username: user } = account;
	await whm({ name: 'unsuspendacct', parameters: { user }, changes: true, timeoutMs: slow }, answerless);
}

async function present(whm: Whm, { username }: AccountRef): Promise<Account> {
	const found = await findAccount(whm, { username });
	if (found) return found;
	throw errors.missing(`account '${username}'`);
}

export async function terminateAccount(whm: Whm, { username }: AccountRef): Promise<void> {
	const parameters = { username, keepdns: 0 };
	await whm({ name: 'removeacct', parameters, changes: true, timeoutMs: slow }, answerless);
}

export async function changePackage(whm: Whm, { username: user }: AccountRef, packageName: string): Promise<void> {
	await whm(
		{ name: 'changepackage', parameters: { user, pkg: packageName }, changes: true, timeoutMs: slow },
		answerless,
	);
}

export async function changePassword(whm: Whm, { username: user }: AccountRef, password: string): Promise<void> {
	await whm({ name: 'passwd', parameters: { user, password }, changes: true }, answerless);
}

export async function createSignOn(whm: Whm, { username }: AccountRef, request: SignOnRequest): Promise<SignOn> {
	const parameters =
		request.service === 'panel'
			? { user: username, service: 'cpaneld' }
			: { user: request.mailbox ?? username, service: 'webmaild' };
	const { url, expires } = await whm(
		{ name: 'create_user_session', parameters, changes: true },
		z.object({ url: z.url(), expires: z.coerce.number().optional() }),
	);
	return { url, expiresAt: expires === undefined ? null : new Date(expires * 1000).toISOString() };
}
