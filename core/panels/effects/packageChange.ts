import { z } from 'zod';
import type { SideEffect } from '../../provisioning';
import type { ControlPanel } from '../controlPanel';
import { account, accountRef, type Account } from '../types';
import { followPackage, restoreFormer } from './service';
import { accountNamed, confirmed, mustHavePackage, presentAccount, readBackOf, refOf } from './shared';

const intent = accountRef.extend({
	packageName: z.string(),
	formerPackageName: z.string(),
	/** Steps that were recorded before packages could be reapplied have none. */
	reapply: z.boolean().default(false),
});
type Intent = z.infer<typeof intent>;

export interface PackageWish {
	/** User name or domain. */
	readonly account: string;
	readonly packageName: string;
	/** Gives an account that is on the package already its limits again. */
	readonly reapply?: boolean;
}

/**
 * An account on another package.
 *
 * @throws OutsideError from `plan`: `not_found` where the server has no such account or package.
 */
export function packageChange(panel: ControlPanel): SideEffect<PackageWish, Intent, Account> {
	const apply = async (planned: Intent): Promise<Account> => {
		const found = await presentAccount(panel, planned);
		if (found.packageName === planned.packageName && !planned.reapply) return found;
		await panel.changePackage(planned, planned.packageName);
		const changed = await presentAccount(panel, planned);
		return confirmed(changed, ({ packageName }) => packageName === planned.packageName, 'is still on its old package');
	};

	return {
		name: 'account.changePackage',
		intent,
		result: account,
		async plan(wanted) {
			const found = await accountNamed(panel, wanted.account);
			const { packageName: formerPackageName } = found;
			if (formerPackageName !== wanted.packageName) await mustHavePackage(panel, wanted.packageName);
			const { packageName } = wanted;
			const reapply = wanted.reapply === true && formerPackageName === packageName;
			return { intent: { ...refOf(found), packageName, formerPackageName, reapply } };
		},
		apply,
		readBack: async (planned) =>
			await readBackOf<Account>(panel, planned, (found) =>
				// The name of a package does not tell whether it was applied again: once more does no harm, and there is nothing
				// to take back.
				found.packageName === planned.packageName && !planned.reapply
					? { state: 'ours', result: found }
					: { state: 'absent' },
			),
		undo: async (planned) => {
			await apply({ ...planned, packageName: planned.formerPackageName });
		},
		settle: followPackage,
		unsettle: async (transaction, step, _, settled) =>
			await restoreFormer(transaction, step, settled, ({ planCode }) => planCode === step.wish.planCode),
	};
}
