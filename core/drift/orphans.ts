import type { BilledServiceRow } from './billedServices';
import { stateIn, stateOn, type Difference, type SeenAccount } from './difference';

export interface JudgedOrphan {
	readonly difference: Difference;
	/** Whose it is, as far as billing knows. */
	readonly service?: BilledServiceRow;
}

/**
 * Judges an account that no service living on its server claims; undefined when nothing is wrong, such as during a set-up.
 *
 * @param services those that have or had its domain, on any server, the newest first.
 */
export function judgeOrphan(
	account: SeenAccount,
	serverId: string,
	services: readonly BilledServiceRow[],
): JudgedOrphan | undefined {
	if (services.some(isAtWork)) return undefined;
	const panel = stateOn(account);
	const living = services.find(({ status }) => status === 'active' || status === 'suspended');
	if (living?.serverId === serverId) return undefined;
	if (living && living.serverId !== null) {
		const billing = { ...stateIn(living), ...(living.serverCode === null ? {} : { serverCode: living.serverCode }) };
		const detail = living.serverId;
		return {
			difference: { kind: 'wrong_server', severity: 'warning', detail, fix: null, billing, panel },
			service: living,
		};
	}

	// A terminated service may be another one of the same domain: only its own account is surely what it left behind.
	const left = services.find(
		({ status, username, serverId: was }) =>
			status === 'terminated' && username === account.username && was === serverId,
	);
	if (left) {
		const judged = account.suspended
			? ({ severity: 'info', detail: 'suspended', fix: null } as const)
			: ({ severity: 'error', detail: 'live', fix: 'suspend' } as const);
		const billing = stateIn(left);
		return { difference: { kind: 'terminated_but_alive', ...judged, billing, panel }, service: left };
	}

	const [known] = services;
	const billing = known ? { status: known.status } : {};
	const difference = { kind: 'orphan_account', severity: 'warning', detail: '', fix: null, billing, panel } as const;
	return known ? { difference, service: known } : { difference };
}

function isAtWork({ status, atWork }: BilledServiceRow): boolean {
	return atWork || status === 'pending_setup' || status === 'provisioning';
}
