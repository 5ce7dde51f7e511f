import { setTimeout as pause } from 'node:timers/promises';
import type { RunRequest } from '../../core/ansible';
import { acceptApproval, askForApproval, getRun, runOnce } from '../../core/ansibleRuns';
import { fingerprintOf, newFingerprintKey } from '../../core/ansibleRuns/fingerprint';
import { recordedRequest } from '../../core/ansibleRuns/recorded';
import { insertRun } from '../../core/ansibleRuns/runs';
import type { TaskOffice } from '../../core/tasks';
import { runRequest } from '../support/ansibleRunsScene';
import { memoryRunner } from '../support/memoryRunner';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = backOfficeOn(database.store);
});
afterAll(async () => await database.drop());

/** Plans a run, and does something else before that is written. */
async function whilePlanned<T>(request: RunRequest, act: () => Promise<T>): Promise<T> {
	const { runner } = memoryRunner();
	const acting = office.store.asStaff(async (transaction) => {
		const sealedKey = newFingerprintKey(office.vault);
		await insertRun(transaction, {
			...{ runId: request.runId, baseRunId: request.runId, attempt: 1, runner, sealedKey },
			...{ taskId: null, stepName: null, approvalId: null, sealedSecrets: null },
			request: recordedRequest(request),
			fingerprint: fingerprintOf(office.vault, sealedKey, runner, request),
		});
		const doing = act().then(
			(value) => ({ value }),
			(error: unknown) => ({ error }),
		);
		await pause(500);
		return { doing };
	});
	const done = await (await acting).doing;
	if ('error' in done) throw done.error;
	return done.value;
}

test('another request under the ID of a run that is planned in this moment is refused, and starts nothing', async () => {
	const played = memoryRunner();
	const request = runRequest();
	const other = { ...request, variables: { site: 'other.example' } };
	await expect(
		whilePlanned(request, async () => await runOnce(office, played.runner, { request: other })),
	).rejects.toMatchObject({ field: 'runId' });
	expect(played.started()).toEqual([]);
	expect(await getRun(office, request.runId)).toMatchObject({ variables: { site: 'example.com' }, status: 'planned' });
});

test('the same request goes on with it', async () => {
	const played = memoryRunner();
	const request = runRequest();
	const run = async () => await runOnce(office, played.runner, { request });
	expect(await whilePlanned(request, run)).toMatchObject({ verdict: 'ok' });
});

test('what is declined is refused, and not in the name of the run that somebody else planned', async () => {
	const played = memoryRunner();
	const check = runRequest({ check: true });
	await runOnce(office, played.runner, { request: check });
	const question = {
		runId: check.runId,
		page: 'https://n8n.example/webhook/msp/ansible',
		language: 'en',
		hours: 1,
	} as const;
	const { approvalUrl } = await askForApproval(office, question);
	const ticket = new URL(approvalUrl).searchParams.get('ticket') ?? '';
	await acceptApproval(office, { ticket, decision: 'declined', by: 'Ada' });
	const request = runRequest();
	const asked = { request, approvalOf: check.runId };
	await expect(whilePlanned(request, async () => await runOnce(office, played.runner, asked))).rejects.toThrow(
		'Ada declined',
	);
	expect(await getRun(office, request.runId)).toMatchObject({ status: 'planned' });
	expect(played.started()).toHaveLength(1);
});

test('of several requests that come under one ID at the same time, the one that is recorded runs', async () => {
	for (let round = 0; round < 10; round++) {
		const played = memoryRunner();
		const request = runRequest();
		const runs = await Promise.allSettled(
			['a', 'b', 'c'].map(
				async (site) => await runOnce(office, played.runner, { request: { ...request, variables: { site } } }),
			),
		);
		expect(runs.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		const { variables } = await getRun(office, request.runId);
		expect(played.started().map((started) => started.variables)).toEqual([variables]);
	}
});
