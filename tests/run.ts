import { availableParallelism } from 'node:os';
import { versions } from '../stack/n8n/versions';
import { checks, runChecks, type Check } from './runner/checks';
import { runOnOtherDays } from './runner/clocks';
import { runJest } from './runner/jest';
import { smokeOn } from './runner/n8nVersions';
import { summary, together, type Outcome } from './runner/outcome';
import { smoke, suites } from './runner/suites';
import { provideSystemPackages } from './runner/systemPackages';

/**
 * `npm test`: the checks, the quick suites side by side, those of them that know dates on other days, then the real n8n,
 * and the whole system once on the newest n8n that the stack knows.
 * `npm test -- unit lint` runs only what is named.
 */
const { quick: quickSuites, withN8n } = suites();
const known = [...Object.keys(checks), ...quickSuites, 'clocks', ...withN8n, smoke];

const all = process.argv.includes('--all');
const named = process.argv.slice(2).filter((name) => name !== '--all');
const unknown = named.filter((name) => !known.includes(name));
if (unknown.length > 0) {
	console.error(`There is no suite '${unknown.join("', '")}'. The suites are ${known.join(', ')}.`);
	process.exit(2);
}
const chosen = (name: string) => named.length === 0 || named.includes(name);

async function main(): Promise<void> {
	const outcomes: Outcome[] = [];
	outcomes.push(await runChecks((Object.keys(checks) as Check[]).filter(chosen)));

	const workers = Math.max(2, Math.floor(availableParallelism() / 2));
	const quick = quickSuites.filter(chosen);
	if (quick.includes('unit')) provideSystemPackages('libreOffice');
	if (quick.includes('machines')) provideSystemPackages('ansible', 'openssh', 'git', 'sudo', 'debootstrap', 'busybox');
	if (quick.length > 0) {
		const options = [`--maxWorkers=${workers}`, '--workerIdleMemoryLimit=600MB'];
		outcomes.push(runJest({ suites: quick, options }));
	}
	if (chosen('clocks')) {
		provideSystemPackages('faketime');
		outcomes.push(runOnOtherDays(workers, all));
	}
	const n8n = withN8n.filter(chosen);
	if (n8n.length > 0 || chosen(smoke)) provideSystemPackages('chromium');
	for (const suite of n8n) outcomes.push(runJest({ suites: [suite], options: ['--runInBand'] }));
	const newest = versions.at(-1);
	if (newest && chosen(smoke)) outcomes.push(smokeOn(newest));

	const total = together(outcomes);
	console.log(summary(total));
	process.exitCode = total.failed.length > 0 || total.passed === 0 ? 1 : 0;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
