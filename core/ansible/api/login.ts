/** How an API over HTTPS is trusted. */
export interface ApiTrust {
	/** `https://awx.example.com`. */
	readonly baseUrl: string;
	readonly certificateAuthority?: string;
	readonly certificateFingerprint?: string;
}
