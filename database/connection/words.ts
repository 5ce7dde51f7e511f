import type { ConnectionWords } from '../../core/db';
import type { GivenConnection } from './given';

const database = ' (--url or PGDATABASE)';

/**
 * What to do when the connection of a command fails, in its own words: nobody who typed a command has a credential to correct.
 *
 * @param to where it connects to; undefined when that could not be read.
 */
export function commandWords(to: GivenConnection | undefined): ConnectionWords {
	const user = to?.user ?? 'the user';
	const socket = to?.host.startsWith('/') === true ? `${to.host} with the port ${to.port}` : undefined;
	const readDocs = 'docs/database.md of the pack says more.';
	return {
		logIn: `Check the user (${user}) and its password: --url, --password-file, PGUSER, PGPASSWORD, and ~/.pgpass or PGPASSFILE.`,
		noPassword: passwordRemedy,
		address:
			socket !== undefined
				? `Check that PostgreSQL runs, and that its socket is in ${socket}.`
				: 'Check the host and the port (--url, or PGHOST and PGPORT), that PostgreSQL runs there and listens on that address, and that no firewall is in between.',
		tooMany: 'PGCONNECT_TIMEOUT, in seconds, gives it more time.',
		noTls:
			'Write sslmode=disable if PostgreSQL runs on the same machine, or in a network of its own. Otherwise switch on TLS in PostgreSQL (ssl = on).',
		tlsOnly:
			'Write sslmode=verify-full (--url or PGSSLMODE), with sslrootcert if no public authority signed the certificate.',
		authority:
			"Give the certificate of the server's authority, as a PEM file: sslrootcert in --url, or PGSSLROOTCERT. Your provider has it for download.",
		certificateName:
			'Write the host with a name that the certificate is for, or sslmode=verify-ca, which checks the authority and not the name.',
		clientCertificate: 'Give the certificate of the client and its key: sslcert and sslkey, or PGSSLCERT and PGSSLKEY.',
		access:
			socket !== undefined
				? `Run the command as the system user that the rules of access want (\`sudo -u ${user}\`), or connect by host=localhost with a password.`
				: `Check the user (${user}), and the rules of access of PostgreSQL (pg_hba.conf, or the network rules of your provider): they may ask for TLS (sslmode=require), for a client certificate, or know another address. A role without a log-in gets one with MSP_APP_PASSWORD_FILE or MSP_OWNER_PASSWORD_FILE.`,
		pooler: `Give the address of PostgreSQL itself, and not of a pooler such as PgBouncer: your provider calls it the direct connection. ${readDocs}`,
		databaseName: `PostgreSQL has no database ${to?.database ?? 'of this name'}`,
		noDatabase: `Make it (\`create database ${to?.database ?? 'msp'}\`), or correct its name${database}.`,
		rights: `Log in as msp_owner, as the user that made the roles, or as a superuser. ${readDocs}`,
		connections: 'Stop what is not needed, or raise max_connections of PostgreSQL. Then run the command again.',
	};
}

export const passwordRemedy =
	'Give it with --password-file, --password-stdin, PGPASSWORD, or a line in ~/.pgpass (or PGPASSFILE) that fits the host, the port, the database and the user.';
