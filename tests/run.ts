import { availableParallelism } from 'node:os';
import { versions } from '../stack/n8n/versions';
import { checks, runChecks, type Check } from './runner/checks';
import { onOtherDays } from './runner/clocks';
import { beginDebian13 } from './runner/debian13';
import { runJest } from './runner/jest';
import { inLanes } from './runner/lanes';
import { provideN8n, smokeOn } from './runner/n8nVersions';
import { summary, together, type Outcome } from './runner/outcome';
import { piecesOf } from './runner/pieces';
import { smoke, suites } from './runner/suites';
import { provideSystemPackages, type SystemPackageName } from './runner/systemPackages';
import { thoroughVariable } from './support/tries';

/**
 * `npm test`: the checks, the quick suites side by side, then the real n8n, the whole system once on the newest n8n that
 * the stack knows and, beside them, those suites that know dates on other days. `npm test -- unit lint` runs only what is
 * named. With `--all` it looks longer: every property is tried more often, and every file of the three suites runs on each
 * of the other days.
 */
const { quick: quickSuites, withN8n } = suites();
const known = [...Object.keys(checks), ...quickSuites, 'clocks', ...withN8n, smoke];

const all = process.argv.includes('--all');
if (all) process.env[thoroughVariable] = '1';
const named = process.argv.slice(2).filter((name) => name !== '--all');
const unknown = named.filter((name) => !known.includes(name));
if (unknown.length > 0) {
	console.error(`There is no suite '${unknown.join("', '")}'. The suites are ${known.join(', ')}.`);
	process.exit(2);
}
const chosen = (name: string) => named.length === 0 || named.includes(name);

/** What the chosen suites need of the system. */
const packagesOf: Readonly<Record<string, readonly SystemPackageName[]>> = {
	unit: ['libreOffice'],
	machines: ['ansible', 'openssh', 'git', 'sudo', 'debootstrap', 'busybox'],
	clocks: ['faketime'],
	e2e: ['chromium'],
	smoke: ['chromium'],
	stack: ['chromium', 'postgres', 'redis'],
};

const newest = versions.at(-1);

/** Gets what comes from elsewhere, while the checks have the cores. Gives what is wrong with the newest n8n. */
async function prepare(): Promise<Outcome | undefined> {
	await provideSystemPackages([...new Set(known.filter(chosen).flatMap((name) => packagesOf[name] ?? []))]);
	if (chosen('machines')) beginDebian13();
	return newest && chosen(smoke) ? await provideN8n(newest) : undefined;
}

async function main(): Promise<void> {
	const outcomes: Outcome[] = [];
	const n8n = withN8n.filter(chosen);
	const [checked, lacking] = await Promise.all([
		runChecks((Object.keys(checks) as Check[]).filter(chosen), n8n.length > 0 || chosen(smoke)),
		prepare(),
	]);
	outcomes.push(checked);

	const cores = availableParallelism();
	const workers = Math.max(2, Math.floor(cores / 2));
	const quick = quickSuites.filter(chosen);
	if (quick.length > 0) {
		const options = [`--maxWorkers=${workers}`, '--workerIdleMemoryLimit=600MB'];
		outcomes.push(await runJest({ suites: quick, options }));
	}

	// A test with a real n8n waits for it most of the time: another one, or another day, has the second core meanwhile.
	const patient = [
		...n8n.flatMap(piecesOf).map((run) => async () => await runJest(run)),
		...(newest && chosen(smoke) ? [async () => await smokeOn(newest, lacking)] : []),
		...(chosen('clocks') ? onOtherDays(1, all) : []),
	];
	outcomes.push(...(await inLanes(Math.min(2, cores), patient)));

	const total = together(outcomes);
	console.log(summary(total));
	process.exitCode = total.failed.length > 0 || total.passed === 0 ? 1 : 0;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
