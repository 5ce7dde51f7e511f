import { InputError } from '../core/kernel/errors';
import { nameOf, withClient, type Connected } from './connection';

/** The flag that lets the back office into a database of n8n. */
export const flagForN8ns = 'into-n8n-database';

/**
 * Keeps the back office out of the database in which n8n keeps its own tables, unless it is in there already. n8n may have
 * put a prefix before their names, and have them in any schema.
 *
 * @throws InputError that names the database and the flag.
 */
export async function refuseN8ns(connected: Connected): Promise<void> {
	const { rows } = await withClient(
		connected.config,
		async (client) =>
			await client.query<{ schema: string }>(
				`select workflows.schemaname::text as schema
				from pg_tables workflows
				join pg_tables credentials on credentials.schemaname = workflows.schemaname
					and credentials.tablename = regexp_replace(workflows.tablename, 'workflow_entity$', 'credentials_entity')
				where workflows.tablename ~ 'workflow_entity$'
					and not exists (select from pg_namespace where nspname = 'msp')
				order by 1 limit 1`,
			),
	);
	const [found] = rows;
	if (!found) return;
	throw new InputError(
		'database',
		`is n8n's own: ${nameOf(connected)} has n8n's tables of workflows and credentials, in the schema ${found.schema}`,
		`Make another one for the back office, such as \`create database msp\`, and name it with --url or PGDATABASE. If both are to share this one, give --${flagForN8ns}: they are then backed up and restored together.`,
	);
}
