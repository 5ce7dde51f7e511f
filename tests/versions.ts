import { availableParallelism } from 'node:os';
import { versions } from '../stack/n8n/versions';
import { everythingOn } from './runner/n8nVersions';
import { summary, together } from './runner/outcome';
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

provideSystemPackages('chromium');
const workers = Math.max(2, Math.floor(availableParallelism() / 2));
const chosen = versions.filter(({ version }) => named.length === 0 || named.includes(version));
const total = together(chosen.map((n8n) => everythingOn(n8n, workers)));
console.log(summary(total));
process.exitCode = total.failed.length > 0 || total.passed === 0 ? 1 : 0;
