import { serviceVariable, type Plan, type PlaybookChange } from '../../catalog';
import type { Runner } from '../../ansible';
import type { PlaybookRunInput } from '../../ansibleRuns';
import type { ChangedService } from '../serviceChange';

/** Where playbooks run. */
export interface PlaybookHost {
	readonly runner: Runner;
	/** Where the scripts of the same controller run: only to end one that goes on. */
	readonly scripts?: Runner;
	/** Opens what the project keeps in Ansible's vault. */
	readonly vaultPassword?: string;
}

/** What a playbook is to do to a service. */
export interface PlaybookOrder {
	readonly of: ChangedService;
	/** The plan whose playbook it is. */
	readonly plan: Plan;
	readonly playbook: PlaybookChange;
	/** The change in the words of `msp_service.change`. */
	readonly change: PlaybookChange | 'change_plan';
	readonly username: string;
	/** Of a suspension; empty for other changes. */
	readonly reason: string;
	readonly timeoutSeconds: number;
	readonly check: boolean;
	readonly vaultPassword?: string;
}

/**
 * The run that makes a change of a service: on its server alone, by its literal name. What is known of the service goes
 * along as data, beside the variables of the plan.
 *
 * @throws RangeError when the plan has no playbooks.
 */
export function requestOf(order: PlaybookOrder): Omit<PlaybookRunInput, 'runId' | 'approvalOf'> {
	const { of, plan, playbook, change, username, reason, timeoutSeconds, check, vaultPassword } = order;
	const { service, customer, server } = of;
	if (!plan.playbooks || !server) throw new RangeError(`the plan ${plan.planCode} has no playbooks, or no server`);
	const { project, inventory, [playbook]: chosen } = plan.playbooks;
	return {
		work: { kind: 'playbook', playbook: chosen.playbook },
		project,
		inventory: inventory === '' ? { kind: 'default' } : { kind: 'path', path: inventory },
		limit: { kind: 'names', names: [server.serverCode] },
		tags: [],
		skipTags: [],
		variables: {
			...chosen.variables,
			[serviceVariable]: {
				service_id: service.serviceId,
				domain: service.domain,
				username,
				customer_code: customer.customerCode,
				plan_code: plan.planCode,
				order_reference: service.orderReference,
				server: server.serverCode,
				change,
				reason,
			},
		},
		secretVariables: {},
		templates: [],
		...(vaultPassword !== undefined && { vaultPassword }),
		check,
		diff: check,
		become: false,
		verbosity: 0,
		timeoutSeconds,
	};
}
