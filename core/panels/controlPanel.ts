import type { Clock } from '../kernel/clock';
import type {
	Account,
	AccountKey,
	AccountRef,
	AccountUsage,
	Certificate,
	Database,
	DatabaseNames,
	DatabaseWithUsers,
	DnsZone,
	HostingPackage,
	Mailbox,
	NewAccount,
	NewDatabase,
	NewMailbox,
	ServerCapacity,
	ServerLoad,
	ServerTest,
	SignOn,
	SignOnRequest,
	ZoneEdit,
} from './types';

/**
 * What every hosting panel can do for the pack. Each panel has one adapter that implements it.
 *
 * Each method makes the change it names and reports the result. It never looks for an earlier try: the side effects in
 * `effects/` do that. It never returns before the panel has confirmed. When a panel cannot do something, the method
 * throws the error of `panelCannot`, which says why, and what to do instead.
 *
 * All adapters treat repeats alike. Suspending a suspended account changes nothing, and neither does unsuspending a
 * live one. A missing account, mailbox or zone is `not_found`. Creating something that exists is `exists`, whoever made
 * it. The conformance suite tests every adapter for this.
 *
 * @throws ExternalError from every method: in the panel's own words, with its class and a remedy.
 */
export interface ControlPanel {
	/** Its name in the registry. */
	readonly kind: string;

	/** Returns a user name for the domain that follows the panel's rules and is free on this server now. */
	chooseUsername(domain: string): Promise<string>;
	/** Returns a random password that meets the panel's policy. It sends no request. */
	generatePassword(): string;
	createAccount(account: NewAccount): Promise<Account>;
	/** Returns the account, or undefined when this server has no account of that name. */
	findAccount(key: AccountKey): Promise<Account | undefined>;
	/** Yields every account that the log-in may see, page by page if the panel has pages. */
	listAccounts(): AsyncIterable<Account>;
	suspendAccount(account: AccountRef, reason: string): Promise<void>;
	unsuspendAccount(account: AccountRef): Promise<void>;
	/** Removes the account with its files, mailboxes, databases and DNS zone. Nobody can undo it. */
	terminateAccount(account: AccountRef): Promise<void>;
	changePackage(account: AccountRef, packageName: string): Promise<void>;
	changePassword(account: AccountRef, password: string): Promise<void>;
	/** Returns a short-lived URL that logs a person in. It is a secret: hand it on, never store it. */
	createSignOn(account: AccountRef, request: SignOnRequest): Promise<SignOn>;
	accountUsage(account: AccountRef): Promise<AccountUsage>;
	/** Returns the URL where the owner of the account sets a password by e-mail. It sends no request. */
	passwordPage(account: AccountRef): string;

	/** Returns the DNS zone, or undefined when this server does not serve it. */
	findZone(account: AccountRef, zone: string): Promise<DnsZone | undefined>;
	/**
	 * Adds and removes records, all or none if the panel can do that. The content identifies a record, not a line
	 * number. The edit skips a record to add that exists already, and a record to remove that is gone already. With
	 * `expectedSerial`, the method throws `busy` when the zone has changed since it was read.
	 */
	editZone(account: AccountRef, zone: string, edit: ZoneEdit): Promise<DnsZone>;

	/**
	 * Asks the panel for a certificate for the account's names. The certificate comes later: watch `certificateOf`.
	 * Returns the authority's reason when the panel asked at once and the authority refused. It refuses a domain that
	 * does not point to the server yet, which is no fault of the account.
	 */
	requestCertificate(account: AccountRef): Promise<string | undefined>;
	certificateOf(account: AccountRef): Promise<Certificate>;

	createMailbox(account: AccountRef, mailbox: NewMailbox): Promise<void>;
	listMailboxes(account: AccountRef): Promise<Mailbox[]>;
	changeMailboxPassword(account: AccountRef, address: string, password: string): Promise<void>;
	deleteMailbox(account: AccountRef, address: string): Promise<void>;

	/**
	 * Returns the full names that the panel would use. Many panels put the account's name in front, and all limit the
	 * length.
	 */
	databaseNames(account: AccountRef, short: DatabaseNames): Promise<DatabaseNames>;
	/** Creates the database, its user and the grant under their full names. It keeps those that exist already. */
	createDatabase(account: AccountRef, database: NewDatabase): Promise<void>;
	listDatabases(account: AccountRef): Promise<Database[]>;
	/** Returns the full names of the account's database users, also of users without a database. */
	listDatabaseUsers(account: AccountRef): Promise<string[]>;
	/** Deletes the database and the named users. It skips those that are gone already. */
	deleteDatabase(account: AccountRef, database: DatabaseWithUsers): Promise<void>;

	listPackages(): Promise<HostingPackage[]>;
	/** Creates the package, or sets these limits on the package of that name. Its other settings stay as they are. */
	savePackage(hostingPackage: HostingPackage): Promise<void>;
	/** Tells whether the log-in works, the panel's version, and which rights the pack needs and the log-in lacks. */
	testConnection(): Promise<ServerTest>;
	serverLoad(): Promise<ServerLoad>;
	serverCapacity(): Promise<ServerCapacity>;
}

/** How to log in to a panel. */
export interface PanelLogin {
	/** `https://host:port`, without a path. */
	readonly baseUrl: string;
	/** Empty if the token alone identifies the user, as a secret key of Plesk does. */
	readonly username: string;
	readonly token: string;
	/** PEM. For a panel whose certificate no public authority signed. */
	readonly certificateAuthority?: string;
	/**
	 * The SHA-256 of the only certificate to trust, in hexadecimal, with or without colons. It replaces any authority.
	 */
	readonly certificateFingerprint?: string;
}

/** One kind of panel. It has a folder below this one, and a line in `registry.ts`. */
export interface PanelAdapter {
	/** The name that operators know, such as `cPanel & WHM`. */
	readonly label: string;
	/** Opens a panel. It sends no request yet. */
	open(login: PanelLogin, clock?: Clock): ControlPanel;
}
