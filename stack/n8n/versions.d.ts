/** One version of n8n that the stack can run: a folder with a package.json, a lock and a settings.json. */
export interface N8nVersion {
	readonly version: string;
	/** Where its packages are installed. */
	readonly folder: string;
	/** The versions of Node.js that it runs on: from the first, up to but without the second. */
	readonly node: { readonly from: string; readonly below: string };
	/** Variables that this version needs beside those of every version; `{address}` stands for where it is reached. */
	readonly environment: Readonly<Record<string, string>>;
}

/** The table: every version, the oldest first. */
export const versions: readonly N8nVersion[];

/**
 * The version that `MSP_N8N_VERSION` names, or else the newest that the running Node.js can run.
 *
 * @throws Error with one sentence when there is none.
 */
export function chosenVersion(environment?: NodeJS.ProcessEnv, nodeVersion?: string): N8nVersion;

export function newestFor(nodeVersion: string): N8nVersion | undefined;
export function versionNamed(version: string): N8nVersion | undefined;
export function runsOn(version: Pick<N8nVersion, 'node'>, nodeVersion: string): boolean;

/** Below zero when the first version is older, above when it is newer. */
export function compare(one: string, other: string): number;
