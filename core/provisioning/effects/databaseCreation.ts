import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import { accountRef, type AccountRef, type ControlPanel, database, type Database } from '../../panels';
import { accountNamed, notThere, readBackOf, refOf, secretNamed, taken, type AccountTarget } from './shared';

const intentSchema = accountRef.extend({ name: z.string(), user: z.string() });
type Intent = z.infer<typeof intentSchema>;

export interface DatabaseInput extends AccountTarget {
	/** Without the prefix that the panel adds. */
	readonly name: string;
	/** The default is the same as the name. */
	readonly user?: string;
	/** Generated unless it is given. */
	readonly password?: string;
}

/**
 * Creates a database, its user and the user's rights on it. It is ours when all three exist. If only some exist,
 * `apply` makes the rest.
 *
 * @throws ExternalError from `plan`: `exists` when the database or the user exists.
 */
export function databaseCreation(panel: ControlPanel): SideEffect<DatabaseInput, Intent, Database> {
	const find = async (account: AccountRef, name: string) =>
		(await panel.listDatabases(account)).find((held) => held.name === name);
	const hasUser = async (account: AccountRef, user: string) => (await panel.listDatabaseUsers(account)).includes(user);

	return {
		name: 'database.create',
		intent: intentSchema,
		result: database,
		async plan({ account, name: shortName, user: shortUser = shortName, password }) {
			const holder = await accountNamed(panel, account);
			const { name, user } = await panel.databaseNames(holder, { name: shortName, user: shortUser });
			if (await find(holder, name)) throw taken(`The database '${name}'`, 'name');
			if (await hasUser(holder, user)) throw taken(`The database user '${user}'`, 'name');
			return { intent: { ...refOf(holder), name, user }, secrets: { password: password ?? panel.generatePassword() } };
		},
		async apply(intent, secrets) {
			const { name, user } = intent;
			await panel.createDatabase(intent, { name, user, password: secretNamed('password', secrets) });
			const made = await find(intent, name);
			if (made?.users.includes(user)) return made;
			throw notThere(`database '${name}' with its user '${user}'`);
		},
		readBack: async (intent) =>
			await readBackOf<Database>(panel, intent, async () => {
				const found = await find(intent, intent.name);
				if (found?.users.includes(intent.user)) return { state: 'ours', result: found };
				if (!found && !(await hasUser(intent, intent.user))) return { state: 'absent' };
				return { state: 'partly', result: found ?? { name: intent.name, users: [], diskBytes: null } };
			}),
		undo: async (intent) => await panel.deleteDatabase(intent, { name: intent.name, users: [intent.user] }),
	};
}
