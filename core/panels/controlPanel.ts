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
 * What every hosting panel can do for the pack; one adapter a panel implements it.
 *
 * Each method makes the change it names and says how it went: it never looks for an earlier try (that is the work of
 * the side effects in `effects/`), and it never answers before the panel has confirmed. What a panel cannot do is the
 * error of `panelCannot`, which says why, and what to do instead.
 *
 * All adapters agree on repeats: suspending what is suspended and unsuspending what is live is left at that; what names
 * an account, mailbox or zone that is not there is `not_found`; making what is there is `exists`, whoever made it. The
 * conformance suite holds every adapter to it.
 *
 * @throws ExternalError from every method: in the panel's own words, with its class and a remedy.
 */
export interface ControlPanel {
	/** Its name in the registry. */
	readonly kind: string;

	/** A user name for the domain that is within the panel's rules and free on this server now. */
	chooseUsername(domain: string): Promise<string>;
	/** A password by chance that meets the panel's policy; nothing is asked of the server. */
	generatePassword(): string;
	createAccount(account: NewAccount): Promise<Account>;
	/** The account, or undefined where this server has none of that name. */
	findAccount(key: AccountKey): Promise<Account | undefined>;
	/** Every account that the log-in may see; a page at a time where the panel has pages. */
	listAccounts(): AsyncIterable<Account>;
	suspendAccount(account: AccountRef, reason: string): Promise<void>;
	unsuspendAccount(account: AccountRef): Promise<void>;
	/** Removes the account with its files, mailboxes, databases and DNS zone. It cannot be taken back. */
	terminateAccount(account: AccountRef): Promise<void>;
	changePackage(account: AccountRef, packageName: string): Promise<void>;
	changePassword(account: AccountRef, password: string): Promise<void>;
	/** A short-lived address that logs a person in. It is a secret: hand it on, never store it. */
	createSignOn(account: AccountRef, request: SignOnRequest): Promise<SignOn>;
	accountUsage(account: AccountRef): Promise<AccountUsage>;
	/** Where the owner of the account sets a password, by a mail to its address; nothing is asked of the server. */
	passwordPage(account: AccountRef): string;

	/** The DNS zone, or undefined where this server does not serve it. */
	findZone(account: AccountRef, zone: string): Promise<DnsZone | undefined>;
	/**
	 * Adds and removes records, all or nothing where the panel can. Records are known by their content, not by a line
	 * number; one that is there already, or gone already, is left at that. With `expectedSerial` the edit is refused as
	 * `busy` when the zone has changed since it was read.
	 */
	editZone(account: AccountRef, zone: string, edit: ZoneEdit): Promise<DnsZone>;

	/**
	 * Asks the panel for a certificate for the account's names. It comes later: watch `certificateOf`. Gives what stood in
	 * the way where the panel asked at once and the authority refused, as it does for a domain that does not lead to the
	 * server yet: that is no failure of the account's.
	 */
	requestCertificate(account: AccountRef): Promise<string | undefined>;
	certificateOf(account: AccountRef): Promise<Certificate>;

	createMailbox(account: AccountRef, mailbox: NewMailbox): Promise<void>;
	listMailboxes(account: AccountRef): Promise<Mailbox[]>;
	changeMailboxPassword(account: AccountRef, address: string, password: string): Promise<void>;
	deleteMailbox(account: AccountRef, address: string): Promise<void>;

	/** The full names that the panel would give (many put the account's name in front), within its length limits. */
	databaseNames(account: AccountRef, short: DatabaseNames): Promise<DatabaseNames>;
	/** Brings the database, its user and the grant into being under full names; what is there already is kept. */
	createDatabase(account: AccountRef, database: NewDatabase): Promise<void>;
	listDatabases(account: AccountRef): Promise<Database[]>;
	/** The full names of the account's database users, those without a database too. */
	listDatabaseUsers(account: AccountRef): Promise<string[]>;
	/** Deletes the database and the named users; what is gone already is left at that. */
	deleteDatabase(account: AccountRef, database: DatabaseWithUsers): Promise<void>;

	listPackages(): Promise<HostingPackage[]>;
	/** Makes the package, or gives the one of that name these limits. Its other settings stay as they are. */
	savePackage(hostingPackage: HostingPackage): Promise<void>;
	/** Whether the log-in works, on what version, and which of the rights that the pack needs it lacks. */
	testConnection(): Promise<ServerTest>;
	serverLoad(): Promise<ServerLoad>;
	serverCapacity(): Promise<ServerCapacity>;
}

/** How to log in to a panel. */
export interface PanelLogin {
	/** `https://host:port`, without a path. */
	readonly baseUrl: string;
	/** Empty where the token alone says who it is, as a secret key of Plesk does. */
	readonly username: string;
	readonly token: string;
	/** PEM; for a panel whose certificate no public authority signed. */
	readonly certificateAuthority?: string;
	/** SHA-256 of the one certificate to trust, in hexadecimal with or without colons; instead of any authority. */
	readonly certificateFingerprint?: string;
}

/** One kind of panel: a folder below this one, and a line in `registry.ts`. */
export interface PanelAdapter {
	/** As operators know it, such as `cPanel & WHM`. */
	readonly label: string;
	/** Opens a panel; nothing is asked of it yet. */
	open(login: PanelLogin, clock?: Clock): ControlPanel;
}
