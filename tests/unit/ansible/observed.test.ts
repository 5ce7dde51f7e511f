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
