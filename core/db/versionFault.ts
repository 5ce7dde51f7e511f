import { DatabaseError } from 'pg';
import { z } from 'zod';
import { ExternalError } from '../kernel/errors';
import { brokenRuleOf, hasWords } from './constraintWords';
import { fits, migrationState, type Asks, type MigrationState } from './migrations';

/** How the tables are brought up to date, as an operator types it. */
export const migrateCommand = 'npx --package n8n-nodes-msp msp-database migrate';

/**
 * The database and the pack are of different versions. Nothing has happened, and the same call succeeds once they fit: so
 * the class is `busy`, and work that met this is tried again and not rolled back.
 */
export class DatabaseVersionError extends ExternalError {
	constructor(
		readonly state: MigrationState,
		options?: ErrorOptions,
	) {
		super('busy', saysOf(state), remedyOf(state), options);
		this.name = 'DatabaseVersionError';
	}
}

const named = (names: readonly string[]) => `the migration${names.length === 1 ? '' : 's'} ${names.join(', ')}`;

function saysOf({ missing, unknown }: MigrationState): string {
	const newer = unknown.length === 0 ? '' : `has ${named(unknown)}, which this n8n-nodes-msp does not know`;
	if (missing.length === 0) return `The database ${newer}`;
	return `The database lacks ${named(missing)}${newer === '' ? '' : `, and ${newer}`}`;
}

function remedyOf({ missing, unknown }: MigrationState): string {
	if (unknown.length === 0) return `Run \`${migrateCommand}\`, then retry.`;
	const update = `Update n8n-nodes-msp in every n8n process to the version that brought ${unknown.at(-1) ?? 'them'}`;
	return missing.length === 0
		? `${update}, or restore the backup from before the upgrade.`
		: `${update}, run its \`${migrateCommand}\`, then retry.`;
}

/** @throws DatabaseVersionError when the database and the pack do not fit. */
export async function assertVersion(database: Asks): Promise<void> {
	const state = await migrationState(database);
	if (!fits(state)) throw new DatabaseVersionError(state);
}

/**
 * What a statement failed of, when the database is of another version than the pack, or was changed by hand; undefined for
 * any other failure.
 *
 * @param database a connection outside of the transaction that failed.
 */
export async function versionFault(database: Asks, error: unknown): Promise<ExternalError | undefined> {
	const suspicion = suspicionOf(error);
	if (!suspicion) return undefined;
	const state = await migrationState(database).catch(() => undefined);
	if (!state) return undefined;
	if (state.missing.length > 0 || (state.unknown.length > 0 && suspicion !== 'known_rule')) {
		return new DatabaseVersionError(state, { cause: error });
	}
	return suspicion === 'lacks_something' ? changedByHand(error) : undefined;
}

function changedByHand(cause: unknown): ExternalError {
	return new ExternalError(
		'invalid',
		'The database lacks a table, a column or a function, although all migrations have run in it',
		'Look whether the tables were changed by hand, or restored from a backup in part: restore the whole backup. If neither is so, report this sentence.',
		{ cause },
	);
}

/** An undefined schema, table, column or function. */
const lacking = /^(3F000|42P01|42703|42883)$/;

/** A value that another version allows, or does not need. */
const rules = /^(23502|23514)$/;

type Suspicion = 'lacks_something' | 'known_rule' | 'other';

function suspicionOf(error: unknown): Suspicion | undefined {
	// A row that lacks a column, or holds a word that the pack does not know.
	if (error instanceof z.ZodError) return 'other';
	if (!(error instanceof DatabaseError)) return undefined;
	const { code = '' } = error;
	if (lacking.test(code)) return 'lacks_something';
	if (rules.test(code)) return hasWords(brokenRuleOf(error)) ? 'known_rule' : 'other';
	return code.startsWith('42') ? 'other' : undefined;
}
