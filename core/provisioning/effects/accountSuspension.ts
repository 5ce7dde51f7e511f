import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import { account, type Account, accountRef, type ControlPanel } from '../../panels';
import { followSuspension, restoreFormerStatus } from './service';
import { accountNamed, confirmed, presentAccount, readBackOf, refOf } from './shared';

const intent = accountRef.extend({ reason: z.string(), wasSuspended: z.boolean() });
type Intent = z.infer<typeof intent>;

export interface SuspensionInput {
	/** User name or domain. */
	readonly account: string;
	readonly reason: string;
}

/** A suspended account. One that is suspended already stays as it is, with its reason, also when this is taken back. */
export function accountSuspension(panel: ControlPanel): SideEffect<SuspensionInput, Intent, Account> {
	return {
		name: 'account.suspend',
		intent,
		result: account,
		async plan(wanted) {
			const found = await accountNamed(panel, wanted.account);
			return { intent: { ...refOf(found), reason: wanted.reason, wasSuspended: found.suspended } };
		},
		async apply(planned) {
			const found = await presentAccount(panel, planned);
			if (found.suspended) return found;
			await panel.suspendAccount(planned, planned.reason);
			return confirmed(await presentAccount(panel, planned), ({ suspended }) => suspended, 'is still not suspended');
		},
		readBack: async (planned) =>
			await readBackOf<Account>(panel, planned, (found) =>
				found.suspended ? { state: 'ours', result: found } : { state: 'absent' },
			),
		undo: async (planned) => {
			if (!planned.wasSuspended) await panel.unsuspendAccount(planned);
		},
		persist: async (transaction, step, found, { reason }) => await followSuspension(transaction, step, found, reason),
		revert: async (transaction, step, { wasSuspended }, settled) =>
			// One that was suspended before the step still is, by whom it was before.
			await restoreFormerStatus(
				transaction,
				step,
				settled,
				({ status }, was) => status === 'suspended' && (!wasSuspended || was.status === 'suspended'),
			),
	};
}
