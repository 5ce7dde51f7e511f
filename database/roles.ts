import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { Client } from 'pg';

/** `msp_owner` owns the schema and runs the migrations; `msp_app` is what n8n's nodes log in as. */
const roles = ['msp_owner', 'msp_app'] as const;
export type Role = (typeof roles)[number];

/**
 * Makes the roles that are missing, without a log-in. Roles belong to the server, not to one of its databases.
 *
 * @throws Error with one sentence where one is missing and this user may not make it.
 */
export async function ensureRoles(client: Client): Promise<Role[]> {
	const missing = await missingRoles(client);
	if (missing.length === 0) return [];
	const { user, mayCreate } = await whoami(client);
	if (!mayCreate) {
		throw new Error(
			`the user ${user} may not create the missing roles ${missing.join(' and ')}: run \`msp-database create-roles\` once as a superuser`,
		);
	}
	for (const role of missing) {
		await client.query(`create role ${role} nologin nosuperuser nobypassrls nocreatedb nocreaterole`);
	}
	return missing;
}

/** Lets a role log in with this password. The server is told its verifier only, so that no log of statements holds it. */
export async function setPassword(client: Client, role: Role, password: string): Promise<void> {
	await client.query(`alter role ${role} login password ${client.escapeLiteral(scramVerifier(password))}`);
}

/** RFC 5803 with PostgreSQL's own number of iterations. */
function scramVerifier(password: string): string {
	const iterations = 4096;
	const salt = randomBytes(16);
	const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
	const keyed = (text: string) => createHmac('sha256', salted).update(text).digest();
	const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
	return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${keyed('Server Key').toString('base64')}`;
}

/**
 * Works on as `msp_owner`, so that it owns whatever the migrations make, whoever runs them.
 *
 * @throws Error with one sentence where this user may not.
 */
export async function workAsOwner(client: Client): Promise<void> {
	const { user, superuser, database } = await whoami(client);
	if (user === 'msp_owner') return;
	try {
		if (!superuser) await client.query(`grant msp_owner to current_user`);
		await client.query(`grant create, connect on database ${client.escapeIdentifier(database)} to msp_owner`);
		await client.query(`set role msp_owner`);
	} catch (error) {
		throw new Error(
			`the user ${user} may not run the migrations: log in as msp_owner, as the database's owner or as a superuser`,
			{ cause: error },
		);
	}
}

async function missingRoles(client: Client): Promise<Role[]> {
	const { rows } = await client.query<{ rolname: string }>(`select rolname from pg_roles where rolname = any($1)`, [
		roles,
	]);
	return roles.filter((role) => !rows.some(({ rolname }) => rolname === role));
}

interface Self {
	readonly user: string;
	readonly database: string;
	readonly superuser: boolean;
	readonly mayCreate: boolean;
}

async function whoami(client: Client): Promise<Self> {
	const { rows } = await client.query<Self>(
		`select current_user::text as user, current_database()::text as database, rolsuper as superuser,
			rolsuper or rolcreaterole as "mayCreate"
		from pg_roles where rolname = current_user`,
	);
	const [self] = rows;
	if (!self) throw new Error('PostgreSQL does not tell who is logged in');
	return self;
}
