import { OtherRunStarted, type Runner } from '../../core/ansible';
import { cancelRun, getRun, runOnce } from '../../core/ansibleRuns';
import { ExternalError } from '../../core/kernel/errors';
import type { TaskOffice } from '../../core/tasks';
import { failureOf, runRequest } from '../support/ansibleRunsScene';
import { memoryRunner, type PlayedRun } from '../support/memoryRunner';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

/** A backend that makes something else of a run, and then tells that it has ended it. */
function widening(one: PlayedRun, reference?: string) {
	const played = memoryRunner({ runs: [one] });
	const start: Runner['start'] = async (request) => {
		await played.runner.start(request);
		throw new OtherRunStarted('job 7 runs on all hosts', 'Look at AWX what the job did.', reference);
	};
	return { ...played, runner: { ...played.runner, start } };
}

test('a run that was to be ended and goes on is known to go on, and is no success when it ends', async () => {
	const played = widening({ looks: 3 }, '7');
	const request = runRequest();
	const run = async (seconds?: number) =>
		await runOnce(office, played.runner, { request }, seconds === undefined ? {} : { seconds });
	await expect(run()).rejects.toMatchObject({ errorClass: 'busy' });
	expect(await getRun(office, request.runId)).toMatchObject({
		...{ status: 'running', verdict: null, reference: '7' },
		explanation: expect.stringContaining('job 7 runs on all hosts'),
	});
	await expect(run(0)).rejects.toMatchObject({ errorClass: 'busy' });
	const failed = await failureOf(run());
	expect(failed.outcome).toMatchObject({ verdict: 'failed', hosts: [{ host: 'web1' }, { host: 'web2' }] });
	expect(failed.message).toContain('job 7 runs on all hosts');
});

test('what a run did before it was ended is recorded with its hosts', async () => {
	const played = widening({ hosts: { web1: 'changed', web2: 'not_attempted' } });
	const request = runRequest();
	const failed = await failureOf(runOnce(office, played.runner, { request }));
	expect(failed.outcome).toMatchObject({
		verdict: 'failed',
		hosts: [
			{ host: 'web1', status: 'changed' },
			{ host: 'web2', status: 'not_attempted' },
		],
	});
	expect(failed.message).toContain('job 7 runs on all hosts');
});

test('an ID that is of another run at the backend is refused, and that run is left alone', async () => {
	const played = memoryRunner({ runs: [{ looks: 99 }] });
	const request = runRequest();
	await played.runner.start({ ...request, variables: { site: 'of-another.example' } });
	const failed = await failureOf(runOnce(office, played.runner, { request }));
	expect(failed.outcome).toMatchObject({ verdict: 'refused', hosts: [] });
	await cancelRun(office, played.runner, request.runId);
	expect(played.cancelled()).toEqual([]);
});

test('a refusal is not recorded over a run that somebody else has started in the meantime', async () => {
	const played = memoryRunner();
	const request = runRequest();
	const refusing: Runner = {
		...played.runner,
		start: async () => {
			await runOnce(office, played.runner, { request }, { seconds: 0 });
			throw new ExternalError('invalid', 'the template is gone', 'Make it again.');
		},
	};
	expect(await runOnce(office, refusing, { request })).toMatchObject({ verdict: 'ok' });
});
