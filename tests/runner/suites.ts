import { join } from 'node:path';
import { z } from 'zod';
import { root } from './command';

const config = z.object({ projects: z.array(z.object({ displayName: z.string() })) });

/** The suites that need a real n8n, the longest first: they come last, beside each other. */
const withN8n: readonly string[] = ['stack', 'e2e'];
/** It runs once for each version of n8n that it is asked for. */
export const smoke = 'smoke';

/** Every suite that Jest knows: each is a folder of tests/ and a project of jest.config.js. */
export function suites(): { readonly quick: string[]; readonly withN8n: string[] } {
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- Jest's configuration is CommonJS.
	const names = config.parse(require(join(root, 'jest.config.js'))).projects.map(({ displayName }) => displayName);
	return {
		quick: names.filter((name) => name !== smoke && !withN8n.includes(name)),
		withN8n: withN8n.filter((name) => names.includes(name)),
	};
}
