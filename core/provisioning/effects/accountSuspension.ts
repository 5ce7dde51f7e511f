import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import { account, type Account, accountRef, type ControlPanel } from '../../panels';
import { followSuspension, revertSuspension } from './service';
import { accountNamed, confirmed, presentAccount, readBackOf, refOf, type AccountTarget } from './shared';

const intentSchema = accountRef.extend({ reason: z.string(), wasSuspended: z.boolean() });
type Intent = z.infer<typeof intentSchema>;

export interface SuspensionInput extends AccountTarget {
	readonly reason: string;
}

/** Suspends an account. An account that is suspended already stays as it is, with its reason, also after an undo. */
export function accountSuspension(panel: ControlPanel): SideEffect<SuspensionInput, Intent, Account> {
	return {
		name: 'account.suspend',
		intent: intentSchema,
		result: account,
		async plan(input) {
			const found = await accountNamed(panel, input.account);
			return { intent: { ...refOf(found), reason: input.reason, wasSuspended: found.suspended } };
		},
		async apply(intent) {
			const found = await presentAccount(panel, intent);
			if (found.suspended) return found;
			await panel.suspendAccount(intent, intent.reason);
			return confirmed(await presentAccount(panel, intent), ({ suspended }) => suspended, 'is still not suspended');
		},
		readBack: async (intent) =>
			await readBackOf<Account>(panel, intent, (found) =>
				found.suspended ? { state: 'ours', result: found } : { state: 'absent' },
			),
		undo: async (intent) => {
			if (!intent.wasSuspended) await panel.unsuspendAccount(intent);
		},
		persist: async (transaction, step, found, { reason }) => await followSuspension(transaction, step, found, reason),
		revert: revertSuspension,
	};
}
