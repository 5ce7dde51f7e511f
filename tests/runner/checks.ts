import { succeeds } from './command';
import { nothing, timed, type Outcome } from './outcome';

/** What is checked without running a test; each is a script of package.json. */
export const checks = {
	types: 'types',
	lint: 'lint',
	format: 'format:check',
	build: 'build',
} as const;

export type Check = keyof typeof checks;

/** Runs one check; it counts as one test. */
export function runCheck(check: Check): Outcome {
	console.log(`\n— ${check}`);
	return timed(check, () =>
		succeeds('npm', ['run', '--silent', checks[check]]) ? { ...nothing, passed: 1 } : { ...nothing, failed: [check] },
	);
}
