import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { Account, AccountRef, NewAccount } from '../types';
import { createCustomer, customerNamed, deleteCustomer, externalIdOf, isOurs, setCustomerPassword } from './customer';
import { planNamed } from './plan';
import { errors, missing, taken } from './errors';
import type { Plesk } from './transport';
import { domainsOfClient, webspaceNamed } from './webspace';
import type { XmlNode } from '../../kernel/xml';

/**
 * Creates a customer and its subscription. If an earlier try made only the customer, a repeat finds it by its external
 * ID and continues there.
 */
export async function createAccount(plesk: Plesk, account: NewAccount): Promise<Account> {
	const { username, domain, packageName, contactEmail, password } = account;
	const holder = await webspaceNamed(plesk, domain);
	if (holder) throw taken(`The account '${holder.account.username}' for ${domain}`);
	const held = await customerNamed(plesk, username);
	if (held && !isOurs(held, account)) throw taken(`The customer '${username}'`);
	const plan = await planNamed(plesk, packageName);
	const ipAddress = await sharedAddress(plesk);

	if (held) await setCustomerPassword(plesk, held, password);
	const ownerId = held?.id ?? (await createCustomer(plesk, account));
	await createWebspace(plesk, account, { ownerId, ipAddress, planGuid: plan.guid });
	const made = { username, domain, packageName, contactEmail, suspended: false, suspensionReason: '', ipAddress };
	return { ...made, limits: {} };
}

interface WebspaceOwner {
	readonly ownerId: string;
	readonly ipAddress: string;
	readonly planGuid: string;
}

async function createWebspace(plesk: Plesk, account: NewAccount, owner: WebspaceOwner): Promise<void> {
	const { username, domain, password } = account;
	const { ownerId, ipAddress, planGuid } = owner;
	const content: XmlNode[] = [
		[
			'gen_setup',
			[
				['name', domain],
				['owner-id', ownerId],
				['htype', 'vrt_hst'],
				['ip_address', ipAddress],
				['external-id', externalIdOf(account)],
			],
		],
		[
			'hosting',
			[['vrt_hst', [property('ftp_login', username), property('ftp_password', password), ['ip_address', ipAddress]]]],
		],
		['plan-guid', planGuid],
	];
	const call = { name: 'webspace.add', content, secrets: [password], changes: true, timeoutMs: 180_000 } as const;
	try {
		await plesk.xml(call, z.object({ id: z.string() }));
	} catch (error) {
		throw error instanceof ExternalError && !error.transient ? await refusalOf(plesk, ownerId, account, error) : error;
	}
}

/** Plesk may have created the subscription after all. If not, this removes the customer that was made only for it. */
async function refusalOf(
	plesk: Plesk,
	ownerId: string,
	account: AccountRef,
	refused: ExternalError,
): Promise<ExternalError> {
	const made = await webspaceNamed(plesk, account.domain);
	if (made?.account.username === account.username) return errors.madeAfterAll(refused);
	const customer = await customerNamed(plesk, account.username);
	const unused =
		isOurs(customer, account) && customer.id === ownerId && (await domainsOfClient(plesk, ownerId)).length === 0;
	if (unused) await deleteCustomer(plesk, customer);
	return refused;
}

export const property = (name: string, value: string): XmlNode => [
	'property',
	[
		['name', name],
		['value', value],
	],
];

const addresses = z.array(z.object({ ipv4: z.string().nullish(), ipv6: z.string().nullish(), type: z.string() }));

/** A shared address, IPv4 if there is one. */
async function sharedAddress(plesk: Plesk): Promise<string> {
	const shared = (await plesk.rest({ method: 'GET', path: '/server/ips' }, addresses)).filter(
		({ type }) => type === 'shared',
	);
	const address = shared.find(({ ipv4 }) => ipv4)?.ipv4 ?? shared.find(({ ipv6 }) => ipv6)?.ipv6;
	if (address) return address;
	throw missing('shared address: make one in Tools & Settings → IP Addresses');
}
