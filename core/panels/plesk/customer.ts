import { z } from 'zod';
import type { AccountRef } from '../types';
import { answerless, count, optionalText, underBackup } from './answers';
import type { Plesk } from './transport';
import type { XmlNode } from '../../kernel/xml';

const found = z.object({
	id: z.string(),
	data: z.object({
		gen_info: z.object({
			login: z.string(),
			status: count,
			email: optionalText,
			'external-id': optionalText,
		}),
	}),
});

/** The owner of a subscription. Administrators and resellers are no customers. */
export interface Customer {
	readonly id: string;
	readonly login: string;
	readonly suspended: boolean;
	readonly email: string;
	readonly externalId: string;
}

/** The mark of a customer that was made for one account. A repeat finds an interrupted creation by it. */
export const externalIdOf = ({ username, domain }: AccountRef) => `msp:${username}:${domain}`;

export const isOurs = (customer: Customer | undefined, account: AccountRef): customer is Customer =>
	customer !== undefined && customer.login === account.username && customer.externalId === externalIdOf(account);

async function customers(plesk: Plesk, filter: readonly XmlNode[]): Promise<Customer[]> {
	if (filter.length === 0) return [];
	const content: XmlNode[] = [
		['filter', filter],
		['dataset', [['gen_info']]],
	];
	const all = await plesk.xml({ name: 'customer.get', content, skip: 'missing' }, found);
	return all.map(({ id, data: { gen_info: info } }) => ({
		id,
		login: info.login,
		suspended: (info.status & ~underBackup) !== 0,
		email: info.email,
		externalId: info['external-id'],
	}));
}

export async function customerNamed(plesk: Plesk, login: string): Promise<Customer | undefined> {
	return (await customers(plesk, [['login', login]])).find((one) => one.login === login);
}

/** Returns the customers by ID. It leaves out clients that are no customers. */
export async function customersById(plesk: Plesk, ids: readonly string[]): Promise<ReadonlyMap<string, Customer>> {
	const different = [...new Set(ids)].filter((id) => id !== '');
	const all = await customers(
		plesk,
		different.map((id) => ['id', id] as const),
	);
	return new Map(all.map((one) => [one.id, one]));
}

export async function createCustomer(
	plesk: Plesk,
	account: AccountRef & { readonly contactEmail: string; readonly password: string },
): Promise<string> {
	const body = {
		name: account.domain.slice(0, 60),
		login: account.username,
		password: account.password,
		email: account.contactEmail,
		type: 'customer',
		external_id: externalIdOf(account),
	};
	const secrets = [account.password];
	const { id } = await plesk.rest(
		{ method: 'POST', path: '/clients', body, secrets, changes: true, timeoutMs: 180_000 },
		z.object({ id: z.number() }),
	);
	return String(id);
}

export async function setCustomerPassword(plesk: Plesk, { id }: Customer, password: string): Promise<void> {
	const path = `/clients/${encodeURIComponent(id)}`;
	const secrets = [password];
	await plesk.rest({ method: 'PUT', path, body: { password }, secrets, changes: true }, answerless);
}

/** Removes the customer with everything that it has. */
export async function deleteCustomer(plesk: Plesk, { id }: Pick<Customer, 'id'>): Promise<void> {
	const path = `/clients/${encodeURIComponent(id)}`;
	await plesk.rest({ method: 'DELETE', path, changes: true, timeoutMs: 180_000 }, answerless);
}
