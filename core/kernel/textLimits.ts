/**
 * The most characters that a text from outside may have. Each number is the limit of the provider, the standard or the
 * table that the text goes on to, so that nothing is refused there, or cut, which was accepted here.
 */
export const textLimits = {
	/** RFC 1035, 2.3.4: 255 bytes on the wire, which is 253 characters. */
	domain: 253,
	/** RFC 5321, 4.5.3.1.3: a path of 256 characters with its angle brackets. */
	mailAddress: 254,
	/** The `url` of a webhook at PayPal. Browsers and servers take at least as much. */
	url: 2_048,
	/** The `name` of a customer at Stripe. */
	name: 256,
	/** `custom_id` and `invoice_id` of PayPal. `client_reference_id` of Stripe takes 200, and a value of its metadata 500. */
	orderReference: 127,
	/** An object ID of Stripe. A payer ID of PayPal has 13. */
	providerId: 255,
	/** A value of Stripe's metadata. What people write as a reason has room in it. */
	reason: 500,
	/** The longest thing that a list is searched for: a mail address, or a name. */
	search: 256,
	/** A word that identifies something within a task or a run. The index of the task's key holds it with its ID. */
	key: 200,
	/** RFC 6376 and providers' records: a DKIM key of 4096 bits has 800, and MTA-STS, SPF and DMARC have less. */
	dnsValue: 4_096,
	/** `utmp` keeps 32, and Plesk, with the longest names of the three panels, 60. */
	username: 64,
	/** RFC 5321, 4.5.3.1.1: the part of a mail address before the @. */
	mailboxName: 64,
	/** MySQL, identifiers. PostgreSQL takes 63. */
	databaseName: 64,
	/** A package or a service plan of a panel: Plesk keeps 255. */
	packageName: 255,
	/** No panel takes more. Linux's crypt reads 512, and bcrypt 72. */
	password: 255,
	/** The longest name in the time zone database has 32. */
	timeZone: 64,
	/** Serials of DNS have 10, and IP addresses 45. */
	token: 64,
	/** A sealed ticket in a link: the address has to fit into `url`. */
	ticket: 2_048,
	/** A key or a secret in a credential: tokens of WHM, Plesk and DirectAdmin, keys of Stripe and PayPal have up to 255. */
	secret: 4_096,
	/** A certificate authority with what is in between, in PEM. */
	certificate: 65_536,
	/** Linux takes 4095 bytes in a path. A project's own are shorter. */
	path: 1_024,
	/** A private key: an RSA key of 16384 bits has 12,700 characters. */
	privateKey: 16_384,
	/** Lines of a `known_hosts` file. */
	hostKeys: 65_536,
	/** Linux, unix(7): the path of a socket. */
	socketPath: 108,
	/** A line of a mail, such as what a vendor said. RFC 5322, 2.1.1 takes 998 characters in one line, before it is wrapped. */
	line: 1_000,
	/** A paragraph of a mail. */
	lines: 10_000,
	/** JSON that is kept with a task or a plan, as text. n8n's own items may be larger; they are not kept. */
	json: 100_000,
	/** JSON that a mail is made of: the report of a fleet has a line for each difference. */
	mailData: 5_000_000,
	/** A row of Invoice Ninja with what comes along: an invoice of 10,000 lines has ten million characters. */
	ninjaChange: 50_000_000,
} as const;

/** The most entries of a list that a person writes, such as name servers, IDs and records. */
export const mostEntries = 1_000;
