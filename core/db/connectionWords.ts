/**
 * What to do when a connection is not made or is refused, in the words of whoever gave it: an operator who filled in a
 * credential, or an administrator who typed a command.
 */
export interface ConnectionWords {
	readonly logIn: string;
	/** The server wants a password, and none was given. */
	readonly noPassword: string;
	readonly address: string;
	/** When it is reached, and yet no connection comes about in time. */
	readonly tooMany: string;
	readonly noTls: string;
	readonly tlsOnly: string;
	readonly authority: string;
	readonly certificateName: string;
	readonly clientCertificate: string;
	/** The rules of pg_hba.conf. */
	readonly access: string;
	readonly pooler: string;
	readonly databaseName: string;
	readonly noDatabase: string;
	readonly rights: string;
	readonly connections: string;
}

const authority =
	"Check TLS in the MSP Database credential: give the certificate authority that signed the server's certificate.";

/** For nodes: everything is in the MSP Database credential. */
export const credentialWords: ConnectionWords = {
	logIn: 'Check the user and the password in the MSP Database credential.',
	noPassword: 'Check the user and the password in the MSP Database credential.',
	address: 'Check the host and the port in the MSP Database credential, and that PostgreSQL runs there.',
	tooMany: 'If it does, raise Max Connections, or do less at once.',
	noTls:
		'Choose Off in TLS of the MSP Database credential if PostgreSQL runs on the same machine or in a network of its own. Otherwise switch on TLS in PostgreSQL: ssl = on in postgresql.conf.',
	tlsOnly: 'Choose TLS: On in the MSP Database credential.',
	authority,
	certificateName:
		'Write the host in the MSP Database credential with a name that the certificate is for, as your provider gives it.',
	clientCertificate:
		'Let PostgreSQL accept msp_app without a certificate of the client (pg_hba.conf): a node can show none.',
	access:
		'Check the user in the MSP Database credential, and the rules of access of PostgreSQL (pg_hba.conf): they may ask for TLS.',
	pooler:
		'Give the address of PostgreSQL itself in the MSP Database credential, or let the pooler ignore that parameter (ignore_startup_parameters of PgBouncer).',
	databaseName: 'PostgreSQL has no database of the name in the credential',
	noDatabase: 'Check the database name in the MSP Database credential.',
	rights: 'Log in as msp_app. If that is so already, run the migrations.',
	connections: 'Lower Max Connections in the credential, or raise max_connections of PostgreSQL.',
};
