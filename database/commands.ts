import { DatabaseVersionError, fits, migrationState } from '../core/db';
import { nameOf, withClient, type Connected, type Environment, type Needs } from './connection';
import { createKey, keyOrder } from './createKey';
import { migrate } from './migrate';
import { flagForN8ns, refuseN8ns } from './n8nsDatabase';
import { passwordsGiven, setPasswords } from './passwords';
import { ensureRoles } from './roles';

export const exitCodes = { done: 0, failed: 1, usage: 2, passwordNotSet: 3, newer: 4 } as const;

export type Say = (line: string) => void;
type Work = (connected: Connected, say: Say) => Promise<number>;

interface Command {
	readonly needs: Needs;
	/** Checks what was given, before anything is connected to. */
	readonly prepare: (flags: object, environment: Environment) => Work;
}

const session = { changes: true, session: true };

export const commands: Readonly<Record<string, Command>> = {
	migrate: {
		needs: session,
		prepare: (flags, environment) => {
			const passwords = passwordsGiven(environment);
			return async (connected, say) => {
				sayWhere(connected, say);
				await refuseNewer(connected);
				if (!(flags as Readonly<Record<string, unknown>>)[flagForN8ns]) await refuseN8ns(connected);
				const ran = await migrate(connected.config, () => say('Another migration is at work. This one waits for it.'));
				for (const name of ran) say(`applied ${name}`);
				say(ran.length === 0 ? 'The database was up to date already.' : 'The database is up to date.');
				if (!(await setPasswords(connected, passwords, say))) return exitCodes.passwordNotSet;
				await hintAtLogIn(connected, say);
				return exitCodes.done;
			};
		},
	},
	status: { needs: {}, prepare: () => status },
	'create-roles': {
		needs: session,
		prepare: (_, environment) => {
			const passwords = passwordsGiven(environment);
			return async (connected, say) => {
				const made = await withClient(connected.config, ensureRoles);
				say(made.length === 0 ? 'The roles were there already.' : `Made the roles ${made.join(' and ')}.`);
				return (await setPasswords(connected, passwords, say)) ? exitCodes.done : exitCodes.passwordNotSet;
			};
		},
	},
	'create-key': {
		needs: { changes: true },
		prepare: (flags) => {
			const order = keyOrder(flags);
			return async ({ config }, say) => await createKey(config, order, say);
		},
	},
};

const status: Work = async (connected, say) => {
	sayWhere(connected, say);
	const state = await withClient(connected.config, migrationState);
	for (const name of state.missing) say(`missing ${name}`);
	for (const name of state.unknown) say(`unknown to this pack: ${name}`);
	if (fits(state)) {
		say('The database is up to date.');
		return exitCodes.done;
	}
	if (state.unknown.length === 0) {
		say('Run `msp-database migrate` to bring it up to date.');
		return exitCodes.failed;
	}
	const { remedy } = new DatabaseVersionError(state);
	say(`The database is newer than this n8n-nodes-msp. ${remedy}`);
	return exitCodes.newer;
};

function sayWhere(connected: Connected, say: Say): void {
	say(`Database ${nameOf(connected)}, as the user ${connected.user}:`);
}

/** An older pack changes nothing in a newer database. */
async function refuseNewer({ config }: Connected): Promise<void> {
	const state = await withClient(config, migrationState);
	if (state.unknown.length > 0) throw new DatabaseVersionError(state);
}

async function hintAtLogIn({ config }: Connected, say: Say): Promise<void> {
	const { rows } = await withClient(
		config,
		async (client) =>
			await client.query<{ may: boolean }>(`select rolcanlogin as may from pg_roles where rolname = 'msp_app'`),
	);
	if (rows[0]?.may === false) {
		say('msp_app cannot log in yet: run the command again with MSP_APP_PASSWORD_FILE or MSP_APP_PASSWORD.');
	}
}
