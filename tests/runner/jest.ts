import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { root, succeeds } from './command';
import { nothing, timed, together, type Outcome } from './outcome';

const report = z.object({
	testResults: z.array(
		z.object({
			name: z.string(),
			status: z.string(),
			/** Milliseconds; absent for a file that could not be loaded. */
			startTime: z.number().default(0),
			endTime: z.number().default(0),
			assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
		}),
	),
});
type File = z.input<typeof report>['testResults'][number];

export interface JestRun {
	/** What the run is called in the summary, and where its tests are named. */
	readonly name?: string;
	readonly suites: readonly string[];
	readonly options: readonly string[];
	readonly environment?: NodeJS.ProcessEnv;
	/** The Node.js that runs it; the running one where it is not given. */
	readonly program?: string;
}

/** Runs suites in one Jest run. A run that ends without a report, or badly with a good one, is a failure too. */
export function runJest({ suites, options, environment, program, name = suites.join(', ') }: JestRun): Outcome {
	console.log(`\n— ${name}`);
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-msp-report-'));
	try {
		const file = join(folder, 'report.json');
		const jest = [require.resolve('jest/bin/jest'), '--selectProjects', ...suites, ...options];
		return timed(name, () => {
			const well = succeeds(program ?? process.execPath, [...jest, '--json', `--outputFile=${file}`], environment);
			const outcome = outcomeOf(JSON.parse(readFileSync(file, 'utf8')));
			return well || outcome.failed.length > 0 ? outcome : { ...outcome, failed: [`${name}: Jest failed`] };
		});
	} catch {
		return { ...nothing, failed: [`${name}: Jest ended without a report`] };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Reads Jest's own report of a run. */
export function outcomeOf(written: unknown): Outcome {
	return together(report.parse(written).testResults.map(outcomeOfFile));
}

/** Jest calls what was skipped `pending` or `skipped`, and a file that could not be loaded `failed` without any test. */
function outcomeOfFile({ name, status, startTime = 0, endTime = 0, assertionResults }: File): Outcome {
	const file = relative(root, name).split(sep).join('/');
	const named = (...statuses: string[]) =>
		assertionResults.filter((test) => statuses.includes(test.status)).map(({ fullName }) => `${file}: ${fullName}`);
	const failed = named('failed');
	const [, suite = ''] = file.split('/');
	return {
		...nothing,
		passed: named('passed').length,
		failed: status === 'failed' && failed.length === 0 ? [`${file}: could not be run`] : failed,
		skipped: named('pending', 'skipped', 'todo', 'disabled'),
		files: [{ suite, file, seconds: Math.max(0, endTime - startTime) / 1000 }],
	};
}
