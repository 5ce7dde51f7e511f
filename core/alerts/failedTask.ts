import { z } from 'zod';
import type { Transaction } from '../db';
import { errorClasses } from '../kernel/errors';
import { lockExistingTask, type TaskOffice } from '../tasks';
import type { SavedAlert } from './alerts';
import { amountInWords } from './amount';
import { endOlderAlertsOfTask } from './olderAlerts';
import { reportIn, type Report } from './raiseAlert';

/** `failed`: the task is rolled back. `left_out`: it goes on, or is completed, without the step that failed. */
export type TaskTrouble = 'failed' | 'left_out';

const aboutRow = z.object({
	taskId: z.uuid(),
	kind: z.string(),
	tries: z.number(),
	cancelRequested: z.boolean(),
	failedStep: z.string().nullable(),
	errorClass: z.enum(errorClasses).nullable(),
	vendorMessage: z.string().nullable(),
	remedy: z.string().nullable(),
	/** Steps whose making was not taken back. */
	leftovers: z.array(z.string()),
	/** The code of the server that the failed step works on, or that the service has its place on. */
	serverCode: z.string().nullable(),
	/** What the failed step was to send: which mail, and to whom. */
	mail: z.object({ template: z.string(), to: z.string() }).nullable(),
	service: z
		.object({ domain: z.string(), orderReference: z.string(), customerCode: z.string(), customerName: z.string() })
		.nullable(),
	paid: z.array(z.object({ amountMinor: z.number(), currency: z.string() })),
});
type About = z.infer<typeof aboutRow>;

async function aboutTask(transaction: Transaction, taskId: string): Promise<About> {
	const about = await transaction.row(
		aboutRow,
		`select t.id as task_id, t.kind, t.cancel_requested, t.failed_step, t.error_class, t.vendor_message, t.remedy,
			(select coalesce(sum(attempt), 0)::integer from msp.task_step where task_id = t.id) as tries,
			array(select name from msp.task_step where task_id = t.id and can_undo and intent is not null
				and status <> 'undone' order by position) as leftovers,
			coalesce((select f.target_name from msp.task_step f where f.task_id = t.id and f.name = t.failed_step), v.server_code) as server_code,
			(select json_build_object('template', f.intent->>'template', 'to', f.intent->>'to') from msp.task_step f
				where f.task_id = t.id and f.name = t.failed_step and f.effect = 'message.send'
					and f.intent ? 'template' and f.intent ? 'to') as mail,
			case when s.id is not null then json_build_object('domain', s.domain, 'orderReference', s.order_reference,
				'customerCode', c.customer_code, 'customerName', c.name) end as service,
			(select coalesce(json_agg(json_build_object('amountMinor', amount, 'currency', currency) order by currency), '[]')
				from (select currency, sum(amount_minor - refunded_minor) as amount from msp.payment
					where service_id = s.id and outcome in ('paid', 'overpaid', 'underpaid') group by currency) p
				where amount > 0) as paid
		from msp.task t left join msp.service s on t.subject_type = 'service' and s.id = t.subject_id
		left join msp.customer c on c.id = s.customer_id left join msp.server v on v.id = s.server_id
		where t.id = $1`,
		[taskId],
	);
	if (!about) throw new RangeError(`the task ${taskId} went away`);
	return about;
}

/**
 * Records that a task failed for good, or goes on without a step, with all that staff need: who has paid how much for which
 * order, what failed in whose words, what is left, and how to try again. A repeat for the same tries is the same alert.
 *
 * @returns undefined when nobody needs to be told: the task was called off, and nothing of it is left.
 * @throws InputError when there is no such task.
 */
export async function raiseForTask(
	{ store }: Pick<TaskOffice, 'store'>,
	taskId: string,
	trouble: TaskTrouble,
): Promise<SavedAlert | undefined> {
	return await store.asStaff(async (transaction) => {
		await lockExistingTask(transaction, taskId);
		const about = await aboutTask(transaction, taskId);
		const report = trouble === 'failed' ? failure(about) : leftOut(about);
		if (!report) return undefined;
		const alert = await reportIn(transaction, { ...report, facts: factsOf(about) });
		await endOlderAlertsOfTask(transaction, taskId, alert.alertId);
		return alert;
	});
}

type Words = Omit<Report, 'facts'>;

function failure(about: About): Words | undefined {
	const { taskId, tries, cancelRequested, leftovers } = about;
	if (cancelRequested && leftovers.length === 0) return undefined;
	const left =
		leftovers.length === 0
			? 'What it had made is taken back, and nothing else was touched.'
			: `Not taken back, and to be looked at: ${leftovers.join(', ')}.`;
	return {
		cause: `task-failed:${taskId}:${tries}`,
		kind: 'task_failed',
		severity: 'error',
		title: `${workOf(about)} ${cancelRequested ? 'was called off, and something is left' : 'failed'}`,
		message: [...moneyOf(about), ...whereOf(about), left].join(' '),
		remedy: cancelRequested
			? 'Take what is left away on the server by hand.'
			: [
					about.remedy ?? '',
					...recordOf(about),
					`Then try again: MSP Task → Task: Retry with the task ID ${taskId}, or the operation Retry of the API.`,
					...(about.paid.length > 0 ? ['If it cannot be set up, give the money back.'] : []),
				]
					.filter(Boolean)
					.join(' '),
		settles: 'work_completed',
		subjects: [{ kind: 'task', subjectId: taskId }],
	};
}

function leftOut(about: About): Words {
	const { taskId, failedStep, mail } = about;
	const shared = { cause: `left-out:${taskId}:${failedStep ?? ''}`, settles: 'by_hand' } as const;
	if (mail?.template === 'welcome') {
		return {
			...shared,
			kind: 'no_log_in',
			severity: 'error',
			title: `${nameOf(about)} is set up, and its customer has no log-in`,
			message: [...moneyOf(about), `The welcome mail to ${mail.to} was refused for good.`].join(' '),
			remedy: [
				about.remedy ?? '',
				'Ask the customer for an address that works, put it into the record (MSP Customers → Customer: Update), and send the welcome mail again: MSP Message → Message: Send, template Welcome. Then close this alert: MSP Alert → Alert: Close.',
			]
				.filter(Boolean)
				.join(' '),
		};
	}
	return {
		...shared,
		kind: 'step_left_out',
		severity: 'warning',
		title: `${workOf(about)} went on without the step '${failedStep ?? 'unknown'}'`,
		message: moneyOf(about).join(' '),
		remedy: [about.remedy ?? '', 'Do by hand what the step was for, then close this alert: MSP Alert → Alert: Close.']
			.filter(Boolean)
			.join(' '),
	};
}

const works: Readonly<Record<string, string>> = {
	provision: 'Provisioning',
	suspend: 'Suspending',
	unsuspend: 'Reactivating',
	terminate: 'Terminating',
	change_plan: 'The change of plan',
};

const nameOf = ({ service, taskId }: About) => service?.domain ?? `the task ${taskId}`;
const workOf = (about: About) => `${works[about.kind] ?? `The task '${about.kind}'`} of ${nameOf(about)}`;

function paidOf({ paid }: About): string {
	return paid.map(({ amountMinor, currency }) => amountInWords(amountMinor, currency)).join(' and ');
}

/** Who has paid what. A task other than a set-up is not paid for by itself. */
function moneyOf(about: About): string[] {
	const { kind, service, paid } = about;
	if (!service || kind !== 'provision') return [];
	const { customerName, orderReference } = service;
	return [
		paid.length > 0
			? `The customer ${customerName} has paid ${paidOf(about)} for the order ${orderReference}.`
			: `No payment is on record for the order ${orderReference} of the customer ${customerName}.`,
	];
}

const whereOf = ({ serverCode, failedStep }: About) =>
	serverCode === null ? [] : [`It failed at the step '${failedStep ?? 'unknown'}', on the server ${serverCode}.`];

/** The record keeps a copy of the log-in: a new token in the credential alone changes nothing. */
function recordOf({ serverCode, errorClass }: About): string[] {
	if (serverCode === null || (errorClass !== 'auth' && errorClass !== 'permission' && errorClass !== 'invalid'))
		return [];
	return [
		`The log-in, the address and the pinned certificate of ${serverCode} are in its server record: after you have changed them in the credential, take them over with MSP Customers → Server: Update Log-In.`,
	];
}

function factsOf(about: About): Report['facts'] {
	const { service, taskId, failedStep, errorClass, vendorMessage, cancelRequested, kind } = about;
	return {
		customerCode: service?.customerCode,
		domain: service?.domain,
		orderReference: service?.orderReference,
		paid: kind === 'provision' ? paidOf(about) || undefined : undefined,
		taskId,
		stepName: failedStep ?? undefined,
		errorClass: errorClass ?? undefined,
		vendorMessage: vendorMessage ?? (cancelRequested ? 'The task was cancelled.' : undefined),
	};
}
