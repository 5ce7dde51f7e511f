import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import { fullDatabaseName } from '../databaseName';
import { isMissing, unless } from '../errors';
import type { AccountRef, Database, DatabaseNames, DatabaseWithUsers, NewDatabase } from '../types';
import { idleWebspace, presentWebspace } from './accountLook';
import { answerless, limitIn } from './answers';
import { taken } from './errors';
import type { Plesk } from './transport';
import type { Webspace } from './webspace';

/** The rules that MySQL and MariaDB share. */
const longest = { name: 64, user: 32 } as const;

/**
 * All databases and their users share one database server, and Plesk adds no prefix to their names. The pack adds the
 * account's name, so that two accounts cannot use the same name.
 */
export async function databaseNames(plesk: Plesk, account: AccountRef, short: DatabaseNames): Promise<DatabaseNames> {
	await presentWebspace(plesk, account);
	const prefix = `${account.username}_`;
	return {
		name: fullDatabaseName('name', short.name, { prefix, longest: longest.name }),
		user: fullDatabaseName('user', short.user, { prefix, longest: longest.user }),
	};
}

const databases = z.array(z.object({ id: z.number(), name: z.string(), server_id: z.number().nullish() }));
const users = z.array(z.object({ id: z.number(), login: z.string(), database_id: z.number().nullish() }));
type HeldDatabase = z.output<typeof databases>[number];
type HeldUser = z.output<typeof users>[number];

interface Held {
	readonly databases: readonly HeldDatabase[];
	readonly users: readonly HeldUser[];
}

/**
 * Returns the users of the account's databases, and the users that may use every database of a subscription. The answer
 * does not name the subscription of the latter, so their prefix tells the account.
 */
async function held(plesk: Plesk, { username, domain }: AccountRef): Promise<Held> {
	const own = await plesk.rest({ method: 'GET', path: '/databases', query: { domain } }, databases);
	const ids = own.map(({ id }) => id);
	const all = await plesk.rest({ method: 'GET', path: '/dbusers' }, users);
	const isOwn = ({ login, database_id: of }: HeldUser) => (of ? ids.includes(of) : login.startsWith(`${username}_`));
	return { databases: own, users: all.filter(isOwn) };
}

const mayUse = (user: HeldUser, { id }: HeldDatabase) => !user.database_id || user.database_id === id;

export async function listDatabases(plesk: Plesk, account: AccountRef): Promise<Database[]> {
	await presentWebspace(plesk, account);
	const found = await held(plesk, account);
	return found.databases.map((database) => ({
		name: database.name,
		users: found.users.filter((user) => mayUse(user, database)).map(({ login }) => login),
		diskBytes: null,
	}));
}

export async function listDatabaseUsers(plesk: Plesk, account: AccountRef): Promise<string[]> {
	await presentWebspace(plesk, account);
	return (await held(plesk, account)).users.map(({ login }) => login);
}

/** A user from an earlier try may have another password, so this sets the password again. */
export async function createDatabase(plesk: Plesk, account: AccountRef, database: NewDatabase): Promise<void> {
	const webspace = await idleWebspace(plesk, account);
	const before = await held(plesk, account);
	const made =
		before.databases.find(({ name }) => name === database.name) ?? (await makeDatabase(plesk, webspace, database.name));
	const user = before.users.find(({ login }) => login === database.user);
	if (!user) {
		await makeUser(plesk, webspace, database, made);
		return;
	}
	const { password } = database;
	const call = { method: 'PUT', path: `/dbusers/${user.id}`, body: { password }, secrets: [password] } as const;
	await plesk.rest({ ...call, changes: true }, answerless);
	if (!mayUse(user, made)) await letUseAll(plesk, account, user);
}

/** The vendor's schema requires all three ways to name the subscription. */
const parentOf = ({ id, guid, account: { domain } }: Webspace) => ({ id, name: domain, guid });

async function makeDatabase(plesk: Plesk, webspace: Webspace, name: string): Promise<HeldDatabase> {
	const body = { name, type: 'mysql', parent_domain: parentOf(webspace) };
	try {
		return await plesk.rest({ method: 'POST', path: '/databases', body, changes: true }, databases.element);
	} catch (error) {
		const refused = error instanceof ExternalError && error.errorClass === 'invalid';
		throw refused ? await databaseRefusal(plesk, webspace, name, error) : error;
	}
}

/** Looks at the server for the reason of a refusal, because its words may be in any language. */
async function databaseRefusal(
	plesk: Plesk,
	{ account, limits }: Webspace,
	name: string,
	refused: ExternalError,
): Promise<ExternalError> {
	const all = await plesk.rest({ method: 'GET', path: '/databases' }, databases);
	if (all.some((other) => other.name === name)) return taken(`The database '${name}'`);
	const limit = limitIn(limits, 'max_db') ?? null;
	if (limit === null || (await held(plesk, account)).databases.length < limit) return refused;
	return new ExternalError('limit', refused.vendorMessage, 'Choose a larger package, or delete a database first.');
}

async function makeUser(plesk: Plesk, webspace: Webspace, input: NewDatabase, { id }: HeldDatabase): Promise<void> {
	const { user: login, password } = input;
	const body = { login, password, parent_domain: parentOf(webspace), database_id: id };
	try {
		await plesk.rest({ method: 'POST', path: '/dbusers', body, secrets: [password], changes: true }, users.element);
	} catch (error) {
		// Looks whether another account has the user, because the words of the refusal may be in any language.
		const all = error instanceof ExternalError && error.errorClass === 'invalid' ? await allUsers(plesk) : [];
		throw all.includes(login) ? taken(`The database user '${login}'`) : error;
	}
}

const allUsers = async (plesk: Plesk): Promise<string[]> =>
	(await plesk.rest({ method: 'GET', path: '/dbusers' }, users)).map(({ login }) => login);

/** A database user has one database or all of a subscription. The REST API cannot change that. */
async function letUseAll(plesk: Plesk, { domain }: AccountRef, { login }: HeldUser): Promise<void> {
	const params = ['--update-dbuser', login, '-domain', domain, '-type', 'mysql', '-any-database'];
	const refused = await plesk.cli({ utility: 'database', params, changes: true });
	if (refused) throw refused;
}

/** Plesk removes a database together with the users that have no other database. */
export async function deleteDatabase(
	plesk: Plesk,
	account: AccountRef,
	{ name, users: unused }: DatabaseWithUsers,
): Promise<void> {
	await idleWebspace(plesk, account);
	const database = (await held(plesk, account)).databases.find((one) => one.name === name);
	if (database) await remove(plesk, `/databases/${database.id}`);
	const left = (await held(plesk, account)).users.filter(({ login }) => unused.includes(login));
	for (const { id } of left) await remove(plesk, `/dbusers/${id}`);
}

async function remove(plesk: Plesk, path: string): Promise<void> {
	await unless(isMissing, plesk.rest({ method: 'DELETE', path, changes: true }, answerless));
}
