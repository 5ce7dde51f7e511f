import type { N8nVersion } from './versions';

/** A Node.js that is there. */
export interface NodeProgram {
	readonly program: string;
	readonly version: string;
	/** The package that it was fetched in, with the headers for native builds; undefined for the running one. */
	readonly home?: string;
}

/** The running Node.js if it runs this n8n, or else one that the stack has fetched; undefined when none is there. */
export function nodeFor(
	n8n: N8nVersion,
	running?: Pick<NodeJS.Process, 'execPath' | 'versions'>,
): NodeProgram | undefined;

/** The package of npm that holds Node.js for a platform. */
export function nodePackage(platform?: NodeJS.Platform, arch?: string): string;

/** The major versions of Node.js that run this n8n, the first at the front. */
export function majorsFor(n8n: Pick<N8nVersion, 'node'>): readonly number[];

/** Where the stack keeps a major version of Node.js that it has fetched. */
export function folderOf(major: number): string;

/** The one that it has fetched of a major version. */
export function fetchedNode(major: number): NodeProgram | undefined;
