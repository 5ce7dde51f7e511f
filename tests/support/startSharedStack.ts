import { rm } from 'node:fs/promises';
import { startStack, type RunningStack } from '../../stack/parts/stack';
import { impatient, stackFolder } from './e2eScene';
import { sharedStackVariable } from './sharedStack';

let running: RunningStack | undefined;

/** One n8n, one PostgreSQL and one set of stand-ins for all suites that kill nothing. */
export default async function startSharedStack(): Promise<void> {
	const folder = await stackFolder();
	running = await startStack({ folder, transformWorkflow: impatient });
	process.env[sharedStackVariable] = folder;
}

/** The one that this run has started. */
export async function stopSharedStack(): Promise<void> {
	if (!running) return;
	await running.stop();
	await rm(running.folder, { recursive: true, force: true });
}
