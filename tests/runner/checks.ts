import { availableParallelism } from 'node:os';
import { heard } from './command';
import { inLanes } from './lanes';
import { nothing, together, type Outcome } from './outcome';

/** What is checked without running a test, the longest first; each is a script of package.json. */
export const checks = {
	lint: 'lint',
	types: 'types',
	format: 'format:check',
	build: 'build',
} as const;

export type Check = keyof typeof checks;

/**
 * Runs checks side by side: each needs one core only. What a check says comes whole, when it has ended.
 *
 * @param forN8n whether tests with a real n8n follow: the build is then made as they need it, and made once.
 */
export async function runChecks(
	chosen: readonly Check[],
	forN8n: boolean,
	lanes = Math.min(4, availableParallelism()),
): Promise<Outcome> {
	return together(
		await inLanes(
			lanes,
			chosen.map((check) => async () => await runCheck(check, forN8n)),
		),
	);
}

/** Runs one check; it counts as one test. */
async function runCheck(check: Check, forN8n: boolean): Promise<Outcome> {
	const begun = Date.now();
	const { well, said } =
		check === 'build' && forN8n
			? await heard(process.execPath, ['--import', 'tsx', 'tests/runner/buildPack.ts'])
			: await heard('npm', ['run', '--silent', checks[check]]);
	console.log(`\n— ${check}\n${said.trimEnd()}`);
	const parts = [{ name: check, seconds: (Date.now() - begun) / 1000 }];
	return well ? { ...nothing, passed: 1, parts } : { ...nothing, failed: [check], parts };
}
