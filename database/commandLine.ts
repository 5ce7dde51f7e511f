import { asKnownError, DatabaseVersionError } from '../core/db';
import { helpOf, readWords, shown, UsageError } from '../core/kernel/commandWords';
import { ExternalError, InputError } from '../core/kernel/errors';
import { connectionFlags, connectionUsage, commandWords, givenConnection, openConnection } from './connection';
import type { Environment, GivenConnection } from './connection';
import { commands, exitCodes, type Say } from './commands';
import { flagForN8ns } from './n8nsDatabase';

const usage = `Usage: npx --no -- msp-database <command> [options], in ~/.n8n/nodes

  migrate        bring the database up to date, making the roles msp_owner and msp_app if they are missing;
                 into a database that is n8n's own only with --${flagForN8ns}
  status         name the migrations that are missing, or that the database has and this pack does not know
  create-roles   only make the roles, and give them their passwords
  create-key     make a key of the API and show it, once: --name "web shop" --scopes provisioning:read,provisioning:write
                 and, if wanted, --per-minute 120 and --days 365 (after which it ends)

${connectionUsage('postgres')}

MSP_APP_PASSWORD_FILE and MSP_OWNER_PASSWORD_FILE name files with the passwords that the roles are to log in with (migrate and
create-roles); MSP_APP_PASSWORD and MSP_OWNER_PASSWORD hold them themselves. docs/database.md says who needs which right.

Exit codes: 0 done, 1 it failed or migrations are missing, 2 wrong usage, 3 the tables are up to date but a password was not
set, 4 the database is newer than this pack.`;

const options = {
	...connectionFlags,
	help: { type: 'boolean', short: 'h' },
	name: { type: 'string' },
	scopes: { type: 'string' },
	'per-minute': { type: 'string' },
	days: { type: 'string' },
	[flagForN8ns]: { type: 'boolean' },
} as const;

/** Where a command says what it did, and what went wrong. */
export interface Terminal {
	readonly say: Say;
	readonly complain: Say;
}

/** Runs one command line; gives the exit code. */
export async function runCommand(
	words: readonly string[],
	environment: Environment,
	{ say, complain }: Terminal,
): Promise<number> {
	// Where the command connects to, once that is known: errors speak of it.
	let to: GivenConnection | undefined;
	try {
		const { values, positionals } = readWords('msp-database', words, options);
		const [name, extra] = positionals;
		if (values.help || name === undefined) {
			(values.help ? say : complain)(usage);
			return values.help ? exitCodes.done : exitCodes.usage;
		}
		const command = commandNamed(name);
		if (extra !== undefined) {
			throw new UsageError(`${name} takes no further word: '${shown(extra)}'`, helpOf('msp-database'));
		}
		const work = command.prepare(values, environment);
		to = givenConnection(values.url, environment);
		return await work(await openConnection(to, values, environment, command.needs), say);
	} catch (error) {
		const known = asKnownError(error, commandWords(to));
		complain(
			known instanceof ExternalError || known instanceof InputError
				? `${known.message.replace(/\.$/, '')}. ${known.remedy}`
				: (known as Error).message,
		);
		return codeOf(error);
	}
}

function commandNamed(name: string): (typeof commands)[string] {
	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (command) return command;
	throw new UsageError(
		`There is no command '${shown(name)}'`,
		`The commands are ${Object.keys(commands).join(', ')}. ${helpOf('msp-database')}`,
	);
}

function codeOf(error: unknown): number {
	if (error instanceof UsageError) return exitCodes.usage;
	return error instanceof DatabaseVersionError && error.state.unknown.length > 0 ? exitCodes.newer : exitCodes.failed;
}
