import type { ClientConfig } from 'pg';
import { z } from 'zod';
import { createApiKey, keyName, mostPerMinute, scope, usualPerMinute, type KeyOrder } from '../core/apiKeys';
import { openPoolOn, storeOn } from '../core/db';
import { helpOf } from '../core/kernel/commandWords';
import { InputError } from '../core/kernel/errors';

const words = z.object({
	name: keyName,
	scopes: z
		.string()
		.transform((given) => given.split(/[\s,]+/).filter(Boolean))
		.pipe(z.array(scope).min(1, 'must name a scope, such as provisioning:read')),
	'per-minute': z.coerce
		.number('must be a number')
		.int('must be a whole number')
		.min(1, 'must be 1 at the least')
		.max(mostPerMinute, `must be ${mostPerMinute} at the most`)
		.default(usualPerMinute),
	days: z.coerce
		.number('must be a number')
		.int('must be a whole number')
		.min(1, 'must be 1 at the least')
		.max(3660, 'must be 3660 at the most')
		.optional(),
});

const day = 24 * 60 * 60 * 1000;

/**
 * Reads the options of the command.
 *
 * @throws InputError that names the wrong one.
 */
export function keyOrder(options: object, now = new Date()): KeyOrder {
	const { name = '', scopes = '' } = options as Readonly<Record<string, unknown>>;
	const read = words.safeParse({ ...options, name, scopes });
	if (!read.success) {
		const [issue] = read.error.issues;
		throw new InputError(
			`--${String(issue?.path[0] ?? 'name')}`,
			issue?.message ?? 'is not valid',
			helpOf('msp-database'),
		);
	}
	const { 'per-minute': perMinute, days, ...order } = read.data;
	return { ...order, perMinute, expiresAt: days === undefined ? null : new Date(now.getTime() + days * day) };
}

/** Makes a key and shows it. It stands nowhere else: an operation of a node would leave it in an execution. */
export async function createKey(
	connection: ClientConfig,
	order: KeyOrder,
	say: (line: string) => void,
): Promise<number> {
	const pool = openPoolOn(connection, 1);
	try {
		const { apiKey, secret } = await createApiKey({ store: storeOn(() => pool, 'msp-database') }, order);
		say(secret);
		say('');
		say('This is the key. Keep it now: nobody can show it again.');
		say(`${apiKey.name}: ${apiKey.scopes.join(', ')}; ${apiKey.perMinute} calls a minute; ${endOf(apiKey)}.`);
		say(`In lists it is ${apiKey.prefix}, ID ${apiKey.keyId}. MSP Customers → API Key: Revoke ends it.`);
		return 0;
	} finally {
		await pool.end();
	}
}

function endOf({ expiresAt }: { readonly expiresAt: Date | null }): string {
	return expiresAt === null ? 'it does not end by itself' : `it ends on ${expiresAt.toISOString().slice(0, 10)}`;
}
