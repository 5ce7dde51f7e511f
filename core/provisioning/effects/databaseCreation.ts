import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import { accountRef, type AccountRef, type ControlPanel, database, type Database } from '../../panels';
import { accountNamed, readBackOf, refOf, secretNamed } from './shared';

const intent = accountRef.extend({ name: z.string(), user: z.string() });
type Intent = z.infer<typeof intent>;

export interface DatabaseInput {
	/** User name or domain. */
	readonly account: string;
	/** Without what the panel puts in front. */
	readonly name: string;
	/** The same as the name where it is not given. */
	readonly user?: string;
	/** Generated where it is not given. */
	readonly password?: string;
}

/**
 * A database, its user and the user's rights on it. It is ours where all three are there; some of them are finished.
 *
 * @throws ExternalError from `plan`: `exists` where the database or the user is there.
 */
export function databaseCreation(panel: ControlPanel): SideEffect<DatabaseInput, Intent, Database> {
	const find = async (account: AccountRef, name: string) =>
		(await panel.listDatabases(account)).find((held) => held.name === name);
	const hasUser = async (account: AccountRef, user: string) => (await panel.listDatabaseUsers(account)).includes(user);

	return {
		name: 'database.create',
		intent,
		result: database,
		async plan({ account, name: wanted, user: wantedUser = wanted, password }) {
			const holder = await accountNamed(panel, account);
			const { name, user } = await panel.databaseNames(holder, { name: wanted, user: wantedUser });
			if (await find(holder, name)) throw taken(`The database '${name}'`);
			if (await hasUser(holder, user)) throw taken(`The database user '${user}'`);
			return { intent: { ...refOf(holder), name, user }, secrets: { password: password ?? panel.generatePassword() } };
		},
		async apply(planned, secrets) {
			const { name, user } = planned;
			await panel.createDatabase(planned, { name, user, password: secretNamed('password', secrets) });
			const made = await find(planned, name);
			if (made?.users.includes(user)) return made;
			throw new ExternalError(
				'unknown',
				`The database '${name}' with its user '${user}' is not there yet`,
				'Look again in a few minutes.',
			);
		},
		readBack: async (planned) =>
			await readBackOf<Database>(panel, planned, async () => {
				const found = await find(planned, planned.name);
				if (found?.users.includes(planned.user)) return { state: 'ours', result: found };
				if (!found && !(await hasUser(planned, planned.user))) return { state: 'absent' };
				return { state: 'partly', result: found ?? { name: planned.name, users: [], diskBytes: null } };
			}),
		undo: async (planned) => await panel.deleteDatabase(planned, { name: planned.name, users: [planned.user] }),
	};
}

function taken(what: string): ExternalError {
	return new ExternalError('exists', `${what} exists already`, 'Choose another name.');
}
