import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import { account, type Account, accountRef, type ControlPanel } from '../../panels';
import { checkReactivation, followReactivation, revertReactivation } from './service';
import { accountNamed, confirmed, presentAccount, readBackOf, refOf, type AccountTarget } from './shared';

const intentSchema = accountRef.extend({ wasSuspended: z.boolean(), formerReason: z.string() });
type Intent = z.infer<typeof intentSchema>;

/** Unsuspends an account. A live account stays as it is. */
export function accountReactivation(panel: ControlPanel): SideEffect<AccountTarget, Intent, Account> {
	return {
		name: 'account.unsuspend',
		intent: intentSchema,
		result: account,
		async plan(input) {
			const found = await accountNamed(panel, input.account);
			const { suspended: wasSuspended, suspensionReason: formerReason } = found;
			return { intent: { ...refOf(found), wasSuspended, formerReason } };
		},
		async apply(intent) {
			const found = await presentAccount(panel, intent);
			if (!found.suspended) return found;
			await panel.unsuspendAccount(intent);
			return confirmed(await presentAccount(panel, intent), ({ suspended }) => !suspended, 'is still suspended');
		},
		readBack: async (intent) =>
			await readBackOf<Account>(panel, intent, (found) =>
				found.suspended ? { state: 'absent' } : { state: 'ours', result: found },
			),
		undo: async (intent) => {
			if (intent.wasSuspended) await panel.suspendAccount(intent, intent.formerReason);
		},
		precondition: checkReactivation,
		persist: followReactivation,
		revert: revertReactivation,
	};
}
