import { z } from 'zod';
import type { Transaction } from '../../core/db';
import { storeOn } from '../../core/db';
import { ExternalError, InputError } from '../../core/kernel/errors';
import {
	cancelTask,
	claimTask,
	completeTask,
	describeTasks,
	failTask,
	finishRollback,
	listTasks,
	openStep,
	retryTask,
	runStep,
	showTask,
	startTask,
	taskKindsOf,
	taskStatistics,
	undoList,
	undoOf,
	undoStep,
	type SideEffect,
	type Task,
	type TaskKind,
	type TaskOffice,
} from '../../core/tasks';
import { backOfficeOn, letTimePass, seedPlan } from '../support/provisioningScene';
import { countStatements } from '../support/statements';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

/*
 * Two kinds that are not hosting, as a domain would register them: one that is no customer's, and one of ten thousand
 * small steps. Their subjects are no rows of the pack.
 */

const note = async (transaction: Transaction, { subjectId }: Task, word: string) => {
	await transaction.run('insert into public.told (subject_id, word) values ($1, $2)', [subjectId, word]);
};

const report: TaskKind<{ month: string }> = {
	name: 'monthly_report',
	subjectType: 'report',
	input: z.object({ month: z.string().regex(/^\d{4}-\d{2}$/) }),
	inTurn: true,
	context: async (_, { input }) => await Promise.resolve({ title: `Report of ${String(input.month)}` }),
	describe: async (_, ids) => await Promise.resolve(new Map(ids.map((id) => [id, { report: 'monthly' }]))),
	checkComplete: async (transaction, { taskId }) => {
		const made = await transaction.run(`select from msp.task_step where task_id = $1 and status = 'done'`, [taskId]);
		if (made === 0) throw new InputError('taskId', 'has printed nothing', 'Print the report first.');
	},
	reopen: async (transaction, task) => await note(transaction, task, 'reopened'),
	onCompleted: async (transaction, task) => await note(transaction, task, 'completed'),
	onFailed: async (transaction, task, leftovers) => await note(transaction, task, `failed: ${leftovers.join()}`),
	onCancelled: async (transaction, task) => await note(transaction, task, 'cancelled'),
};

const importRows: TaskKind<{ rows: number }> = {
	name: 'import_rows',
	subjectType: 'import_batch',
	input: z.object({ rows: z.number().int() }),
};

let database: TestDatabase;
let office: TaskOffice;

beforeAll(async () => {
	database = await createTestDatabase();
	office = { ...backOfficeOn(database.store), kinds: taskKindsOf(report, importRows) };
	await database.owner.query(`create table public.told (at serial, subject_id uuid, word text);
		grant all on public.told to msp_app; grant all on sequence public.told_at_seq to msp_app`);
});
afterAll(async () => await database.drop());

const id = (last: number) => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const told = async (subject: number) => {
	const { rows } = await database.owner.query<{ word: string }>(
		'select word from public.told where subject_id = $1 order by at',
		[id(subject)],
	);
	return rows.map(({ word }) => word);
};

const start = async (kind: TaskKind, subject: number, input: object, key = `${kind.name}:${subject}`) =>
	await office.store.asStaff(
		async (transaction) =>
			await startTask(transaction, kind, { customerId: null, subjectId: id(subject), input, taskKey: key }),
	);

/** A printer: what lies in its tray. */
function printer() {
	const tray: string[] = [];
	const page: SideEffect<string, { title: string }, { pages: number }> = {
		name: 'page.print',
		intent: z.object({ title: z.string() }),
		result: z.object({ pages: z.number() }),
		plan: async (title) => await Promise.resolve({ intent: { title }, secrets: { pin: 'Canary-4711' } }),
		apply: async ({ title }, { pin }) => {
			expect(pin).toBe('Canary-4711');
			tray.push(title);
			return await Promise.resolve({ pages: 1 });
		},
		readBack: async ({ title }) =>
			await Promise.resolve(
				tray.includes(title) ? { state: 'ours' as const, result: { pages: 1 } } : { state: 'absent' as const },
			),
		undo: async ({ title }) => {
			tray.splice(tray.indexOf(title), 1);
			await Promise.resolve();
		},
	};
	return { tray, page };
}

describe('a kind without a customer', () => {
	test('runs from its start to its end, and its domain hears of it', async () => {
		const { tray, page } = printer();
		const started = await start(report, 1, { month: '2031-02' });
		expect(started).toMatchObject({
			created: true,
			customerId: null,
			kind: 'monthly_report',
			input: { month: '2031-02' },
		});
		expect(await start(report, 1, { month: '2031-02' })).toMatchObject({ created: false, taskId: started.taskId });
		const { taskId } = started;
		expect(await claimTask(office, taskId)).toMatchObject({ title: 'Report of 2031-02', direction: 'forward' });
		await expect(completeTask(office, taskId)).rejects.toMatchObject({ complaint: 'has printed nothing' });

		expect(await runStep(openStep(office, { taskId, stepName: 'print' }, page), 'February')).toEqual({ pages: 1 });
		expect(await runStep(openStep(office, { taskId, stepName: 'print' }, page), 'February')).toEqual({ pages: 1 });
		expect(await completeTask(office, taskId)).toMatchObject({ status: 'completed' });
		expect(tray).toEqual(['February']);
		expect(await told(1)).toEqual(['completed']);
		expect(await showTask(office, taskId)).toMatchObject({
			report: 'monthly',
			steps: [{ name: 'print', status: 'done' }],
		});
	});

	test('takes back what it made, tells its domain, and is run again', async () => {
		const { tray, page } = printer();
		const { taskId } = await start(report, 2, { month: '2031-03' });
		await claimTask(office, taskId);
		await runStep(openStep(office, { taskId, stepName: 'print' }, page), 'March');
		const jammed = {
			...page,
			apply: async () => await Promise.reject(new ExternalError('limit', 'no paper', 'Add paper.')),
		};
		await expect(runStep(openStep(office, { taskId, stepName: 'again' }, jammed), 'April')).rejects.toThrow('no paper');
		expect(await failTask(office, taskId, 'roll_back')).toMatchObject({
			next: 'roll_back',
			task: { remedy: 'Add paper.' },
		});
		const places = (await undoList(office, taskId)).map(({ name: stepName }) => ({ taskId, stepName }));
		expect(places.map(({ stepName }) => stepName)).toEqual(['again', 'print']);
		for (const place of places) await undoStep(office, place, () => undoOf(page));
		expect(await finishRollback(office, taskId)).toMatchObject({ status: 'failed', leftovers: [] });
		expect(tray).toEqual([]);
		expect(await retryTask(office, taskId)).toMatchObject({ status: 'pending', completedAt: null });
		expect(await told(2)).toEqual(['failed: ', 'reopened']);
	});

	test('waits for its turn, and stops when it is asked to', async () => {
		const first = await start(report, 3, { month: '2031-04' }, 'first');
		const second = await start(report, 3, { month: '2031-05' }, 'second');
		expect(await claimTask(office, second.taskId)).toBeUndefined();
		expect(await cancelTask(office, first.taskId)).toMatchObject({ status: 'cancelled' });
		expect(await claimTask(office, second.taskId)).toMatchObject({ title: 'Report of 2031-05' });
		expect(await told(3)).toEqual(['cancelled']);
	});

	test('refuses an input that is not in its form', async () => {
		await expect(start(report, 4, { month: 'May' })).rejects.toMatchObject({ name: 'ZodError' });
	});

	test('is seen by staff and by no customer, and holds no secret in the open', async () => {
		const { customerId } = await seedPlan(office, 'nosy', []);
		const seen = async (transaction: Transaction) => (await listTasks(transaction, { limit: null })).length;
		expect(await office.store.asStaff(seen)).toBeGreaterThan(3);
		expect(await office.store.asCustomer(customerId, seen)).toBe(0);
		expect(await database.dump()).not.toContain('Canary-4711');
	});

	test('is listed and counted like every other kind', async () => {
		const listed = await office.store.asStaff(
			async (transaction) =>
				await describeTasks(
					transaction,
					office,
					await listTasks(transaction, { kinds: ['monthly_report'], limit: null }),
				),
		);
		expect(listed.map((task) => task.report)).toEqual(['monthly', 'monthly', 'monthly', 'monthly']);
		const statistics = async (kinds?: string[]) =>
			await office.store.asStaff(async (transaction) => await taskStatistics(transaction, 30, kinds));
		expect(await statistics()).toMatchObject({ total: 4, completed: 1, cancelled: 1, byKind: { monthly_report: 4 } });
		expect(await statistics(['import_rows'])).toMatchObject({ total: 0, byKind: {} });
	});

	test('of a newer version is shown, and neither claimed nor ended by this one', async () => {
		const { taskId } = await start(report, 5, { month: '2031-06' });
		const older = { ...office, kinds: taskKindsOf(importRows) };
		expect(await showTask(older, taskId)).toMatchObject({ kind: 'monthly_report', status: 'pending' });
		await expect(claimTask(older, taskId)).rejects.toThrow(
			"'monthly_report', which this version of the pack does not know",
		);
		await cancelTask(office, taskId);
	});
});

test('two kinds of one name are refused', () => {
	expect(() => taskKindsOf(report, { ...importRows, name: 'monthly_report' })).toThrow('one name');
});

describe('a kind of many small steps', () => {
	const many = 10_000;
	/** What the night before made of them, so that these need not be made here. */
	const before = 8000;
	/** A table of the outside: how often each row was written. */
	const rows = new Map<number, number>();
	const write: SideEffect<number, { row: number }, object> = {
		name: 'row.write',
		intent: z.object({ row: z.number() }),
		result: z.object({}),
		plan: async (row) => await Promise.resolve({ intent: { row } }),
		apply: async ({ row }) => {
			rows.set(row, (rows.get(row) ?? 0) + 1);
			return await Promise.resolve({});
		},
		readBack: async ({ row }) =>
			await Promise.resolve(rows.has(row) ? { state: 'ours' as const, result: {} } : { state: 'absent' as const }),
	};
	const runRow = async (by: TaskOffice, taskId: string, row: number) =>
		await runStep(openStep(by, { taskId, stepName: `row-${row}` }, write), row);

	test('makes each of them once, over two workers, and is as quick at its end as at its start', async () => {
		const { taskId } = await start(importRows, 9, { rows: many });
		await claimTask(office, taskId);
		await database.owner.query(
			`insert into msp.task_step (task_id, name, position, effect, status, intent, result)
			select $1, 'row-' || n, n + 1, 'row.write', 'done', jsonb_build_object('row', n), '{}' from generate_series(0, $2::int - 1) n`,
			[taskId, before],
		);
		const other: TaskOffice = { ...office, store: storeOn(() => database.pool(), 'a test') };
		const batchMs: number[] = [];
		for (let from = before; from < many; from += 100) {
			const began = performance.now();
			await Promise.all(
				[office, other].map(async (by, worker) => {
					for (let row = from + worker * 50; row < from + worker * 50 + 50; row++) await runRow(by, taskId, row);
				}),
			);
			batchMs.push(performance.now() - began);
		}
		// A row that is done is not done again, whoever made it.
		await runRow(office, taskId, before + 1);
		await runRow(office, taskId, 1);
		expect(rows.size).toBe(many - before);
		expect(new Set(rows.values())).toEqual(new Set([1]));
		const mean = (times: readonly number[]) => times.reduce((sum, time) => sum + time, 0) / times.length;
		expect(mean(batchMs.slice(-5))).toBeLessThan(mean(batchMs.slice(0, 5)) * 4);

		// A run that dies in the midst of a step leaves it to the next one.
		await openStep(office, { taskId, stepName: 'row-last' }, write).begin(async () => await write.plan(many));
		await letTimePass(office);
		await expect(completeTask(office, taskId)).rejects.toMatchObject({
			complaint: "has the unfinished step 'row-last'",
		});
		await runRow(office, taskId, many).catch(() => undefined);
		await runStep(openStep(office, { taskId, stepName: 'row-last' }, write), many);
		expect(await completeTask(office, taskId)).toMatchObject({ status: 'completed' });
		expect((await showTask(office, taskId)).steps).toHaveLength(many + 2);
	}, 300_000);

	test('a durable step takes ten round trips to PostgreSQL at the most', async () => {
		const { taskId } = await start(importRows, 10, { rows: 1 });
		await claimTask(office, taskId);
		const { store, statements } = countStatements(() => database.pool());
		await runRow({ ...office, store }, taskId, -1);
		expect(statements()).toBeLessThanOrEqual(10);
	});
});
