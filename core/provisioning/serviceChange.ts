import { z } from 'zod';
import { findPlanByCode, getPlan, type Plan } from '../catalog';
import type { Store, Transaction } from '../db';
import { displayDomain } from '../kernel/domainName';
import { InputError } from '../kernel/errors';
import { behindAnsible } from '../servers';
import { findService, type Service } from '../services';
import { getTask, type Task } from '../tasks';
import { isLifecycleKind, lifecycleInput, type LifecycleKind } from './lifecycle';
import { onService } from './serviceContext';

/** The kinds of tasks that make one change of a service. */
export type ChangeKind = 'provision' | LifecycleKind;

/** A service with all that a change of it needs to know. */
export interface ChangedService {
	readonly service: Service;
	/** The address is null when nobody knows one. */
	readonly customer: { readonly customerCode: string; readonly email: string | null };
	readonly plan: Plan;
	/** Null until it has a place. */
	readonly server: { readonly serverId: string; readonly serverCode: string; readonly hasPanel: boolean } | null;
}

/** The change that a task is for. */
export interface ServiceChange extends ChangedService {
	readonly taskId: string;
	readonly kind: ChangeKind;
	/** For a change of the plan. */
	readonly newPlan: Plan | null;
	/** Of a suspension; empty for other changes. */
	readonly reason: string;
}

/**
 * Loads the change that a task is for.
 *
 * @throws InputError when there is no such task, or it is not one that changes a service.
 */
export async function loadChange(store: Store, taskId: string): Promise<ServiceChange> {
	return await store.asStaff(async (transaction) => {
		const task = await getTask(transaction, taskId);
		const kind = kindOf(task);
		const { planCode, reason = '' } = lifecycleInput.safeParse(task.input).data ?? {};
		const newPlan =
			kind === 'change_package' && planCode !== undefined ? await findPlanByCode(transaction, planCode) : undefined;
		return { ...(await loadService(transaction, task.subjectId)), taskId, kind, newPlan: newPlan ?? null, reason };
	});
}

function kindOf({ kind, subjectType }: Task): ChangeKind {
	if (subjectType === onService.subjectType && (kind === 'provision' || isLifecycleKind(kind))) return kind;
	throw new InputError(
		'taskId',
		`is a task of the kind '${kind}' on a ${subjectType}`,
		'Carry out only the changes that MSP Provisioning starts.',
	);
}

const aroundRow = z.object({
	customerCode: z.string(),
	email: z.string().nullable(),
	serverId: z.uuid().nullable(),
	serverCode: z.string().nullable(),
	panel: z.string().nullable(),
});

/** @throws InputError when the service is gone. */
export async function loadService(transaction: Transaction, serviceId: string): Promise<ChangedService> {
	const service = await findService(transaction, serviceId);
	const around = await transaction.row(
		aroundRow,
		`select c.customer_code, c.email, v.id as server_id, v.server_code, v.panel
		from msp.service s join msp.customer c on c.id = s.customer_id left join msp.server v on v.id = s.server_id
		where s.id = $1`,
		[serviceId],
	);
	if (!service || !around) {
		throw new InputError('taskId', 'is of a service that is gone', 'Start a task for one that exists.');
	}
	const { customerCode, email, serverId, serverCode, panel } = around;
	return {
		service,
		customer: { customerCode, email },
		plan: await getPlan(transaction, service.planCode),
		server: serverId && serverCode ? { serverId, serverCode, hasPanel: panel !== behindAnsible } : null,
	};
}

/**
 * Why a change cannot be carried out as things are; undefined when it can. The step says so, so that its task is rolled
 * back and a person is told.
 */
export function refusalOf({ service, customer, plan, newPlan, server, kind }: ServiceChange): InputError | undefined {
	const of = `is of the service of ${displayDomain(service.domain)}, which`;
	if (!server) {
		return new InputError('taskId', `${of} has no server`, 'Put Placement: Choose Server before it.');
	}
	if (server.hasPanel !== (plan.delivery === 'panel')) {
		const [place, how] = server.hasPanel ? ['a server with a panel', 'playbook'] : ['a host behind Ansible', 'panel'];
		return new InputError(
			'taskId',
			`${of} is on ${server.serverCode}, ${place}, and its plan ${plan.planCode} is delivered by ${how}`,
			'Move the service, or give it a plan that is delivered there.',
		);
	}
	if (kind === 'provision' && server.hasPanel && customer.email === null) return withoutAddress(customer.customerCode);
	if (kind !== 'change_package') return undefined;
	if (!newPlan) {
		return new InputError('taskId', `${of} is to get a plan that is gone`, 'Start a change to a plan that exists.');
	}
	if (newPlan.delivery !== plan.delivery) {
		return new InputError(
			'taskId',
			`${of} is delivered by ${plan.delivery}, and the plan ${newPlan.planCode} by ${newPlan.delivery}`,
			'Nothing moves a service from one to the other: set up a new service, and terminate this one.',
		);
	}
	if (plan.playbooks && newPlan.playbooks && plan.playbooks.project !== newPlan.playbooks.project) {
		return new InputError(
			'taskId',
			`${of} is made by playbooks of the project '${plan.playbooks.project}', and the plan ${newPlan.planCode} by those of '${newPlan.playbooks.project}'`,
			'Only the playbooks that made a service know how to change it: choose a plan of the same project.',
		);
	}
	return undefined;
}

/** A panel makes no account without a mail address. */
export const withoutAddress = (customerCode: string) =>
	new InputError(
		'email',
		`is not known: nobody gave an address of the customer ${customerCode}`,
		'Give the customer an address with MSP Customers → Customer: Update, then retry the task.',
	);
