import { userInfo } from 'node:os';
import { InputError } from '../../core/kernel/errors';
import { readAddress, type Parameters } from './address';
import { tlsFrom, type TlsWish } from './tls';

/** Environment variables, or what plays them in a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a command connects to, and as whom; not yet with which password. */
export interface GivenConnection {
	/** A name, an address, or the folder of a Unix socket. */
	readonly host: string;
	readonly port: number;
	readonly database: string;
	readonly user: string;
	/** From the address alone. */
	readonly password: string | undefined;
	readonly tls: TlsWish;
	readonly applicationName: string;
	/** Settings of the session, such as `-c search_path=…`. */
	readonly options: string | undefined;
	readonly connectionTimeoutMillis: number;
}

/** The variables of libpq, each with the parameter that it stands for. */
const variables = {
	PGHOST: 'host',
	PGPORT: 'port',
	PGDATABASE: 'dbname',
	PGUSER: 'user',
	PGSSLMODE: 'sslmode',
	PGSSLROOTCERT: 'sslrootcert',
	PGSSLCERT: 'sslcert',
	PGSSLKEY: 'sslkey',
	PGAPPNAME: 'application_name',
	PGOPTIONS: 'options',
	PGCONNECT_TIMEOUT: 'connect_timeout',
	PGCHANNELBINDING: 'channel_binding',
	PGTARGETSESSIONATTRS: 'target_session_attrs',
	PGSERVICE: 'service',
} as const;

const understood = new Set<string>([...Object.values(variables), 'password', 'ssl']);

/** What changes nothing here, or only how the connection is kept. */
const passedOver =
	/^(keepalives(_\w+)?|tcp_user_timeout|client_encoding|fallback_application_name|gssencmode|sslcompression|sslsni|uselibpqcompat)$/;

/**
 * Where a command connects to: from an address, and what it leaves out from PostgreSQL's own variables, as psql does it.
 *
 * @param url undefined when everything comes from the variables.
 * @param usual what holds when nothing is said; without it the user of this system logs in, as with psql.
 * @throws InputError that names the parameter or the variable; never with a secret.
 */
export function givenConnection(
	url: string | undefined,
	environment: Environment,
	usual: { readonly user?: string; readonly applicationName?: string } = {},
): GivenConnection {
	const given = { ...fromVariables(environment), ...(url === undefined ? {} : checked(readAddress(url))) };
	refuseWhatCannotBeKept(given);
	const host = given.host ?? 'localhost';
	if (host.includes(',')) {
		throw new InputError('host', 'names several servers', 'Name one: the primary, which takes changes.');
	}
	if (given.dbname === undefined) {
		throw new InputError(
			'database',
			'is not named',
			'Give --url postgres://user@host:5432/database, or PGHOST, PGPORT, PGDATABASE and PGUSER.',
		);
	}
	return {
		host,
		port: numberOf(given, 'port', 5_432, 65_535),
		database: given.dbname,
		user: given.user ?? usual.user ?? userInfo().username,
		password: given.password,
		tls: host.startsWith('/') ? { mode: 'disable' } : tlsFrom(given, environment),
		applicationName: given.application_name ?? usual.applicationName ?? 'msp-database',
		options: given.options,
		connectionTimeoutMillis: numberOf(given, 'connect_timeout', 15, 3_600) * 1_000,
	};
}

function fromVariables(environment: Environment): Parameters {
	const found = Object.entries(variables).flatMap(([variable, parameter]) => {
		const value = environment[variable];
		return value === undefined || value === '' ? [] : [[parameter, value]];
	});
	return Object.fromEntries(found) as Parameters;
}

function checked(parameters: Parameters): Parameters {
	const { ssl, ...rest } = parameters;
	if (parameters.pgbouncer !== undefined) throw pooler();
	const unknown = Object.keys(rest).find((name) => !understood.has(name) && !passedOver.test(name));
	if (unknown !== undefined) {
		throw new InputError(
			'--url',
			`has a parameter that this command does not know: ${unknown.slice(0, 40)}`,
			`Take it out. It knows ${[...understood].filter((name) => name !== 'password' && name !== 'service').join(', ')}.`,
		);
	}
	if (ssl !== undefined && !/^(true|1)$/.test(ssl)) {
		throw new InputError('ssl', 'is neither there nor true', 'Write sslmode=disable, or another sslmode.');
	}
	return ssl === undefined ? rest : { sslmode: 'require', ...rest };
}

const pooler = () =>
	new InputError(
		'--url',
		'leads to a connection pooler (pgbouncer=true)',
		'Give the address of PostgreSQL itself: your provider calls it the direct or the session connection.',
	);

function refuseWhatCannotBeKept(given: Parameters): void {
	if (given.service !== undefined) {
		throw new InputError(
			'PGSERVICE',
			'is not read by this command',
			'Give PGHOST, PGPORT, PGDATABASE and PGUSER, or --url.',
		);
	}
	if (given.channel_binding === 'require') {
		throw new InputError(
			'channel_binding',
			'cannot be required by this command',
			'Leave it out, and write sslmode=verify-full: that proves the server by its certificate.',
		);
	}
	if (/standby/.test(given.target_session_attrs ?? '') || given.target_session_attrs === 'read-only') {
		throw new InputError('target_session_attrs', 'asks for a standby', 'Leave it out, and name the primary server.');
	}
}

function numberOf(given: Parameters, name: string, usual: number, most: number): number {
	const text = given[name];
	if (text === undefined) return usual;
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
	throw new InputError(name, `is not a number from 1 to ${most}`, `Leave it out for ${usual}, or correct it.`);
}
