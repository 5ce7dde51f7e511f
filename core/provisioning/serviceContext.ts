import { z } from 'zod';
import { deliveries, findPlanByCode, type Plan } from '../catalog';
import type { Transaction } from '../db';
import { InputError } from '../kernel/errors';
import type { Task, TaskKind } from '../tasks';
import { lockService } from '../services';

const contextRow = z.object({
	customer: z.object({
		customerId: z.uuid(),
		customerCode: z.string(),
		name: z.string(),
		/** Null when nobody knows one. */
		email: z.string().nullable(),
		language: z.string(),
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
		/** Whether a panel or playbooks make and change the service. */
		delivery: z.enum(deliveries),
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

/** The data that the steps of a service's task need. */
export type ServiceContext = z.infer<typeof contextRow> & {
	/** The new plan of the service; null when it keeps its own. */
	readonly newPlan: Pick<Plan, 'planCode' | 'name' | 'packageName'> | null;
};

async function contextOf(transaction: Transaction, { subjectId, input }: Task): Promise<ServiceContext> {
	const context = await transaction.row(
		contextRow,
		`select
			json_build_object('customerId', c.id, 'customerCode', c.customer_code, 'name', c.name, 'email', c.email,
				'language', c.language, 'branding', c.branding) as customer,
			json_build_object('serviceId', s.id, 'orderReference', s.order_reference, 'domain', s.domain,
				'username', s.username, 'status', s.status) as service,
			json_build_object('planCode', p.plan_code, 'name', p.name, 'packageName', p.package_name,
				'delivery', p.delivery, 				'mailboxName', p.mailbox_name, 'mailboxQuotaMegabytes', p.mailbox_quota_megabytes,
				'databaseName', p.database_name, 'dnsRecords', p.dns_records) as plan,
			case when v.id is not null then json_build_object('serverCode', v.server_code,
				'ipAddress', host(v.ip_address), 'nameservers', v.nameservers) end as server
		from msp.service s join msp.customer c on c.id = s.customer_id join msp.plan p on p.id = s.plan_id
		left join msp.server v on v.id = s.server_id
		where s.id = $1`,
		[subjectId],
	);
	if (!context) throw new InputError('taskId', 'is of a service that is gone', 'Start a task for one that exists.');
	const { planCode } = input;
	const plan = typeof planCode === 'string' ? await findPlanByCode(transaction, planCode) : undefined;
	const newPlan = plan ? { planCode: plan.planCode, name: plan.name, packageName: plan.packageName } : null;
	return { ...context, newPlan };
}

const wordsRow = z.object({
	serviceId: z.uuid(),
	customerCode: z.string(),
	domain: z.string(),
	planCode: z.string(),
	serverCode: z.string().nullable(),
	serviceStatus: z.string(),
	delivery: z.enum(deliveries),
});

async function describe(
	transaction: Transaction,
	serviceIds: readonly string[],
): Promise<ReadonlyMap<string, z.infer<typeof wordsRow>>> {
	const services = await transaction.rows(
		wordsRow,
		`select s.id as service_id, c.customer_code, s.domain, p.plan_code, v.server_code, s.status as service_status,
			p.delivery
		from msp.service s join msp.customer c on c.id = s.customer_id join msp.plan p on p.id = s.plan_id
		left join msp.server v on v.id = s.server_id where s.id = any($1)`,
		[serviceIds],
	);
	return new Map(services.map((service) => [service.serviceId, service]));
}

/** What all kinds of tasks on a service have in common. */
export const onService = {
	subjectType: 'service',
	lockSubject: lockService,
	context: contextOf,
	describe,
} as const satisfies Partial<TaskKind>;
