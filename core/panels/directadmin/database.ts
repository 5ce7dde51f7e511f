import { z } from 'zod';
import { fullDatabaseName } from '../databaseName';
import type { AccountRef, Database, DatabaseNames, DatabaseWithUsers, NewDatabase } from '../types';
import { onBehalf } from './accountLook';
import { answerless } from './answers';
import { changed } from './errors';
import type { ApiCall, DirectAdmin } from './transport';

const info = z.object({ maxDatabaseLength: z.number(), maxUsernameLength: z.number() });

/** Databases and their users begin with the account's name. The server tells how long the names may be. */
export async function databaseNames(
	da: DirectAdmin,
	account: AccountRef,
	short: DatabaseNames,
): Promise<DatabaseNames> {
	const limits = await look(da, account, '/api/db-show/info', info);
	const prefix = `${account.username}_`;
	return {
		name: fullDatabaseName('name', short.name, { prefix, longest: limits.maxDatabaseLength }),
		user: fullDatabaseName('user', short.user, { prefix, longest: limits.maxUsernameLength }),
	};
}

const databases = z.array(z.object({ database: z.string(), sizeBytes: z.number() }));
const privileges = z.record(z.string(), z.boolean());
const usersOfOne = z.array(z.object({ dbuser: z.string(), privileges }));
const userList = z.array(z.object({ dbuser: z.string() }));

export async function listDatabases(da: DirectAdmin, account: AccountRef): Promise<Database[]> {
	const found: Database[] = [];
	for (const { database: name, sizeBytes } of await look(da, account, '/api/db-show/databases', databases)) {
		const holders = await look(da, account, `/api/db-show/databases/${encodeURIComponent(name)}/users`, usersOfOne);
		const withRights = holders.filter((holder) => Object.values(holder.privileges).some(Boolean));
		found.push({ name, users: withRights.map(({ dbuser }) => dbuser), diskBytes: sizeBytes });
	}
	return found;
}

export async function listDatabaseUsers(da: DirectAdmin, account: AccountRef): Promise<string[]> {
	return (await look(da, account, '/api/db-show/users', userList)).map(({ dbuser }) => dbuser);
}

/** A user from an earlier try may have another password, so this sets the password again. */
export async function createDatabase(
	da: DirectAdmin,
	account: AccountRef,
	{ name: database, user: dbuser, password }: NewDatabase,
): Promise<void> {
	const held = (await listDatabases(da, account)).find(({ name }) => name === database);
	const hasUser = (await listDatabaseUsers(da, account)).includes(dbuser);
	if (!held && !hasUser) {
		await changed(
			async () => await make(da, account, 'POST', '/api/db-manage/create-db-with-user', { database, dbuser, password }),
			async () =>
				(await listDatabases(da, account)).some(({ name, users: all }) => name === database && all.includes(dbuser)),
			`the database '${database}' with its user is not there`,
		);
		return;
	}
	const user = `/api/db-manage/users/${encodeURIComponent(dbuser)}`;
	if (!held) await make(da, account, 'POST', '/api/db-manage/create-db', { database });
	if (hasUser) await make(da, account, 'POST', `${user}/change-password`, { newPassword: password });
	else await make(da, account, 'POST', '/api/db-manage/create-user', { dbuser, password });
	if (!held?.users.includes(dbuser)) {
		const path = `${user}/databases/${encodeURIComponent(database)}/change-privs`;
		await make(da, account, 'PUT', path, { privileges: every });
	}
}

/** The result of a call that creates database, user and grant at once: all three. */
const every = Object.fromEntries(
	[
		'alter',
		'alterRoutine',
		'create',
		'createRoutine',
		'createTmpTable',
		'createView',
		'delete',
		'drop',
		'event',
		'execute',
		'index',
		'insert',
		'lockTables',
		'references',
		'select',
		'showView',
		'trigger',
		'update',
	].map((privilege) => [privilege, true]),
);

export async function deleteDatabase(
	da: DirectAdmin,
	account: AccountRef,
	{ name, users }: DatabaseWithUsers,
): Promise<void> {
	const isThere = async () => (await namesOf(da, account)).includes(name);
	if (await isThere()) {
		await changed(
			async () => await make(da, account, 'DELETE', `/api/db-manage/databases/${encodeURIComponent(name)}`),
			async () => !(await isThere()),
			`the database '${name}' is still there`,
		);
	}
	const left = await listDatabaseUsers(da, account);
	for (const user of users.filter((one) => left.includes(one))) {
		await changed(
			async () => await make(da, account, 'DELETE', `/api/db-manage/users/${encodeURIComponent(user)}`),
			async () => !(await listDatabaseUsers(da, account)).includes(user),
			`the database user '${user}' is still there`,
		);
	}
}

const namesOf = async (da: DirectAdmin, account: AccountRef): Promise<string[]> =>
	(await look(da, account, '/api/db-show/databases?no-size=true', databases)).map(({ database }) => database);

async function look<Data>(da: DirectAdmin, account: AccountRef, path: string, data: z.ZodType<Data>): Promise<Data> {
	return await onBehalf(da, account, async () => await da.api({ method: 'GET', path, user: account.username }, data));
}

async function make(
	da: DirectAdmin,
	account: AccountRef,
	method: ApiCall['method'],
	path: string,
	body?: ApiCall['body'],
): Promise<void> {
	const call = { method, path, user: account.username, body, changes: true } as const;
	await onBehalf(da, account, async () => await da.api(call, answerless));
}
