import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { listAudit } from '../../core/db';
import { markDone, runOnce, showTask, startTask, taskKindsOf, type TaskKind, type TaskOffice } from '../../core/tasks';
import { backOfficeOn } from '../support/provisioningScene';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const kind: TaskKind = { name: 'listen', subjectType: 'voice', input: z.looseObject({}) };

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = { ...backOfficeOn(database.store), kinds: taskKindsOf(kind) };
});
afterAll(async () => await database.drop());

test('NUL and half a character are stored as the sign for an unknown one, also in a name', async () => {
	const request = { customerId: null, subjectId: randomUUID(), taskKey: 'listen', input: { 'a\0': ['\ud800b'] } };
	const { taskId } = await office.store.asStaff(async (transaction) => await startTask(transaction, kind, request));
	const place = { taskId, stepName: 'hear' };
	await runOnce(office, place, 'run_again');
	await markDone(office, place, { 'c\0\udc00': 'd\0', '\\u0000': '\\\\ud800 \u{1f600}' });
	const { input, steps } = await showTask(office, taskId);
	expect(input).toEqual({ 'a\ufffd': ['\ufffdb'] });
	expect(steps[0]?.result).toEqual({ 'c\ufffd\ufffd': 'd\ufffd', '\\u0000': '\\\\ud800 \u{1f600}' });
	const [started] = await office.store.asStaff(
		async (transaction) => await listAudit(transaction, { subject: taskId }),
	);
	expect(started?.detail).toMatchObject({ 'a\ufffd': ['\ufffdb'] });
});
