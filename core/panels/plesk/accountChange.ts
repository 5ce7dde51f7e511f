import { ExternalError } from '../../kernel/errors';
import type { AccountRef } from '../types';
import { changed } from '../changed';
import { idleWebspace, presentWebspace } from './accountLook';
import { property } from './accountCreation';
import { answerless } from './answers';
import { customerNamed, customersById, deleteCustomer, isOurs, setCustomerPassword, type Customer } from './customer';
import { planNamed } from './plan';
import { missing } from './errors';
import type { Plesk } from './transport';
import { domainsOfClient, setWebspace, webspaceNamed, type Webspace } from './webspace';
import type { XmlNode } from '../../kernel/xml';

/** Creating, removing or suspending takes minutes on a full server, and the connection stays open all that time. */
const slow = 180_000;

const disabledByAdministrator = 16;

/** Suspends the subscription, not its owner: an owner may have other subscriptions. */
export async function suspendAccount(plesk: Plesk, account: AccountRef): Promise<void> {
	const webspace = await idleWebspace(plesk, account);
	if (!webspace.account.suspended) await setStatus(plesk, webspace, disabledByAdministrator);
}

export async function unsuspendAccount(plesk: Plesk, account: AccountRef): Promise<void> {
	const webspace = await idleWebspace(plesk, account);
	if (!webspace.account.suspended) return;
	const owner = (await customersById(plesk, [webspace.ownerId])).get(webspace.ownerId);
	if (owner?.suspended) {
		throw new ExternalError(
			'permission',
			`The customer '${owner.login}' of ${account.domain} is suspended, and with it all its subscriptions`,
			'Activate the customer in Plesk first: somebody suspended it there.',
		);
	}
	await setStatus(plesk, webspace, 0);
}

async function setStatus(plesk: Plesk, webspace: Webspace, status: number): Promise<void> {
	await setWebspace(plesk, webspace, [['gen_setup', [['status', status]]]]);
}

/**
 * If the customer was made for this account and has nothing else, this removes both at once, so that neither is left
 * alone. It also removes a customer that an interrupted creation left alone.
 */
export async function terminateAccount(plesk: Plesk, account: AccountRef): Promise<void> {
	const { username, domain } = account;
	const named = await customerNamed(plesk, username);
	const ours = isOurs(named, account) ? named : undefined;
	const found = await webspaceNamed(plesk, domain);
	if (found?.account.username !== username) {
		if (!ours || (await domainsOfClient(plesk, ours.id)).length > 0)
			throw missing(`account '${username}' for ${domain}`);
		await deleteCustomer(plesk, ours);
		return;
	}
	const webspace = await idleWebspace(plesk, account);
	const alone = ours && (await hasNothingElse(plesk, ours, webspace)) ? ours : undefined;
	await changed(
		'Plesk',
		async () => (alone ? await deleteCustomer(plesk, alone) : await removeWebspace(plesk, webspace)),
		async () => (await webspaceNamed(plesk, domain))?.id !== webspace.id,
		`the subscription ${domain} is still there`,
	);
	// Plesk may have stopped in between. Then the customer still exists.
	const left = alone && (await customerNamed(plesk, username));
	if (isOurs(left, account) && (await domainsOfClient(plesk, left.id)).length === 0) await deleteCustomer(plesk, left);
}

/** The sites in the subscription are part of it. */
async function hasNothingElse(plesk: Plesk, customer: Customer, webspace: Webspace): Promise<boolean> {
	if (webspace.ownerId !== customer.id) return false;
	const held = await domainsOfClient(plesk, customer.id);
	return held.every(({ id, base_domain_id: base }) => id === webspace.id || base === webspace.id);
}

async function removeWebspace(plesk: Plesk, { id }: Webspace): Promise<void> {
	const content: XmlNode[] = [['filter', [['id', id]]]];
	await plesk.xml({ name: 'webspace.del', content, changes: true, timeoutMs: slow }, answerless);
}

/**
 * A locked subscription keeps limits of its own. This syncs it with the plan, because the caller asks for the plan's
 * limits. It does the same for a subscription that is on the plan already.
 */
export async function changePackage(plesk: Plesk, account: AccountRef, packageName: string): Promise<void> {
	const webspace = await idleWebspace(plesk, account);
	const plan = await planNamed(plesk, packageName);
	const filter: XmlNode = ['filter', [['id', webspace.id]]];
	const change = async (name: string, ...more: readonly XmlNode[]) =>
		await plesk.xml({ name, content: [filter, ...more], changes: true, timeoutMs: slow }, answerless);
	const isOnIt = webspace.planGuids.includes(plan.guid);
	if (!isOnIt) await change('webspace.switch-subscription', ['plan-guid', plan.guid]);
	if (isOnIt || (await presentWebspace(plesk, account)).locked) await change('webspace.sync-subscription');
}

/** Sets the password of the system user, and of the customer if it was made for this account. */
export async function changePassword(plesk: Plesk, account: AccountRef, password: string): Promise<void> {
	const webspace = await idleWebspace(plesk, account);
	const customer = await customerNamed(plesk, account.username);
	if (isOurs(customer, account)) await setCustomerPassword(plesk, customer, password);
	const values: XmlNode[] = [['hosting', [['vrt_hst', [property('ftp_password', password)]]]]];
	await setWebspace(plesk, webspace, values, [password]);
}
