/** How to prove who logs in. */
export type SshAuthentication =
	| { readonly kind: 'key'; readonly privateKey: string; readonly passphrase?: string }
	| { readonly kind: 'password'; readonly password: string }
	/** The agent of the process: the path of its socket. */
	| { readonly kind: 'agent'; readonly socket: string };

/** Where and how to log in over SSH. */
export interface SshLogin {
	/** A name, an IPv4 address, or an IPv6 address without brackets. */
	readonly host: string;
	readonly port: number;
	readonly username: string;
	readonly authentication: SshAuthentication;
	/**
	 * The keys by which the host is known: fingerprints (`SHA256:…`), or lines of a `known_hosts` file, which may also
	 * revoke a key (`@revoked`). Any other key is refused.
	 */
	readonly hostKeys: readonly string[];
	/** For `sudo` on a host that asks for a password. */
	readonly sudoPassword?: string;
	/** The host through which this one is reached. Its own key is checked too. */
	readonly jump?: SshLogin;
}
