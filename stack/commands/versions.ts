import { runScript } from '../parts/script';

/** `npm run test:versions`: what is tested on each version of n8n, or on those that are named. */
export async function run(args: readonly string[]): Promise<number> {
	return await runScript('tests/versions.ts', args);
}
