import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import { account, type Account, accountRef, type ControlPanel } from '../../panels';
import { followReactivation, checkReactivation, restoreFormerStatus } from './service';
import { accountNamed, confirmed, presentAccount, readBackOf, refOf } from './shared';

const intent = accountRef.extend({ wasSuspended: z.boolean(), formerReason: z.string() });
type Intent = z.infer<typeof intent>;

export interface ReactivationInput {
	/** User name or domain. */
	readonly account: string;
}

/** An account that is live again. One that is live already stays as it is. */
export function accountReactivation(panel: ControlPanel): SideEffect<ReactivationInput, Intent, Account> {
	return {
		name: 'account.unsuspend',
		intent,
		result: account,
		async plan(wanted) {
			const found = await accountNamed(panel, wanted.account);
			const { suspended: wasSuspended, suspensionReason: formerReason } = found;
			return { intent: { ...refOf(found), wasSuspended, formerReason } };
		},
		async apply(planned) {
			const found = await presentAccount(panel, planned);
			if (!found.suspended) return found;
			await panel.unsuspendAccount(planned);
			return confirmed(await presentAccount(panel, planned), ({ suspended }) => !suspended, 'is still suspended');
		},
		readBack: async (planned) =>
			await readBackOf<Account>(panel, planned, (found) =>
				found.suspended ? { state: 'absent' } : { state: 'ours', result: found },
			),
		undo: async (planned) => {
			if (planned.wasSuspended) await panel.suspendAccount(planned, planned.formerReason);
		},
		precondition: checkReactivation,
		persist: followReactivation,
		revert: async (transaction, step, { wasSuspended }, settled) =>
			// One that was live before the step still is.
			await restoreFormerStatus(transaction, step, settled, ({ status }) => status === 'active' && wasSuspended),
	};
}
