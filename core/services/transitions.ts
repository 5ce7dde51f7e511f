import type { Transaction } from '../db';
import type { Service, ServiceStatus, SuspensionReason } from './services';

interface Transition {
	readonly from: readonly ServiceStatus[];
	readonly to: readonly ServiceStatus[];
	/** Who makes it. */
	readonly by: 'billing' | 'its provisioning task' | 'a step on its account' | 'a person or the system';
	readonly why: string;
}

/** Every change of a service's status. Nothing else writes the status. */
export const transitions = {
	paid: {
		from: ['pending_payment', 'cancelled'],
		to: ['pending_setup'],
		by: 'billing',
		why: 'Its payments settle its invoice.',
	},
	unpaid: {
		from: ['pending_setup', 'provisioning', 'cancelled'],
		to: ['pending_payment'],
		by: 'billing',
		why: 'Its payments do not settle its invoice any more, or are disputed.',
	},
	calledOff: {
		from: ['pending_payment', 'pending_setup', 'provisioning', 'provisioning_failed'],
		to: ['cancelled'],
		by: 'billing',
		why: 'All its money went back before it was set up.',
	},
	placed: {
		from: ['pending_setup', 'provisioning'],
		to: ['provisioning'],
		by: 'its provisioning task',
		why: 'A server has room for it, and its account is being made.',
	},
	setUp: {
		from: ['provisioning'],
		to: ['active'],
		by: 'its provisioning task',
		why: 'All steps are done.',
	},
	setUpFailed: {
		from: [
			'pending_payment',
			'pending_setup',
			'provisioning',
			'active',
			'suspended',
			'provisioning_failed',
			'cancelled',
		],
		to: ['provisioning_failed'],
		by: 'its provisioning task',
		why: 'A step failed for good, and what the task made was taken back.',
	},
	setUpCancelled: {
		from: ['pending_setup', 'provisioning', 'provisioning_failed'],
		to: ['cancelled'],
		by: 'its provisioning task',
		why: 'The task was asked to stop, and has made nothing that is left.',
	},
	setUpRetried: {
		from: ['pending_setup', 'provisioning_failed', 'cancelled'],
		to: ['pending_setup'],
		by: 'its provisioning task',
		why: 'The task runs again.',
	},
	suspended: {
		from: ['provisioning', 'active', 'suspended'],
		to: ['suspended'],
		by: 'a person or the system',
		why: 'The panel has suspended its account. A person takes over from the system, so that no payment lifts it.',
	},
	unsuspended: {
		from: ['suspended'],
		to: ['active'],
		by: 'a person or the system',
		why: 'The panel has unsuspended its account.',
	},
	terminated: {
		from: ['provisioning', 'active', 'suspended'],
		to: ['terminated'],
		by: 'a person or the system',
		why: 'The panel has removed its account for good.',
	},
	reverted: {
		from: ['active', 'suspended'],
		to: ['provisioning', 'active', 'suspended'],
		by: 'a step on its account',
		why: 'The step that changed its account was taken back.',
	},
} as const satisfies Readonly<Record<string, Transition>>;

export type TransitionName = keyof typeof transitions;

/** Tells whether a service of this status may make this change. */
export function mayChange(name: TransitionName, status: ServiceStatus): boolean {
	const { from }: Transition = transitions[name];
	return from.includes(status);
}

export interface StatusDetails {
	/** For `suspended`. */
	readonly suspension?: { readonly reason: SuspensionReason; readonly by: string; readonly at?: Date };
	/** Frees the service's place on its server, and its user name. */
	readonly freesServer?: boolean;
	/** For a transition that leads to one of several. */
	readonly to?: ServiceStatus;
}

/**
 * Changes the status of a service that the caller has locked, and the columns that belong to the status.
 *
 * @throws RangeError when the table of transitions has no such change.
 */
export async function changeStatus(
	transaction: Transaction,
	{ serviceId, status }: Pick<Service, 'serviceId' | 'status'>,
	name: TransitionName,
	{ suspension, freesServer = false, to: chosen }: StatusDetails = {},
): Promise<void> {
	const allowed: Transition = transitions[name];
	const to = chosen ?? allowed.to[0];
	if (to === undefined || !allowed.to.includes(to) || !mayChange(name, status)) {
		throw new RangeError(`a service that is ${status} cannot become ${to ?? 'nothing'} by '${name}'`);
	}
	await transaction.run(
		`update msp.service set status = $2, suspension_reason = $3, suspended_by = $4,
			suspended_at = case when $2 = 'suspended' then coalesce($5, now()) end,
			terminated_at = case when $2 = 'terminated' then now() else terminated_at end,
			activated_at = case when $6 = 'setUp' then coalesce(activated_at, now()) else activated_at end,
			server_id = case when $7 then null else server_id end, username = case when $7 then null else username end
		where id = $1`,
		[serviceId, to, suspension?.reason ?? null, suspension?.by ?? null, suspension?.at ?? null, name, freesServer],
	);
}
