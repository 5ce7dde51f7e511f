import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { z } from 'zod';
import { openVault } from '../../core/kernel/encryption';
import { InputError, ExternalError } from '../../core/kernel/errors';
import { asExternalError, connectionOptions } from '../../core/db';
import { pendingOn, withClient } from '../../database/migrate';
import { settingsOf, type BackOfficeSettings } from './backOffice';

/** The test of the MSP Database credential: says in one sentence what is wrong, and what to do about it. */
export async function testDatabase(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const settings = settingsOf(credential.data);
		const problem = await problemWith(settings);
		return problem ? { status: 'Error', message: problem } : { status: 'OK', message: 'The back office is ready.' };
	} catch (error) {
		return { status: 'Error', message: sentence(asExternalError(error)) };
	}
}

const selfRow = z.object({ user: z.string(), above: z.boolean(), owner: z.boolean() });
const secretRow = z.object({ id: z.uuid(), sealed_token: z.string() });

async function problemWith({ connection, keys }: BackOfficeSettings): Promise<string | undefined> {
	const vault = openVault(keys);
	return await withClient(connectionOptions(connection), async (client) => {
		const { rows } = await client.query(
			`select current_user::text as user, rolsuper or rolbypassrls as above,
				exists (select from pg_roles o where o.rolname = 'msp_owner' and pg_has_role(current_user, o.oid, 'member')) as owner
			from pg_roles where rolname = current_user`,
		);
		const self = selfRow.parse(rows[0]);
		if (self.above || self.owner) {
			const why = self.above ? 'is not bound by row-level security' : 'may change the tables';
			return `The user ${self.user} ${why}, so customers would not be kept apart: log in as msp_app.`;
		}
		const pending = await pendingOn(client);
		if (pending.length > 0) {
			return `The database lacks the migrations ${pending.join(', ')}: run \`npx --package n8n-nodes-msp msp-database migrate\`.`;
		}
		await client.query(`begin; set local msp.scope = 'staff'`);
		const secrets = await client.query(`select id, sealed_token from msp.server order by created_at desc limit 1`);
		const [secret] = z.array(secretRow).parse(secrets.rows);
		if (secret) vault.open(`server:${secret.id}`, secret.sealed_token);
		return undefined;
	});
}

function sentence(error: unknown): string {
	if (error instanceof ExternalError) return `${error.vendorMessage}. ${error.remedy}`;
	if (error instanceof InputError) return `${error.message}. ${error.remedy}`;
	return error instanceof Error ? error.message : String(error);
}
