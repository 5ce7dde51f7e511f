import { runScript } from '../parts/script';

/** `npm test`: every check and every suite, or those that are named. */
export async function run(args: readonly string[]): Promise<number> {
	return await runScript('tests/run.ts', args);
}
