import { availableParallelism } from 'node:os';
import { versions } from '../stack/n8n/versions';
import { everythingOn } from './runner/n8nVersions';
import { summary, together, type Outcome } from './runner/outcome';
import { provideSystemPackages } from './runner/systemPackages';

/**
 * `npm run test:versions`: the types, every node and the whole system on each version of n8n that the stack knows, with
 * the Node.js that it needs. `npm run test:versions -- <version>` takes only what is named.
 */
const named = process.argv.slice(2);
const known = versions.map(({ version }) => version);
const unknown = named.filter((name) => !known.includes(name));
if (unknown.length > 0) {
	console.error(`The stack does not know n8n ${unknown.join(' and ')}. The versions are ${known.join(', ')}.`);
	process.exit(2);
}

async function main(): Promise<void> {
	await provideSystemPackages(['chromium']);
	const workers = Math.max(2, Math.floor(availableParallelism() / 2));
	const chosen = versions.filter(({ version }) => named.length === 0 || named.includes(version));
	const outcomes: Outcome[] = [];
	for (const n8n of chosen) outcomes.push(await everythingOn(n8n, workers));
	const total = together(outcomes);
	console.log(summary(total));
	process.exitCode = total.failed.length > 0 || total.passed === 0 ? 1 : 0;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
