import { Module } from 'node:module';
import { chosenVersion } from '../../stack/n8n/versions';

/** How Node finds a file; its types leave it out. */
interface Resolving {
	_resolveFilename: (
		request: string,
		parent: unknown,
		isMain: unknown,
		options?: { readonly paths: readonly string[] },
	) => string;
}

const ofN8n = /^(n8n-workflow|n8n-core|n8n-nodes-base|@n8n\/di)(\/|$)/;

/** Takes n8n's own packages from the n8n that the stack installs, for everybody, as the tests do. */
export function useInstalledN8n(): void {
	const modules = Module as unknown as Resolving;
	const resolve = modules._resolveFilename;
	const installed = { paths: [chosenVersion().folder] };
	modules._resolveFilename = (request, parent, isMain, options) =>
		resolve(request, parent, isMain, ofN8n.test(request) ? installed : options);
}
