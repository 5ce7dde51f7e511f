import { z } from 'zod';
import { openVault } from '../../core/kernel/encryption';
import { InputError } from '../../core/kernel/errors';
import { asKnownError, assertVersion, connectionOptions } from '../../core/db';
import { withClient } from '../../database/migrate';
import { settingsOf, type BackOfficeSettings } from './backOffice';
import { credentialTest } from './credential';

/** Logs in to the database: the user is the right one, the tables are there, and the key opens what they hold. */
export const testDatabase = credentialTest(async (data) => {
	try {
		await checkDatabase(settingsOf(data));
	} catch (error) {
		throw asKnownError(error);
	}
	return 'The back office is ready.';
});

const userRow = z.object({ user: z.string(), bypasses: z.boolean(), owner: z.boolean() });
const secretRow = z.object({ id: z.uuid(), sealed_token: z.string() });

async function checkDatabase({ connection, keys }: BackOfficeSettings): Promise<void> {
	const vault = openVault(keys);
	await withClient(connectionOptions(connection), async (client) => {
		const { rows } = await client.query(
			`select current_user::text as user, rolsuper or rolbypassrls as bypasses,
				exists (select from pg_roles o where o.rolname = 'msp_owner' and pg_has_role(current_user, o.oid, 'member')) as owner
			from pg_roles where rolname = current_user`,
		);
		const { user, bypasses, owner } = userRow.parse(rows[0]);
		if (bypasses || owner) {
			const why = bypasses ? 'is not bound by row-level security' : 'may change the tables';
			throw new InputError('user', `is wrong: ${user} ${why}, so customers are not kept apart`, 'Log in as msp_app.');
		}
		await assertVersion(client);
		await client.query(`begin; set local msp.scope = 'staff'`);
		const secrets = await client.query(
			`select id, sealed_token from msp.server where sealed_token is not null order by created_at desc limit 1`,
		);
		const [secret] = z.array(secretRow).parse(secrets.rows);
		if (secret) vault.open(`server:${secret.id}`, secret.sealed_token);
	});
}
