import { z } from 'zod';
import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import { endApiKey, findApiKey, findApiKeyByHash, insertApiKey, type ApiKey } from './apiKeys';
import { hashOf, newSecret, prefixOf } from './secret';

type Office = Pick<BackOffice, 'store'>;

/** A right that a route asks for: an area and what may be done there. */
export const scope = z
	.string()
	.trim()
	.regex(/^[a-z][a-z0-9-]{0,39}:[a-z][a-z0-9-]{0,39}$/, 'must be an area and a right, such as provisioning:read');

export const keyName = z
	.string()
	.trim()
	.min(1, 'must say who uses the key')
	.max(100, 'must have 100 characters at the most');
export const mostPerMinute = 60_000;
export const usualPerMinute = 120;

export interface KeyOrder {
	/** Who uses the key, such as the web shop. */
	readonly name: string;
	readonly scopes: readonly string[];
	readonly perMinute: number;
	/** Null when it does not end by itself. */
	readonly expiresAt: Date | null;
}

/**
 * Makes a key. Several keys may live at once, so that a caller can go over from one to the next.
 *
 * @returns the key's row, and the key itself, which nobody can read again.
 */
export async function createApiKey(office: Office, order: KeyOrder): Promise<{ apiKey: ApiKey; secret: string }> {
	const made = newSecret();
	return { apiKey: await keep(office, order, made), secret: made.secret };
}

/**
 * Keeps a key that was made elsewhere, such as one that a demo shows at each start. A repeat changes nothing.
 *
 * @throws InputError when it is not in the form of a key.
 */
export async function adoptApiKey(office: Office, order: KeyOrder, secret: string): Promise<ApiKey> {
	const prefix = prefixOf(secret);
	if (prefix === undefined) {
		throw new InputError('secret', 'is not in the form of a key', 'Make one with `msp-database create-key`.');
	}
	return await keep(office, order, { prefix, secret });
}

async function keep({ store }: Office, order: KeyOrder, made: { prefix: string; secret: string }): Promise<ApiKey> {
	const keyHash = hashOf(made.secret);
	return await store.asStaff(async (transaction) => {
		const apiKey = await insertApiKey(transaction, {
			...order,
			scopes: [...new Set(order.scopes)],
			prefix: made.prefix,
			keyHash,
		});
		const known = apiKey ?? (await findApiKeyByHash(transaction, keyHash));
		if (!known) throw new RangeError(`the prefix ${made.prefix} was drawn twice`);
		if (apiKey) audit(transaction, apiKey, 'api_key.create', { scopes: apiKey.scopes, perMinute: apiKey.perMinute });
		return known;
	});
}

/**
 * Ends a key at once: the next call with it is refused. A repeat changes nothing.
 *
 * @throws InputError when there is no such key.
 */
export async function revokeApiKey({ store }: Office, keyId: string): Promise<ApiKey & { changed: boolean }> {
	return await store.asStaff(async (transaction) => {
		const before = await findApiKey(transaction, keyId);
		const after = await endApiKey(transaction, keyId);
		if (!before || !after) {
			throw new InputError(
				'keyId',
				`is unknown: no key has the ID ${keyId}`,
				'Take it from MSP Customers → API Key: List.',
				'not_found',
			);
		}
		const changed = before.revokedAt === null;
		if (changed) audit(transaction, after, 'api_key.revoke', {});
		return { ...after, changed };
	});
}

function audit(transaction: Transaction, { keyId, name, prefix }: ApiKey, action: string, more: object): void {
	const entry = { action, subject: keyId, outcome: 'done', correlationId: '' } as const;
	transaction.audit({ customerId: null, ...entry, detail: { name, prefix, ...more } });
}
