import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { heard, root, succeeds } from './command';
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
	/** Whether others run at the same time. What it says then comes whole, when it has ended. */
	readonly beside?: boolean;
}

/** Runs suites in one Jest run. A run that ends without a report, or badly with a good one, is a failure too. */
export async function runJest(run: JestRun): Promise<Outcome> {
	const { suites, options, name = suites.join(', ') } = run;
	console.log(run.beside ? `\n— ${name} begins, and tells when it has ended` : `\n— ${name}`);
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-msp-report-'));
	try {
		const file = join(folder, 'report.json');
		const jest = [require.resolve('jest/bin/jest'), '--selectProjects', ...suites, ...options];
		return await timed(name, async () => {
			const well = await endsWell(name, run, [...jest, '--json', `--outputFile=${file}`]);
			const outcome = outcomeOf(JSON.parse(readFileSync(file, 'utf8')));
			return well || outcome.failed.length > 0 ? outcome : { ...outcome, failed: [`${name}: Jest failed`] };
		});
	} catch {
		return { ...nothing, failed: [`${name}: Jest ended without a report`] };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function endsWell(
	name: string,
	{ environment, program = process.execPath, beside = false }: JestRun,
	args: readonly string[],
): Promise<boolean> {
	if (!beside) return succeeds(program, args, environment);
	const { well, said } = await heard(program, args, environment);
	console.log(`\n— ${name}\n${said.trimEnd()}`);
	return well;
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
