import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type RunningStack, type StackOptions } from '../../stack/parts/stack';

/** The whole stack in a folder of its own, which goes with it. */
export async function withStack(
	options: Omit<StackOptions, 'folder'>,
	work: (stack: RunningStack) => Promise<void>,
): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-msp-bench-'));
	// PostgreSQL may run as another user, who has to pass.
	await chmod(folder, 0o711);
	const gone = new AbortController();
	process.once('SIGINT', () => gone.abort());
	try {
		const stack = await startStack({ ...options, folder, signal: gone.signal });
		const interrupted = new Promise<never>((_, reject) => {
			gone.signal.addEventListener('abort', () => reject(new Error('interrupted')));
		});
		try {
			await Promise.race([work(stack), interrupted]);
		} finally {
			await stack.stop();
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
