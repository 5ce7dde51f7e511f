import type { Client } from 'pg';

/** Who is logged in, and where. */
export interface Self {
	readonly user: string;
	readonly database: string;
	readonly superuser: boolean;
	readonly mayCreateRoles: boolean;
	/** Such as 150018. */
	readonly version: number;
}

export async function whoami(client: Client): Promise<Self> {
	const { rows } = await client.query<Self>(
		`select current_user::text as user, current_database()::text as database, rolsuper as superuser,
			rolsuper or rolcreaterole as "mayCreateRoles", current_setting('server_version_num')::int as version
		from pg_roles where rolname = current_user`,
	);
	const [self] = rows;
	if (!self) throw new Error('PostgreSQL does not tell who is logged in');
	return self;
}
