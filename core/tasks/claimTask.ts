import { z } from 'zod';
import { InputError } from '../kernel/errors';
import type { BackOffice, Transaction } from '../db';
import { findPlanByCode, type Plan } from '../catalog';
import { lockService } from '../services';
import { listSteps, type Step } from './steps';
import { changeTask, hasItsTurn, lockTask, type Task } from './tasks';
import { taskLeaseSeconds } from './stepRecord';
import { stepsToUndo } from './undoStep';

const contextRow = z.object({
	customer: z.object({
		customerId: z.uuid(),
		customerCode: z.string(),
		name: z.string(),
		email: z.string(),
		language: z.enum(['en', 'fr', 'nl']),
		branding: z.record(z.string(), z.unknown()),
	}),
	service: z.object({
		serviceId: z.uuid(),
		orderReference: z.string(),
		domain: z.string(),
		username: z.string().nullable(),
		status: z.string(),
	}),
	plan: z.object({
		planCode: z.string(),
		name: z.string(),
		packageName: z.string(),
		mailboxName: z.string(),
		mailboxQuotaMegabytes: z.number().nullable(),
		databaseName: z.string(),
		dnsRecords: z.array(
			z.object({ name: z.string(), type: z.string(), value: z.string(), ttl: z.number().optional() }),
		),
	}),
	server: z
		.object({ serverCode: z.string(), ipAddress: z.string().nullable(), nameservers: z.array(z.string()) })
		.nullable(),
});

/** A task with all that its steps need to know; without secrets. */
export type ClaimedTask = Pick<Task, 'taskId' | 'kind' | 'wish' | 'correlationId' | 'attempt' | 'statusDetail'> &
	z.infer<typeof contextRow> & {
		/** `roll_back` where the task was interrupted while it was taken back, or is to stop. */
		readonly direction: 'forward' | 'roll_back';
		/** The plan that the service is to have instead of its own; null where it keeps that. */
		readonly wishedPlan: Pick<Plan, 'planCode' | 'name' | 'packageName'> | null;
	};

/**
 * Takes a task for this run alone. Undefined where another run has it, it is over, nothing is left to do for it, or
 * another change of its service comes first.
 *
 * A run that died counts as a try: one whose runs all die, and perhaps take the worker with them, is rolled back after the
 * last, so that a person is told.
 *
 * @throws InputError where there is no such task.
 */
export async function claimTask(
	{ store }: Pick<BackOffice, 'store'>,
	taskId: string,
): Promise<ClaimedTask | undefined> {
	return await store.asStaff(async (transaction) => {
		const task = await lockTask(transaction, taskId);
		if (!task)
			throw new InputError(
				'taskId',
				`is unknown: no task has the ID ${taskId}`,
				'Take it from MSP Provisioning → Task: Start.',
			);
		if (!(await isFree(transaction, task))) return undefined;
		if (task.kind !== 'provision') {
			await lockService(transaction, task.serviceId);
			if (!(await hasItsTurn(transaction, taskId))) return undefined;
		}

		const steps = await listSteps(transaction, taskId);
		if (task.cancelRequested && stepsToUndo(steps).length === 0) {
			await cancelNow(transaction, task);
			return undefined;
		}
		const attempt = task.status === 'running' ? task.attempt + 1 : task.attempt;
		const failure = attempt > task.attempt && attempt >= task.maxAttempts ? deadly(steps, attempt) : undefined;
		if (failure) await auditGivenUp(transaction, task, failure);
		const rollBack = task.status === 'compensating' || task.cancelRequested || failure !== undefined;
		await changeTask(transaction, taskId, {
			status: rollBack ? 'compensating' : 'running',
			attempt,
			...(failure && { failure }),
			leaseSeconds: taskLeaseSeconds,
			statusDetail: '',
			started: true,
		});
		return {
			...(await contextOf(transaction, task.serviceId)),
			taskId,
			kind: task.kind,
			wish: task.wish,
			wishedPlan: await wishedPlan(transaction, task),
			correlationId: task.correlationId,
			attempt,
			statusDetail: task.statusDetail,
			direction: rollBack ? 'roll_back' : 'forward',
		};
	});
}

type Failure = Pick<Task, 'failedStep' | 'errorClass' | 'vendorMessage' | 'remedy'>;

function deadly(steps: readonly Step[], tries: number): Failure {
	return {
		failedStep: steps.findLast(({ status }) => status === 'started')?.name ?? null,
		errorClass: 'unknown',
		vendorMessage: `${tries} runs failed, and the last one died without a word`,
		remedy:
			"See n8n's log of that time: the worker may have run out of memory, or a node of the workflow may have failed.",
	};
}

async function auditGivenUp(transaction: Transaction, task: Task, failure: Failure): Promise<void> {
	const { customerId, taskId: subject, correlationId } = task;
	const detail = { ...failure, next: 'roll_back' };
	transaction.audit({
		customerId,
		action: 'task.fail',
		subject,
		outcome: 'failed',
		detail,
		correlationId,
	});
}

/** Ends a task that has made nothing that would have to be taken back, and with it a service that was to be set up. */
export async function cancelNow(transaction: Transaction, task: Task): Promise<Task> {
	if (task.kind === 'provision')
		await transaction.run(
			`update msp.service set status = 'cancelled', server_id = null, username = null
		where id = $1 and status in ('pending_setup', 'provisioning', 'provisioning_failed')`,
			[task.serviceId],
		);
	return await changeTask(transaction, task.taskId, { status: 'cancelled', leaseSeconds: null, completed: true });
}

async function wishedPlan(transaction: Transaction, { wish: { planCode } }: Task): Promise<ClaimedTask['wishedPlan']> {
	const plan = planCode === undefined ? undefined : await findPlanByCode(transaction, planCode);
	return plan ? { planCode: plan.planCode, name: plan.name, packageName: plan.packageName } : null;
}

async function isFree(transaction: Transaction, { taskId, status }: Task): Promise<boolean> {
	if (status === 'pending' || status === 'waiting' || status === 'retry') return true;
	if (status !== 'running' && status !== 'compensating') return false;
	const [lease] = await transaction.rows(
		z.object({ over: z.boolean() }),
		`select coalesce(lease_until <= now(), true) as over from msp.provisioning_task where id = $1`,
		[taskId],
	);
	return lease?.over ?? false;
}

/** What the steps of a service's task need to know. */
export async function contextOf(transaction: Transaction, serviceId: string): Promise<z.infer<typeof contextRow>> {
	const [context] = await transaction.rows(
		contextRow,
		`select
			json_build_object('customerId', c.id, 'customerCode', c.customer_code, 'name', c.name, 'email', c.email,
				'language', c.language, 'branding', c.branding) as customer,
			json_build_object('serviceId', s.id, 'orderReference', s.order_reference, 'domain', s.domain,
				'username', s.username, 'status', s.status) as service,
			json_build_object('planCode', p.plan_code, 'name', p.name, 'packageName', p.package_name,
				'mailboxName', p.mailbox_name, 'mailboxQuotaMegabytes', p.mailbox_quota_megabytes,
				'databaseName', p.database_name, 'dnsRecords', p.dns_records) as plan,
			case when v.id is not null then json_build_object('serverCode', v.server_code,
				'ipAddress', host(v.ip_address), 'nameservers', v.nameservers) end as server
		from msp.service s join msp.customer c on c.id = s.customer_id join msp.plan p on p.id = s.plan_id
		left join msp.server v on v.id = s.server_id
		where s.id = $1`,
		[serviceId],
	);
	if (!context)
		throw new InputError(
			'serviceId',
			`is unknown: no service has the ID ${serviceId}`,
			'Take it from MSP Customers → Service: List.',
		);
	return context;
}
