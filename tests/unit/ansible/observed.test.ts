import type { Runner } from '../../../core/ansible';
import { ExternalError } from '../../../core/kernel/errors';
import { observe } from '../../../nodes/Ansible/observed';
import { runRequest } from '../../support/ansibleRunsScene';
import { memoryRunner } from '../../support/memoryRunner';

test('a log that is read from its beginning again is kept once', async () => {
	const played = memoryRunner({ runs: [{ log: 'PLAY [web]\n', looks: 2 }] });
	const { runner, log, leave } = observe(played.runner, undefined);
	const { runId, check } = runRequest();
	const { reference } = await runner.start(runRequest({ runId }));
	const run = { runId, reference, check, secrets: [] };
	await runner.look(run, undefined, 0);
	const { cursor } = await runner.look(run, undefined, 0);
	await runner.look(run, cursor, 0);
	expect(log()).toBe('PLAY [web]\n');
	leave();
});

test('a cancel that fails ends no n8n: whoever follows the run is told', async () => {
	const played = memoryRunner({ runs: [{ looks: 9 }] });
	const asked: string[] = [];
	const deaf: Runner = {
		...played.runner,
		cancel: async ({ runId }) => {
			asked.push(runId);
			await Promise.reject(new ExternalError('transport', 'the connection was lost', 'Look at the network.'));
		},
	};
	const unhandled: unknown[] = [];
	const note = (reason: unknown) => unhandled.push(reason);
	process.on('unhandledRejection', note);
	try {
		const stop = new AbortController();
		const { runner, leave } = observe(deaf, stop.signal);
		const { runId } = runRequest();
		await runner.start(runRequest({ runId }));
		stop.abort();
		// Node tells of a rejection after the microtasks of its turn.
		await new Promise((resolve) => setTimeout(resolve, 10));
		expect(asked).toEqual([runId]);
		expect(unhandled).toEqual([]);
		leave();
	} finally {
		process.off('unhandledRejection', note);
	}
});
