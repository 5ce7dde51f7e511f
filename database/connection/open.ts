import { Client, DatabaseError, type ClientConfig } from 'pg';
import { ExternalError, InputError } from '../../core/kernel/errors';
import type { ConnectionFlags } from './flags';
import type { Environment, GivenConnection } from './given';
import { askForPassword, passwordGiven } from './password';
import { sharesSessions } from './pooler';
import type { TlsWish } from './tls';
import { commandWords, passwordRemedy } from './words';

/** The oldest PostgreSQL that the pack works with. */
const oldest = 14;

/** What a command does with the database. */
export interface Needs {
	/** It changes something, so that a standby is of no use. */
	readonly changes?: boolean;
	/** It keeps settings and locks from one statement to the next, which a pooler by transactions loses. */
	readonly session?: boolean;
}

/** A database that was reached. */
export interface Connected {
	/** For pg, with everything decided: nothing of it is left to the environment. */
	readonly config: ClientConfig;
	readonly user: string;
	readonly isEncrypted: boolean;
}

/** Which database it is, in one word that holds no password: `db.example.net:5432/msp`. */
export function nameOf({ config: { host = '', port = 5_432, database = '' } }: Pick<Connected, 'config'>): string {
	return `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}

/**
 * Reaches the database once: decides whether TLS is spoken, asks for a password that nobody gave, and makes sure that the
 * server is one that the pack can use.
 *
 * @throws pg's and Node's errors; ExternalError when the server is too old, a standby, or behind a pooler that loses sessions;
 *   InputError when no password was given that the server wants.
 */
export async function openConnection(
	to: GivenConnection,
	flags: ConnectionFlags,
	environment: Environment,
	needs: Needs = {},
): Promise<Connected> {
	const secret = passwordSource(to, flags, environment);
	try {
		return await reach(to, secret, needs);
	} catch (error) {
		if (!(error instanceof NoPassword) || !process.stdin.isTTY || flags['password-stdin']) throw error;
		const password = await askForPassword(to);
		return await reach(to, async () => await Promise.resolve(password), needs);
	}
}

type Secret = () => Promise<string>;

class NoPassword extends InputError {
	constructor({ user, host }: GivenConnection) {
		super('password', `of ${user} at ${host} is missing: the server wants it`, passwordRemedy);
	}
}

/** Reads the password when the server asks for it, and once: a server that trusts nobody asks, and others do not. */
function passwordSource(to: GivenConnection, flags: ConnectionFlags, environment: Environment): Secret {
	let given: Promise<string | undefined> | undefined;
	return async () => {
		given ??= passwordGiven(to, flags, environment);
		const password = await given;
		if (password === undefined) throw new NoPassword(to);
		return password;
	};
}

async function reach(to: GivenConnection, secret: Secret, needs: Needs): Promise<Connected> {
	let password: string | undefined;
	const config = {
		host: to.host,
		port: to.port,
		database: to.database,
		user: to.user,
		options: to.options,
		application_name: to.applicationName,
		connectionTimeoutMillis: to.connectionTimeoutMillis,
		password: async () => (password = await secret()),
	};
	const { ssl, seen } = await lookSomehow(to.tls, config);
	const settled = { ...config, ssl, password };
	await mustServe(seen, settled, to, needs);
	return { config: settled, user: seen.user, isEncrypted: ssl !== false };
}

interface Seen {
	readonly user: string;
	readonly version: number;
	readonly isStandby: boolean;
	/** PostgreSQL's own number of the session is not the one that was told at the log-in: something is in between. */
	readonly isPooled: boolean;
}

type Ssl = NonNullable<ClientConfig['ssl']>;

function waysOf({ mode, options = {} }: TlsWish): readonly [Ssl, Ssl?] {
	if (mode === 'disable') return [false];
	if (mode === 'allow') return [false, options];
	return mode === 'prefer' ? [options, false] : [options];
}

async function lookSomehow(tls: TlsWish, config: ClientConfig): Promise<{ readonly ssl: Ssl; readonly seen: Seen }> {
	const [first, second] = waysOf(tls);
	try {
		return { ssl: first, seen: await withClient({ ...config, ssl: first }, look) };
	} catch (error) {
		if (second === undefined || !isAboutTls(error)) throw error;
		try {
			return { ssl: second, seen: await withClient({ ...config, ssl: second }, look) };
		} catch (again) {
			// Of a server without TLS only the second try tells something.
			throw error instanceof DatabaseError ? error : again;
		}
	}
}

/** Whether the server may take the same log-in with TLS, or without. */
function isAboutTls(error: unknown): boolean {
	if (error instanceof DatabaseError) return error.code === '28000';
	const { code = '', message = '' } = error as { code?: string; message?: string };
	return /does not support SSL|establishing an SSL connection/.test(message) || /^ERR_(SSL|TLS)|^EPROTO$/.test(code);
}

async function look(client: Client): Promise<Seen> {
	const { rows } = await client.query<Omit<Seen, 'isPooled'> & { pid: number }>(
		`select current_user::text as user, current_setting('server_version_num')::int as version,
			pg_is_in_recovery() as "isStandby", pg_backend_pid() as pid`,
	);
	const [row] = rows;
	if (!row) throw new Error('PostgreSQL does not tell what it is');
	const { pid, ...seen } = row;
	return { ...seen, isPooled: (client as Client & { readonly processID: number | null }).processID !== pid };
}

async function mustServe(seen: Seen, config: ClientConfig, to: GivenConnection, needs: Needs): Promise<void> {
	refuseTooOld(seen.version);
	if (needs.changes && seen.isStandby) {
		throw new ExternalError(
			'busy',
			`The PostgreSQL at ${to.host} is a standby, and takes no changes`,
			'Give the address of the primary server (the read-write endpoint of your provider).',
		);
	}
	if (needs.session && seen.isPooled && (await sharesSessions(config))) {
		throw new ExternalError(
			'invalid',
			`A connection pooler is in front of PostgreSQL at ${to.host}, and gives each transaction another session`,
			commandWords(to).pooler,
		);
	}
}

/**
 * @param version as server_version_num has it, such as 130023.
 * @throws ExternalError when the pack does not work with it.
 */
export function refuseTooOld(version: number): void {
	if (version >= oldest * 10_000) return;
	const told =
		version >= 100_000
			? Math.floor(version / 10_000)
			: Math.floor(version / 10_000) + (Math.floor(version / 100) % 100) / 10;
	throw new ExternalError(
		'invalid',
		`PostgreSQL ${told} is too old: the pack needs PostgreSQL ${oldest} or later`,
		'Upgrade the server (pg_upgrade, or the upgrade of your provider), or take a newer one.',
	);
}

/** Work on a connection of its own, which is closed whatever happens. */
export async function withClient<T>(connection: ClientConfig, work: (client: Client) => Promise<T>): Promise<T> {
	const client = new Client({ application_name: 'msp-database', connectionTimeoutMillis: 15_000, ...connection });
	client.on('error', () => undefined);
	try {
		await client.connect();
		return await work(client);
	} finally {
		await client.end();
	}
}
