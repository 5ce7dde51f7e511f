import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { nodeFor } from '../../stack/n8n/nodes';
import type { N8nVersion } from '../../stack/n8n/versions';
import { heard, root, succeeds } from './command';
import { runJest, type JestRun } from './jest';
import { nothing, timed, together, type Outcome } from './outcome';

/** The exit code of the stack's commands for what cannot be had here although nothing is broken. */
const cannotBeHad = 3;

/** Installs a version of n8n with the Node.js that it needs; gives what is wrong, undefined when all of it is there. */
export async function provideN8n({ version }: N8nVersion): Promise<Outcome | undefined> {
	const install = ['stack/cli.mjs', 'install', '--n8n', version];
	const { well, code, said, errors } = await heard(process.execPath, install);
	if (well) return undefined;
	const [sentence = 'it could not be installed'] = (errors || said).trim().split('\n');
	console.log(sentence);
	const named = `n8n ${version}: ${sentence}`;
	return code === cannotBeHad ? { ...nothing, skipped: [named] } : { ...nothing, failed: [named] };
}

/**
 * The whole system once, on one version; what cannot be had is skipped by name.
 *
 * @param lacking what `provideN8n` gave of it.
 */
export async function smokeOn(n8n: N8nVersion, lacking: Outcome | undefined): Promise<Outcome> {
	return lacking ?? (await suiteOn(n8n, 'smoke', { options: ['--runInBand'], beside: true }));
}

/** Types, every node in the engine, and the whole system, on one version. */
export async function everythingOn(n8n: N8nVersion, workers: number): Promise<Outcome> {
	const lacking = await provideN8n(n8n);
	if (lacking) return lacking;
	const options = [`--maxWorkers=${workers}`, '--workerIdleMemoryLimit=600MB'];
	return together([
		await typesOn(n8n),
		await suiteOn(n8n, 'nodes', { options, program: nodeFor(n8n)?.program }),
		await suiteOn(n8n, 'smoke', { options: ['--runInBand'] }),
	]);
}

async function suiteOn(
	{ version }: N8nVersion,
	suite: string,
	more: Pick<JestRun, 'options' | 'program' | 'beside'>,
): Promise<Outcome> {
	const name = `${suite} on n8n ${version}`;
	const outcome = await runJest({ ...more, name, suites: [suite], environment: { MSP_N8N_VERSION: version } });
	return { ...outcome, failed: outcome.failed.map((one) => `n8n ${version}: ${one}`) };
}

const base = z.looseObject({ compilerOptions: z.looseObject({ paths: z.record(z.string(), z.array(z.string())) }) });

/** Compiles everything with the types of one version. */
async function typesOn({ version }: N8nVersion): Promise<Outcome> {
	const name = `types on n8n ${version}`;
	console.log(`\n— ${name}`);
	const folder = join(root, '.stack/types');
	const file = join(folder, `${version}.json`);
	mkdirSync(folder, { recursive: true });
	const { compilerOptions } = base.parse(JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')));
	const paths = Object.entries(compilerOptions.paths).map(([from, to]) => [
		from,
		to.map((path) => ofVersion(path, version)),
	]);
	const own = { extends: '../../tsconfig.json', compilerOptions: { paths: Object.fromEntries(paths) as object } };
	writeFileSync(file, JSON.stringify(own));
	return await timed(name, async () => {
		const well = succeeds(process.execPath, [require.resolve('typescript/bin/tsc'), '--noEmit', '--project', file]);
		return await Promise.resolve(well ? { ...nothing, passed: 1 } : { ...nothing, failed: [name] });
	});
}

/** A path of tsconfig.json, from the folder of the generated one, and into the version's own packages. */
function ofVersion(path: string, version: string): string {
	return path.replace('/n8n/current/', `/n8n/${version}/`).replace(/^\.\//, '../../');
}
