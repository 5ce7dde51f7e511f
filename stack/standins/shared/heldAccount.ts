/** An account as a played panel holds it, in words that all of them share: for tests that look behind the panel. */
export interface HeldAccount {
	readonly username: string;
	readonly domain: string;
	readonly packageName: string;
	readonly suspended: boolean;
	readonly password: string;
	/** Whole addresses. */
	readonly mailboxes: readonly string[];
	readonly databases: ReadonlyArray<{ readonly name: string; readonly users: readonly string[] }>;
	/** Database users, those without a database too. */
	readonly databaseUsers: readonly string[];
	/** Of the mailboxes by address, and of the database users by name. */
	readonly otherPasswords: Readonly<Record<string, string>>;
	/** The TXT records of the account's own zone. */
	readonly texts: readonly string[];
	/** How often a certificate was asked for, or whether one is there. */
	readonly certificateAsked: boolean;
}
