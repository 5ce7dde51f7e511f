/** An account of a stand-in panel, in the form that all of them share. It is for tests that look behind the panel. */
export interface HeldAccount {
	readonly username: string;
	readonly domain: string;
	readonly packageName: string;
	readonly suspended: boolean;
	readonly password: string;
	/** Whole addresses. */
	readonly mailboxes: readonly string[];
	readonly databases: ReadonlyArray<{ readonly name: string; readonly users: readonly string[] }>;
	/** The database users, also those without a database. */
	readonly databaseUsers: readonly string[];
	/** The passwords of the mailboxes by address, and of the database users by name. */
	readonly otherPasswords: Readonly<Record<string, string>>;
	/** The TXT records of the account's own zone. */
	readonly texts: readonly string[];
	/** Whether the pack requested a certificate. */
	readonly certificateAsked: boolean;
}
