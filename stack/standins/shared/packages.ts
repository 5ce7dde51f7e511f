/** The limits of a package on a stand-in panel. Null means unlimited. */
export interface PlayedPackage {
	readonly quotaMegabytes: number | null;
	readonly bandwidthMegabytes: number | null;
	readonly mailboxes: number | null;
	readonly databases: number | null;
}

/** The first packages of each stand-in panel. */
export const defaultPackages = {
	starter: { quotaMegabytes: 5_000, bandwidthMegabytes: 50_000, mailboxes: 10, databases: 2 },
	business: { quotaMegabytes: 20_000, bandwidthMegabytes: 200_000, mailboxes: 50, databases: 10 },
	unlimited: { quotaMegabytes: null, bandwidthMegabytes: null, mailboxes: null, databases: null },
} as const satisfies Readonly<Record<string, PlayedPackage>>;
