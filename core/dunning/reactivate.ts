import { z } from 'zod';
import type { Store, Transaction } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import { startLifecycleTask } from '../provisioning';
import { system } from '../services';
import { lockExistingTask, stopTask, type TaskKind, type TaskOffice } from '../tasks';
import type { DunnedAccount, DunnedService } from './account';
import { readBook } from './book';
import { evaluateAccount } from './evaluate';
import { customersToRelease, readAccounts } from './readAccounts';
import { today } from './today';

/** A service that nothing keeps from its customer any more. */
export interface Release {
	readonly serviceId: string;
	readonly customerCode: string;
	readonly domain: string;
	/** What there is to do: the suspension has not begun, or it has. */
	readonly what: 'call_off' | 'unsuspend';
}

export interface Released extends Release {
	/** Whether the suspension was ended before it began anything: then there is nothing to run. */
	readonly calledOff: boolean;
	/** The task that was called off, or that unsuspends. Null when nothing was done. */
	readonly taskId: string | null;
	readonly done: boolean;
	/** Why nothing was done; empty when something was. */
	readonly why: string;
}

const historyRow = z.object({
	serviceId: z.uuid(),
	/** Whether dunning made the suspension that holds now. */
	byDunning: z.boolean(),
	/** An unsuspension failed for good within the hour, and staff were told. */
	failedLately: z.boolean(),
});

/**
 * Names the services that dunning suspended, or is about to, and for which nothing asks any more: they were paid for, their
 * invoice was voided or moved, or their customer was exempted. What a person suspended is never named. As long as dunning
 * is not live, only what it suspended itself is.
 */
export async function listReactivations(
	{ store }: { readonly store: Store },
	clock: Clock = systemClock,
): Promise<Release[]> {
	return await store.asStaff(async (transaction) => {
		const now = clock.now();
		const customers = await customersToRelease(transaction);
		if (customers.length === 0) return [];
		const ids = customers.map(({ customerId }) => customerId);
		const book = await readBook(transaction, ids);
		// The nightly run tells staff of those whom nobody can decide for.
		const accounts = await readAccounts(transaction, book, customers, now, () => undefined);
		const found = accounts.flatMap((account) => releasesOf(account, now));
		return await withHistory(transaction, found);
	});
}

interface Found extends Release {
	readonly isLive: boolean;
}

function releasesOf(account: DunnedAccount, now: Date): Found[] {
	const { reactivations } = evaluateAccount(account, today(account, now), now);
	return account.services
		.filter(({ serviceId }) => reactivations.includes(serviceId))
		.map((service) => ({
			serviceId: service.serviceId,
			customerCode: account.customerCode,
			domain: service.domain,
			what: hasNotBegun(service) ? 'call_off' : 'unsuspend',
			isLive: service.policy.dunning === 'live',
		}));
}

const hasNotBegun = ({ pending }: DunnedService) => pending?.kind === 'suspend' && !pending.begun;

async function withHistory(transaction: Transaction, found: readonly Found[]): Promise<Release[]> {
	const rows = await transaction.rows(
		historyRow,
		`select s.id as service_id,
			coalesce((select t.input->>'dunning' = 'true' from msp.task t where t.subject_id = s.id and t.kind = 'suspend'
				and t.status not in ('failed', 'cancelled') order by t.created_at desc limit 1), false) as by_dunning,
			exists (select from msp.task t where t.subject_id = s.id and t.kind = 'unsuspend' and t.status = 'failed'
				and t.input->>'dunning' = 'true' and t.updated_at > now() - interval '1 hour') as failed_lately
		from msp.service s where s.id = any($1)`,
		[found.map(({ serviceId }) => serviceId)],
	);
	const history = new Map(rows.map((row) => [row.serviceId, row]));
	return found
		.filter(({ serviceId, isLive, what }) => {
			const of = history.get(serviceId);
			return of !== undefined && (isLive || of.byDunning) && (what === 'call_off' || !of.failedLately);
		})
		.map(({ isLive: _, ...release }) => release);
}

/**
 * Gives back every service for which nothing asks any more: a suspension that has not begun is called off, and one that has
 * is undone by a task that runs after it. A repeat, and another run at the same time, change nothing.
 */
export async function reactivate(office: TaskOffice, clock: Clock = systemClock): Promise<Released[]> {
	const released: Released[] = [];
	for (const release of await listReactivations(office, clock)) {
		released.push({ ...release, ...(await giveBack(office, release)) });
	}
	return released;
}

type Outcome = Pick<Released, 'taskId' | 'done' | 'why' | 'calledOff'>;

async function giveBack(office: TaskOffice, { serviceId, what }: Release): Promise<Outcome> {
	try {
		if (what === 'call_off') {
			const calledOff = await callOff(office, serviceId);
			if (calledOff) return calledOff;
		}
		const order = { serviceId, kind: 'unsuspend', by: system, dunning: true } as const;
		const { taskId, created } = await startLifecycleTask(office, order);
		return { taskId, done: created, calledOff: false, why: created ? '' : 'is under way already' };
	} catch (error) {
		// A person, or another run, changed the service since it was read.
		if (error instanceof InputError) return { taskId: null, done: false, calledOff: false, why: error.message };
		throw error;
	}
}

const pendingRow = z.object({ taskId: z.uuid() });

/**
 * Ends a suspension of which nothing is done: what a failed try may have made is taken back by its next run. Undefined when
 * something is done, or there is none any more.
 */
async function callOff(office: TaskOffice, serviceId: string): Promise<Outcome | undefined> {
	return await office.store.asStaff(async (transaction) => {
		const found = await transaction.row(
			pendingRow,
			`select id as task_id from msp.task where subject_id = $1 and kind = 'suspend' and input->>'dunning' = 'true'
				and status in ('pending', 'waiting', 'retry') order by created_at desc limit 1`,
			[serviceId],
		);
		if (!found) return undefined;
		const task = await lockExistingTask(transaction, found.taskId);
		const kind: TaskKind | undefined = office.kinds.get(task.kind);
		const idle = task.status === 'pending' || task.status === 'waiting' || task.status === 'retry';
		if (!kind || !idle) return undefined;
		if (task.cancelRequested) {
			return { taskId: task.taskId, done: false, calledOff: true, why: 'is being called off already' };
		}
		const stopped = await stopTask(transaction, kind, task);
		const isOver = stopped.status === 'cancelled' || stopped.cancelRequested;
		return { taskId: task.taskId, done: isOver, calledOff: true, why: isOver ? '' : 'has begun' };
	});
}
