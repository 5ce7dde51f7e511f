import { ExternalError } from '../../kernel/errors';
import type { Account, AccountRef, NewAccount } from '../types';
import { isRefusal, remedies } from '../errors';
import type { CallFields } from '../transport';
import { findHosted, ownerOf, presentAccount } from './accountLook';
import { answerless } from './answers';
import { chooseAddress } from './ipAddress';
import { asPasswordRefusal, changed, errors, taken } from './errors';
import { listPackageNames } from './package';
import type { DirectAdmin } from './transport';
import { usernameExists } from './usernames';

/** Creating or removing an account takes minutes on a full server, and the connection stays open all that time. */
const slow = 180_000;

/** `notify=no`: otherwise DirectAdmin mails the password. */
export async function createAccount(da: DirectAdmin, account: NewAccount): Promise<Account> {
	const { username, domain, packageName, contactEmail, password } = account;
	if (await ownerOf(da, domain)) throw taken(`The domain ${domain}`);
	const fields = {
		action: 'create',
		add: 'Submit',
		username,
		email: contactEmail,
		passwd: password,
		passwd2: password,
		domain,
		package: packageName,
		ip: await chooseAddress(da),
		notify: 'no',
	};
	try {
		await da.command({ name: 'CMD_API_ACCOUNT_USER', fields, changes: true, timeoutMs: slow }, answerless);
	} catch (error) {
		throw isRefusal(error) ? await creationRefusal(da, account, error) : error;
	}
	const made = await findHosted(da, username);
	if (made?.account.domain === domain) return made.account;
	throw new ExternalError(
		'unknown',
		`DirectAdmin said yes, and the account '${username}' for ${domain} is not there`,
		remedies.lookAgain,
	);
}

/** Looks at the server for the reason of a refusal, because its words may be in any language. */
async function creationRefusal(da: DirectAdmin, account: NewAccount, refused: ExternalError): Promise<ExternalError> {
	if (refused.errorClass === 'permission') return refused;
	const { username, domain, packageName } = account;
	const held = await findHosted(da, username);
	if (held?.account.domain === domain) return errors.madeAfterAll(refused);
	if (held || (await usernameExists(da, username))) return taken(`The user name '${username}'`);
	return (await packageRefusal(da, packageName)) ?? refused;
}

async function packageRefusal(da: DirectAdmin, packageName: string): Promise<ExternalError | undefined> {
	if ((await listPackageNames(da)).includes(packageName)) return undefined;
	return new ExternalError('not_found', `DirectAdmin has no package '${packageName}'`, remedies.choosePackage);
}

/** Looks first, so that a suspended account keeps the reason that it has. */
export async function suspendAccount(da: DirectAdmin, account: AccountRef, reason: string): Promise<void> {
	if ((await presentAccount(da, account)).account.suspended) return;
	const fields = { suspend: 'Suspend', reason: listedReason(reason), details: reason };
	await changed(
		async () => await select(da, account, { location: 'CMD_SELECT_USERS', ...fields }),
		async () => (await presentAccount(da, account)).account.suspended,
		`the account '${account.username}' is not suspended`,
	);
}

/** Looks first: DirectAdmin reports an error for an account that is live. */
export async function unsuspendAccount(da: DirectAdmin, account: AccountRef): Promise<void> {
	if (!(await presentAccount(da, account)).account.suspended) return;
	await changed(
		async () => await select(da, account, { location: 'CMD_SELECT_USERS', suspend: 'Unsuspend' }),
		async () => !(await presentAccount(da, account)).account.suspended,
		`the account '${account.username}' is still suspended`,
	);
}

/** DirectAdmin has a fixed list of reasons. The reason in words goes into another field. */
const listedReason = (reason: string) => (/overdue|unpaid|billing|payment/i.test(reason) ? 'billing' : 'other');

export async function terminateAccount(da: DirectAdmin, account: AccountRef): Promise<void> {
	await presentAccount(da, account);
	await changed(
		async () => await select(da, account, { confirmed: 'Confirm', delete: 'yes' }),
		async () => !(await findHosted(da, account.username)),
		`the account '${account.username}' is still there`,
	);
}

async function select(da: DirectAdmin, { username }: AccountRef, fields: CallFields): Promise<void> {
	const all = { ...fields, select0: username };
	await da.command({ name: 'CMD_API_SELECT_USERS', fields: all, changes: true, timeoutMs: slow }, answerless);
}

/** Also sends the package that the account has already: this resets the account to the package's limits. */
export async function changePackage(da: DirectAdmin, account: AccountRef, packageName: string): Promise<void> {
	const packageOf = async () => (await presentAccount(da, account)).account.packageName;
	const fields = { action: 'package', user: account.username, package: packageName };
	const change = async () => {
		await da.command({ name: 'CMD_API_MODIFY_USER', fields, changes: true, timeoutMs: slow }, answerless);
	};
	// If the account is on the package before, finding it there afterwards proves nothing.
	const again = (await packageOf()) === packageName;
	try {
		if (again) await change();
		else {
			await changed(
				change,
				async () => (await packageOf()) === packageName,
				`the account '${account.username}' is still on its old package`,
			);
		}
	} catch (error) {
		const unread = isRefusal(error) && error.errorClass !== 'permission';
		throw (unread && (await packageRefusal(da, packageName))) || error;
	}
}

/** The log-in works and the account exists, so a refusal in unknown words is about the password. */
export async function changePassword(da: DirectAdmin, account: AccountRef, password: string): Promise<void> {
	await presentAccount(da, account);
	const fields = { username: account.username, passwd: password, passwd2: password };
	try {
		await da.command({ name: 'CMD_API_USER_PASSWD', fields, changes: true }, answerless);
	} catch (error) {
		throw asPasswordRefusal(error);
	}
}
