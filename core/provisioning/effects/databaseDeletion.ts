import { z } from 'zod';
import { ExternalError } from '../../kernel/errors';
import type { SideEffect } from '../../tasks';
import { accountRef, type ControlPanel } from '../../panels';
import { accountNamed, isPresent, refOf, type AccountTarget } from './shared';

const intentSchema = accountRef.extend({ name: z.string(), users: z.array(z.string()) });
type Intent = z.infer<typeof intentSchema>;
const result = z.object({ name: z.string(), deletedUsers: z.array(z.string()), deleted: z.literal(true) });
type Result = z.infer<typeof result>;

export interface DatabaseDeletionInput extends AccountTarget {
	/** With the prefix that the panel adds. */
	readonly name: string;
}

/** Deletes a database, and the users that have no other. Nobody can undo it. */
export function databaseDeletion(panel: ControlPanel): SideEffect<DatabaseDeletionInput, Intent, Result> {
	const outcome = ({ name, users }: Intent): Result => ({ name, deletedUsers: users, deleted: true });

	return {
		name: 'database.delete',
		intent: intentSchema,
		result,
		async plan({ account, name }) {
			const holder = await accountNamed(panel, account);
			const databases = await panel.listDatabases(holder);
			const found = databases.find((held) => held.name === name);
			if (!found) {
				throw new ExternalError(
					'not_found',
					`The account '${holder.username}' has no database '${name}'`,
					'Give the whole name: Database: List shows what is there.',
				);
			}
			const users = found.users.filter((user) =>
				databases.every((held) => held === found || !held.users.includes(user)),
			);
			return { intent: { ...refOf(holder), name, users } };
		},
		async apply(intent) {
			await panel.deleteDatabase(intent, intent);
			return outcome(intent);
		},
		async readBack(intent) {
			if (!(await isPresent(panel, intent))) return { state: 'ours', result: outcome(intent) };
			const left = [
				...(await panel.listDatabases(intent)).map(({ name }) => name === intent.name),
				...(await panel.listDatabaseUsers(intent)).map((user) => intent.users.includes(user)),
			];
			return left.some(Boolean) ? { state: 'absent' } : { state: 'ours', result: outcome(intent) };
		},
	};
}
