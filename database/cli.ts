#!/usr/bin/env node
import { parseArgs } from 'node:util';
import type { Client, ClientConfig } from 'pg';
import { ExternalError, InputError } from '../core/kernel/errors';
import { asKnownError } from '../core/db/databaseError';
import { createKey, keyOrder } from './createKey';
import { migrate, pendingMigrations, withClient } from './migrate';
import { ensureRoles, setPassword, type Role } from './roles';

const usage = `Usage: msp-database <command> [--url postgres://user:password@host:port/database]

  migrate        bring the database up to date, making the roles msp_owner and msp_app where they are missing
  status         name the migrations that are missing; exit code 1 where there are any
  create-roles   only make the roles, as a superuser
  create-key     make a key of the API and show it, once: --name "web shop" --scopes provisioning:read,provisioning:write
                 and, if wanted, --per-minute 120 and --days 365 (after which it ends)

Without --url the standard variables PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD are read.
MSP_APP_PASSWORD, and MSP_OWNER_PASSWORD, let the role log in with that password (migrate and create-roles).`;

type Say = (line: string) => void;
type Command = (connection: ClientConfig, say: Say, options: Options) => Promise<number>;

const commands: Readonly<Record<string, Command>> = {
	migrate: async (connection, say) => {
		const ran = await migrate(connection);
		for (const name of ran) say(`applied ${name}`);
		await withClient(connection, async (client) => await setPasswords(client, say));
		say(ran.length === 0 ? 'The database was up to date already.' : 'The database is up to date.');
		return 0;
	},
	status: async (connection, say) => {
		const pending = await pendingMigrations(connection);
		for (const name of pending) say(`missing ${name}`);
		say(pending.length === 0 ? 'The database is up to date.' : 'Run `msp-database migrate` to bring it up to date.');
		return pending.length === 0 ? 0 : 1;
	},
	'create-roles': async (connection, say) =>
		await withClient(connection, async (client) => {
			const made = await ensureRoles(client);
			say(made.length === 0 ? 'The roles were there already.' : `Made the roles ${made.join(' and ')}.`);
			await setPasswords(client, say);
			return 0;
		}),
	'create-key': async (connection, say, options) => await createKey(connection, keyOrder(options), say),
};

async function setPasswords(client: Client, say: Say): Promise<void> {
	const given: ReadonlyArray<readonly [Role, string | undefined]> = [
		['msp_owner', process.env.MSP_OWNER_PASSWORD],
		['msp_app', process.env.MSP_APP_PASSWORD],
	];
	for (const [role, password] of given) {
		if (!password) continue;
		await setPassword(client, role, password);
		say(`${role} can log in with the password that was given.`);
	}
}

const options = {
	url: { type: 'string' },
	help: { type: 'boolean', short: 'h' },
	name: { type: 'string' },
	scopes: { type: 'string' },
	'per-minute': { type: 'string' },
	days: { type: 'string' },
} as const;
type Options = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

/** Runs one command line; gives the exit code. */
async function main(words: string[]): Promise<number> {
	const { values, positionals } = parseArgs({ args: words, allowPositionals: true, options });
	const command = commands[positionals[0] ?? ''];
	if (values.help || !command || positionals.length > 1) {
		(values.help ? process.stdout : process.stderr).write(`${usage}\n`);
		return values.help ? 0 : 2;
	}
	const connection = values.url ? { connectionString: values.url } : {};
	return await command(connection, (line) => process.stdout.write(`${line}\n`), values);
}

main(process.argv.slice(2)).then(
	(code) => (process.exitCode = code),
	(error: unknown) => {
		const known = asKnownError(error);
		const told =
			known instanceof ExternalError || known instanceof InputError
				? `${known.message}. ${known.remedy}`
				: (known as Error).message;
		process.stderr.write(`${told}\n`);
		process.exitCode = 1;
	},
);
