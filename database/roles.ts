import type { Client } from 'pg';
import { DatabaseError } from 'pg';
import { ExternalError } from '../core/kernel/errors';
import { whoami, type Self } from './whoami';

/** `msp_owner` owns the schema and runs the migrations; `msp_app` is what n8n's nodes log in as. */
const roles = ['msp_owner', 'msp_app'] as const;
export type Role = (typeof roles)[number];

/**
 * Makes the roles that are missing, without a log-in. Roles belong to the server, not to one of its databases. A superuser may
 * make them, and so may a user with CREATEROLE, as the first user of a managed PostgreSQL is.
 *
 * @throws ExternalError when one is missing and this user may not make it.
 */
export async function ensureRoles(client: Client): Promise<Role[]> {
	const missing = await missingRoles(client);
	if (missing.length === 0) return [];
	const { user, mayCreateRoles } = await whoami(client);
	if (!mayCreateRoles) {
		throw new ExternalError(
			'permission',
			`The user ${user} may not create the missing roles ${missing.join(' and ')}`,
			'Run `msp-database create-roles` once as a superuser, or as a user with CREATEROLE.',
		);
	}
	for (const role of missing) {
		// Another database of the server may be migrated at the same time.
		await client.query(`do $$ begin
			create role ${role} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
			exception when duplicate_object or unique_violation then null; end $$`);
	}
	return missing;
}

/**
 * Works on as `msp_owner`, so that it owns whatever the migrations make, whoever runs them.
 *
 * @throws ExternalError when this user may not.
 */
export async function workAsOwner(client: Client): Promise<void> {
	const self = await whoami(client);
	if (self.user !== 'msp_owner' && !self.superuser) await becomeMember(client, self);
	await letRolesIn(client, self);
	await client.query(`set role msp_owner`);
}

/** Since PostgreSQL 16 whoever makes a role may give it away, and is no member by itself; before, CREATEROLE was enough. */
async function becomeMember(client: Client, { user, version }: Self): Promise<void> {
	const right = version >= 160_000 ? 'SET' : 'MEMBER';
	const { rows } = await client.query<{ is: boolean }>(`select pg_has_role(current_user, 'msp_owner', $1) as is`, [
		right,
	]);
	if (rows[0]?.is) return;
	const makers = await whoMayGrant(client, 'msp_owner');
	try {
		await client.query(`grant msp_owner to current_user`);
	} catch (error) {
		if (!isRefused(error)) throw error;
		throw new ExternalError(
			'permission',
			`The user ${user} may not run the migrations, which msp_owner does`,
			user === 'msp_app'
				? // A grant would make the tables n8n's own, and row-level security would not bind it any more.
					'msp_app is what n8n logs in as: log in as msp_owner, as the owner of the database or as a superuser.'
				: `Log in as msp_owner, or as ${makers}; or let one of these run \`grant msp_owner to ${client.escapeIdentifier(user)}\` once.`,
			{ cause: error },
		);
	}
}

/** Lets msp_owner make the schema, and both roles log in where the database is not open to all. */
async function letRolesIn(client: Client, { database, user }: Self): Promise<void> {
	const name = client.escapeIdentifier(database);
	const rights = [
		['msp_owner', 'create'],
		['msp_owner', 'connect'],
		['msp_app', 'connect'],
	] as const;
	for (const [role, right] of rights) {
		if (await has(client, role, right)) continue;
		const grant = `grant ${right} on database ${name} to ${role}`;
		// Whoever may not is told so by an error, or only by a warning.
		await client.query(`savepoint before_grant`);
		await client.query(grant).catch(async (error: unknown) => {
			if (!isRefused(error)) throw error;
			await client.query(`rollback to before_grant`);
		});
		if (await has(client, role, right)) continue;
		throw new ExternalError(
			'permission',
			`${role} may not ${right === 'create' ? 'make a schema in' : 'connect to'} the database ${database}, and the user ${user} may not allow it`,
			`Let the owner of the database, or a superuser, run \`${grant}\` in it once.`,
		);
	}
}

async function has(client: Client, role: Role, right: string): Promise<boolean> {
	const { rows } = await client.query<{ is: boolean }>(
		`select has_database_privilege($1, current_database(), $2) as is`,
		[role, right],
	);
	return rows[0]?.is === true;
}

/** Who may grant a role or change its password, in words. */
export async function whoMayGrant(client: Client, role: Role): Promise<string> {
	const { rows } = await client.query<{ name: string }>(
		`select distinct pg_get_userbyid(member)::text as name from pg_auth_members
		where roleid = (select oid from pg_roles where rolname = $1) and admin_option order by 1`,
		[role],
	);
	return ['a superuser', ...rows.map(({ name }) => name)].join(' or ');
}

export const isRefused = (error: unknown): boolean => error instanceof DatabaseError && error.code === '42501';

async function missingRoles(client: Client): Promise<Role[]> {
	const { rows } = await client.query<{ rolname: string }>(`select rolname from pg_roles where rolname = any($1)`, [
		roles,
	]);
	return roles.filter((role) => !rows.some(({ rolname }) => rolname === role));
}
