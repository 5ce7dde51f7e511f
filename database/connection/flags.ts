/** What both commands take to find their database, for `parseArgs`. */
export const connectionFlags = {
	url: { type: 'string' },
	'password-file': { type: 'string' },
	'password-stdin': { type: 'boolean' },
} as const;

export interface ConnectionFlags {
	readonly url?: string | undefined;
	readonly 'password-file'?: string | undefined;
	readonly 'password-stdin'?: boolean | undefined;
}

/** The lines about them in the help of a command. */
export const connectionUsage = (
	user: string,
) => `  --url <address>         postgres://${user}@host:5432/database?sslmode=verify-full
  --password-file <path>  the file that holds the password, and nothing else
  --password-stdin        the password comes on standard input

Without --url, and for what it leaves out, the variables of PostgreSQL count: PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD,
PGPASSFILE (or ~/.pgpass), PGSSLMODE, PGSSLROOTCERT, PGSSLCERT and PGSSLKEY. On a terminal you are asked for a password that
the server wants and nobody gave. A password in --url can be seen in the list of processes.`;
