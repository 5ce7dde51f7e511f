import { z } from 'zod';
import { fullDatabaseName } from '../databaseName';
import type { AccountRef, Database, DatabaseNames, DatabaseWithUsers, NewDatabase } from '../types';
import { answerless, count } from './answers';
import type { Whm } from './transport';

const restrictions = z.object({
	/** Null if the server adds no prefix. */
	prefix: z.string().nullable(),
	max_database_name_length: count,
	max_username_length: count,
});

/** Asks the server for the prefix, which depends on the server's settings and the account's age. */
export async function databaseNames(
	whm: Whm,
	{ username: user }: AccountRef,
	short: DatabaseNames,
): Promise<DatabaseNames> {
	const limits = await whm({ name: 'Mysql/get_restrictions', user }, restrictions);
	const prefix = limits.prefix ?? '';
	return {
		name: fullDatabaseName('name', short.name, { prefix, longest: limits.max_database_name_length, also: '-' }),
		user: fullDatabaseName('user', short.user, { prefix, longest: limits.max_username_length, also: '-' }),
	};
}

const databases = z.array(
	z.object({ database: z.string(), disk_usage: count.nullish(), users: z.array(z.string()).default([]) }),
);
const users = z.array(z.object({ user: z.string() }));

export async function listDatabases(whm: Whm, { username: user }: AccountRef): Promise<Database[]> {
	const found = await whm({ name: 'Mysql/list_databases', user }, databases);
	return found.map((held) => ({ name: held.database, users: held.users, diskBytes: held.disk_usage ?? null }));
}

export async function listDatabaseUsers(whm: Whm, { username: user }: AccountRef): Promise<string[]> {
	return (await whm({ name: 'Mysql/list_users', user }, users)).map((held) => held.user);
}

/** A user from an earlier try may have another password, so this sets the password again. */
export async function createDatabase(
	whm: Whm,
	account: AccountRef,
	{ name, user, password }: NewDatabase,
): Promise<void> {
	const change = async (mysqlFunction: string, parameters: Record<string, string>) =>
		await whm({ name: `Mysql/${mysqlFunction}`, user: account.username, parameters, changes: true }, answerless);

	const held = (await listDatabases(whm, account)).find((database) => database.name === name);
	if (!held) await change('create_database', { name });
	const isThere = (await listDatabaseUsers(whm, account)).includes(user);
	if (isThere) await change('set_password', { user, password });
	else await change('create_user', { name: user, password });
	if (!held?.users.includes(user)) {
		await change('set_privileges_on_database', { database: name, user, privileges: 'ALL PRIVILEGES' });
	}
}

export async function deleteDatabase(whm: Whm, account: AccountRef, database: DatabaseWithUsers): Promise<void> {
	const remove = async (mysqlFunction: string, name: string) =>
		await whm(
			{ name: `Mysql/${mysqlFunction}`, user: account.username, parameters: { name }, changes: true },
			answerless,
		);

	if ((await listDatabases(whm, account)).some(({ name }) => name === database.name)) {
		await remove('delete_database', database.name);
	}
	const left = await listDatabaseUsers(whm, account);
	for (const user of database.users) if (left.includes(user)) await remove('delete_user', user);
}
