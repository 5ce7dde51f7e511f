import type { DatabaseConnection } from '../core/db';
import { InputError } from '../core/kernel/errors';

/**
 * The connection of a command: from an address, or from the standard variables of PostgreSQL. Imports are made as `msp_app`,
 * as n8n's nodes do.
 *
 * @throws InputError when the address is none of PostgreSQL, or something is missing.
 */
export function connectionFrom(
	url: string | undefined,
	environment: Readonly<Record<string, string | undefined>>,
): DatabaseConnection {
	const given = url === undefined ? fromVariables(environment) : fromAddress(url);
	for (const name of ['host', 'database', 'user'] as const) {
		if (given[name] === '') {
			throw new InputError(
				name,
				'of the database is missing',
				'Give --url postgres://msp_app:password@host:5432/database, or PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD.',
			);
		}
	}
	return { ...given, maxConnections: 4 };
}

type Given = Omit<DatabaseConnection, 'maxConnections'>;

function fromVariables(of: Readonly<Record<string, string | undefined>>): Given {
	return {
		host: of.PGHOST ?? '127.0.0.1',
		port: Number(of.PGPORT ?? 5_432),
		database: of.PGDATABASE ?? '',
		user: of.PGUSER ?? 'msp_app',
		password: of.PGPASSWORD ?? '',
		tls: tlsOf(of.PGSSLMODE),
	};
}

function fromAddress(address: string): Given {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
		throw new InputError('url', 'is no address of PostgreSQL', 'Write postgres://msp_app:password@host:5432/database.');
	}
	return {
		host: decodeURIComponent(url.hostname),
		port: Number(url.port || 5_432),
		database: decodeURIComponent(url.pathname.replace(/^\//, '')),
		user: decodeURIComponent(url.username) || 'msp_app',
		password: decodeURIComponent(url.password),
		tls: tlsOf(url.searchParams.get('sslmode') ?? undefined),
	};
}

/** A certificate is checked, or there is none: nothing in between. */
const tlsOf = (mode: string | undefined): Given['tls'] =>
	mode !== undefined && /^(require|verify-ca|verify-full)$/.test(mode) ? 'verify' : 'off';
