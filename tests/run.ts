import { availableParallelism } from 'node:os';
import { checks, runCheck, type Check } from './runner/checks';
import { runJest } from './runner/jest';
import { summary, together, type Outcome } from './runner/outcome';
import { provideSystemPackages } from './runner/systemPackages';

/**
 * `npm test`: the checks, the quick suites side by side, then the real n8n.
 * `npm test -- unit lint` runs only what is named.
 */
const quickSuites = ['unit', 'store', 'contract', 'nodes'];
const known = [...Object.keys(checks), ...quickSuites, 'e2e'];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !known.includes(name));
if (unknown.length > 0) {
	console.error(`There is no suite '${unknown.join("', '")}'. The suites are ${known.join(', ')}.`);
	process.exit(2);
}
const wanted = (name: string) => named.length === 0 || named.includes(name);

const outcomes: Outcome[] = [];
for (const check of Object.keys(checks) as Check[]) {
	// The unit suite looks into the package as it is published.
	if (wanted(check) || (check === 'build' && wanted('unit'))) outcomes.push(runCheck(check));
}

const quick = quickSuites.filter(wanted);
if (quick.length > 0) {
	const workers = Math.max(2, Math.floor(availableParallelism() / 2));
	outcomes.push(runJest(quick, [`--maxWorkers=${workers}`, '--workerIdleMemoryLimit=600MB']));
}
if (wanted('e2e')) {
	provideSystemPackages();
	outcomes.push(runJest(['e2e'], ['--runInBand']));
}

const total = together(outcomes);
console.log(summary(total));
process.exitCode = total.failed.length > 0 || total.passed === 0 ? 1 : 0;
