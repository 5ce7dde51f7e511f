import { strong, without } from '../call';
import { limitOf, type DirectAdminAccount } from '../state';
import { asAccount, done, failed, ok, textIn, type ApiFunction } from './answer';

const privilege = [
	...['alter', 'alterRoutine', 'create', 'createRoutine', 'createTmpTable', 'createView', 'delete', 'drop', 'event'],
	...['execute', 'index', 'insert', 'lockTables', 'references', 'select', 'showView', 'trigger', 'update'],
];
const privileges = (has: boolean) => Object.fromEntries(privilege.map((name) => [name, has]));

const isOwn = ({ username }: DirectAdminAccount, name: string) =>
	new RegExp(`^${username}_[A-Za-z0-9_]+$`).test(name) && name.length <= 64;

/** The business errors of these calls have codes of their own, and the same error may have several codes. */
const createDatabaseWithUser = asAccount((account, { body, state }) => {
	const [database, dbuser, password] = [textIn(body, 'database'), textIn(body, 'dbuser'), textIn(body, 'password')];
	if (!isOwn(account, database) || !isOwn(account, dbuser)) return failed(494, 'DATABASE_INVALID_ENTITY_NAME');
	if (account.databases.includes(database) || account.databaseUsers[dbuser]) return failed(490, 'ALREADY_EXISTS');
	const limit = limitOf(state, account, 'mysql');
	if (limit >= 0 && account.databases.length >= limit) return failed(496, 'DATABASES_EXCEED_LIMIT');
	if (!strong(password)) return failed(400, 'BAD_REQUEST', 'password: too weak');
	account.databases.push(database);
	account.databaseUsers[dbuser] = { password, databases: [database] };
	const connection = { address: '/usr/local/mysql/mysql.sock', unixSocket: true, hostPatterns: ['localhost'] };
	return ok({ ...connection, database, dbuser, password, privileges: privileges(true) });
});

const createDatabase = asAccount((account, { body, state }) => {
	const database = textIn(body, 'database');
	if (!isOwn(account, database)) return failed(492, 'DATABASE_INVALID_ENTITY_NAME');
	if (account.databases.includes(database)) return failed(409, 'ALREADY_EXISTS');
	const limit = limitOf(state, account, 'mysql');
	if (limit >= 0 && account.databases.length >= limit) return failed(491, 'DATABASES_EXCEED_LIMIT');
	account.databases.push(database);
	return done;
});

const createUser = asAccount((account, { body }) => {
	const [dbuser, password] = [textIn(body, 'dbuser'), textIn(body, 'password')];
	if (!isOwn(account, dbuser)) return failed(492, 'DATABASE_INVALID_ENTITY_NAME');
	if (account.databaseUsers[dbuser]) return failed(409, 'ALREADY_EXISTS');
	if (!strong(password)) return failed(400, 'BAD_REQUEST', 'password: too weak');
	account.databaseUsers[dbuser] = { password, databases: [] };
	return done;
});

const changePassword = asAccount((account, { names: [dbuser = ''], body }) => {
	const user = account.databaseUsers[dbuser];
	if (!user) return failed(404, 'NOT_FOUND');
	if (!strong(textIn(body, 'newPassword'))) return failed(400, 'BAD_REQUEST', 'newPassword: too weak');
	user.password = textIn(body, 'newPassword');
	return done;
});

const changePrivileges = asAccount((account, { names: [dbuser = '', database = ''] }) => {
	const user = account.databaseUsers[dbuser];
	if (!user || !account.databases.includes(database)) return failed(404, 'NOT_FOUND');
	user.databases = [...new Set([...user.databases, database])];
	return done;
});

const deleteDatabase = asAccount((account, { names: [database = ''] }) => {
	account.databases = account.databases.filter((name) => name !== database);
	for (const user of Object.values(account.databaseUsers)) {
		user.databases = user.databases.filter((name) => name !== database);
	}
	return done;
});

const deleteUser = asAccount((account, { names: [dbuser = ''] }) => {
	account.databaseUsers = without(account.databaseUsers, dbuser);
	return done;
});

const listDatabases = asAccount(({ databases, databaseUsers }) =>
	ok(
		databases.map((database) => ({
			database,
			sizeBytes: 4_096,
			tableCount: 0,
			definerIssues: 0,
			userCount: Object.values(databaseUsers).filter((user) => user.databases.includes(database)).length,
		})),
	),
);

const listUsersOf = asAccount(({ databases, databaseUsers }, { names: [database = ''] }) => {
	if (!databases.includes(database)) return failed(404, 'NOT_FOUND');
	const holders = Object.entries(databaseUsers).filter(([, user]) => user.databases.includes(database));
	return ok(
		holders.map(([dbuser]) => ({
			dbuser,
			hostPatterns: ['localhost'],
			conflictingHosts: false,
			privileges: privileges(true),
		})),
	);
});

const listUsers = asAccount(({ databaseUsers }) =>
	ok(Object.keys(databaseUsers).map((dbuser) => ({ dbuser, hostPatterns: ['localhost'] }))),
);

const info = asAccount(() =>
	ok({
		address: '/usr/local/mysql/mysql.sock',
		unixSocket: true,
		defaultHostPatterns: ['localhost'],
		maxDatabaseLength: 64,
		maxUsernameLength: 32,
		maxHostsPerUser: 20,
		oneClickPhpMyAdminLogin: true,
		sqlMode: [],
		version: '10.11.8-MariaDB',
	}),
);

export const databaseCalls: Readonly<Record<string, ApiFunction>> = {
	'POST /api/db-manage/create-db-with-user': createDatabaseWithUser,
	'POST /api/db-manage/create-db': createDatabase,
	'POST /api/db-manage/create-user': createUser,
	'POST /api/db-manage/users/{}/change-password': changePassword,
	'PUT /api/db-manage/users/{}/databases/{}/change-privs': changePrivileges,
	'DELETE /api/db-manage/databases/{}': deleteDatabase,
	'DELETE /api/db-manage/users/{}': deleteUser,
	'GET /api/db-show/databases': listDatabases,
	'GET /api/db-show/databases/{}/users': listUsersOf,
	'GET /api/db-show/users': listUsers,
	'GET /api/db-show/info': info,
};
