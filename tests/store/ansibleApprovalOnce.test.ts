import { setTimeout as pause } from 'node:timers/promises';
import { acceptApproval, askForApproval, getRun, runOnce } from '../../core/ansibleRuns';
import { approvalFor } from '../../core/ansibleRuns/approvalFor';
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

const page = 'https://n8n.example/webhook/msp/ansible';
const messageOf = async (run: Promise<unknown>) =>
	await run.then(
		() => 'ran',
		(error: unknown) => (error instanceof Error ? error.message : String(error)),
	);

function signal() {
	let send = (): void => undefined;
	const sent = new Promise<void>((resolve) => (send = resolve));
	return { send: () => send(), sent };
}

/** A check run that somebody is asked to approve. */
async function askedCheck(played = memoryRunner()) {
	const check = runRequest({ check: true });
	await runOnce(office, played.runner, { request: check });
	const { approvalUrl } = await askForApproval(office, { runId: check.runId, page, language: 'en', hours: 1 });
	const ticket = new URL(approvalUrl).searchParams.get('ticket') ?? '';
	const decide = async (decision: 'approved' | 'declined') =>
		await acceptApproval(office, { ticket, decision, by: 'Ada' });
	return { played, decide, approvalOf: check.runId };
}

async function approvedCheck(played = memoryRunner()) {
	const asked = await askedCheck(played);
	await asked.decide('approved');
	return asked;
}

test('an approval that another transaction takes in this moment is not taken a second time', async () => {
	const { played, approvalOf } = await approvedCheck();
	const first = runRequest();
	const [taken, commit] = [signal(), signal()];
	const holding = office.store.asStaff(async (transaction) => {
		const { runId } = first;
		const place = { baseRunId: runId, taskId: null };
		const { approvalId } = await approvalFor(transaction, office.vault, played.runner, {
			...{ request: first, approvalOf, ...place },
		});
		const sealedKey = newFingerprintKey(office.vault);
		await insertRun(transaction, {
			...{ runId, ...place, attempt: 1, runner: played.runner, stepName: null, approvalId, sealedKey },
			request: recordedRequest(first),
			fingerprint: fingerprintOf(office.vault, sealedKey, played.runner, first),
			sealedSecrets: null,
		});
		taken.send();
		await commit.sent;
	});
	await taken.sent;
	const second = messageOf(runOnce(office, played.runner, { request: runRequest(), approvalOf }));
	await pause(500);
	commit.send();
	await holding;
	expect(await second).toContain(`was for the run ${first.runId}, which used it`);
});

test('of several runs that come with one approval at the same time, one runs', async () => {
	for (let round = 0; round < 10; round++) {
		const { played, approvalOf } = await approvedCheck();
		const runs = await Promise.allSettled(
			[0, 1, 2].map(async () => await runOnce(office, played.runner, { request: runRequest(), approvalOf })),
		);
		expect(runs.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		expect(played.started()).toHaveLength(2);
	}
});

test('a run that the backend calls refused after its hosts worked has used its approval, and is not run again', async () => {
	const counts = { ok: 2, changed: 1, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 };
	const { played, approvalOf } = await approvedCheck(
		memoryRunner({ runs: ({ check }) => (check ? {} : { verdict: 'ok', hosts: { web1: { counts } } }) }),
	);
	const look: typeof played.runner.look = async (...asked) => {
		const seen = await played.runner.look(...asked);
		return seen.outcome ? { ...seen, outcome: { ...seen.outcome, verdict: 'refused' } } : seen;
	};
	const runner = { ...played.runner, look };
	const request = runRequest();
	await messageOf(runOnce(office, runner, { request, approvalOf }));
	expect(await messageOf(runOnce(office, runner, { request: runRequest(), approvalOf }))).toContain('which used it');
	await messageOf(runOnce(office, runner, { request, approvalOf }));
	expect(played.started().filter(({ check }) => !check)).toHaveLength(1);
});

describe('a run that was planned without an approval', () => {
	const planned = async () => {
		const { played, decide, approvalOf } = await askedCheck(memoryRunner({ runs: [{}, { start: 'busy' }] }));
		const request = runRequest();
		await messageOf(runOnce(office, played.runner, { request }));
		expect(await getRun(office, request.runId)).toMatchObject({ status: 'planned' });
		const again = async (of = approvalOf) => await runOnce(office, played.runner, { request, approvalOf: of });
		return { played, request, decide, again, approvalOf };
	};

	test('waits for the one that it is asked with afterwards, and runs under it', async () => {
		const { played, request, decide, again, approvalOf } = await planned();
		await expect(again()).rejects.toMatchObject({ errorClass: 'busy' });
		await decide('approved');
		expect(await again()).toMatchObject({ verdict: 'ok' });
		expect(played.started().at(-1)).toMatchObject({ approved: { commit: '1'.repeat(40) } });
		expect(await getRun(office, request.runId)).toMatchObject({ approval: { runId: approvalOf } });
		expect(await messageOf(runOnce(office, played.runner, { request: runRequest(), approvalOf }))).toContain('used it');
	});

	test('does not run when it is declined', async () => {
		const { played, decide, again } = await planned();
		await decide('declined');
		expect(await messageOf(again())).toContain('Ada declined');
		expect(played.started()).toHaveLength(1);
	});

	test('takes no second one', async () => {
		const { played, approvalOf } = await approvedCheck(memoryRunner({ runs: [{}, { start: 'busy' }] }));
		const other = await approvedCheck();
		const request = runRequest();
		await messageOf(runOnce(office, played.runner, { request, approvalOf }));
		await expect(runOnce(office, played.runner, { request, approvalOf: other.approvalOf })).rejects.toMatchObject({
			field: 'approvalOf',
		});
		expect(played.started()).toHaveLength(1);
		const third = { request: runRequest(), approvalOf: other.approvalOf };
		expect(await runOnce(office, other.played.runner, third)).toMatchObject({ verdict: 'ok' });
		expect(await runOnce(office, played.runner, { request, approvalOf })).toMatchObject({ verdict: 'ok' });
	});
});
