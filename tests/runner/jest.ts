import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { root, succeeds } from './command';
import { together, type Outcome } from './outcome';

const report = z.object({
	testResults: z.array(
		z.object({
			name: z.string(),
			status: z.string(),
			assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
		}),
	),
});
type File = z.infer<typeof report>['testResults'][number];

/** Runs suites in one Jest run. A run that ends without a report, or badly with a good one, is a failure too. */
export function runJest(suites: readonly string[], options: readonly string[]): Outcome {
	console.log(`\n— ${suites.join(', ')}`);
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-msp-report-'));
	try {
		const file = join(folder, 'report.json');
		const jest = [require.resolve('jest/bin/jest'), '--selectProjects', ...suites, ...options];
		const well = succeeds(process.execPath, [...jest, '--json', `--outputFile=${file}`]);
		const outcome = together(report.parse(JSON.parse(readFileSync(file, 'utf8'))).testResults.map(outcomeOf));
		return well || outcome.failed.length > 0 ? outcome : { ...outcome, failed: [`${suites.join(', ')}: Jest failed`] };
	} catch {
		return { passed: 0, failed: [`${suites.join(', ')}: Jest ended without a report`], skipped: [] };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Jest calls what was skipped `pending` or `skipped`, and a file that could not be loaded `failed` without any test. */
function outcomeOf({ name, status, assertionResults }: File): Outcome {
	const file = relative(root, name);
	const named = (...statuses: string[]) =>
		assertionResults.filter((test) => statuses.includes(test.status)).map(({ fullName }) => `${file}: ${fullName}`);
	const failed = named('failed');
	return {
		passed: named('passed').length,
		failed: status === 'failed' && failed.length === 0 ? [`${file}: could not be run`] : failed,
		skipped: named('pending', 'skipped', 'todo', 'disabled'),
	};
}
