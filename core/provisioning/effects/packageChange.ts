import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import { account, type Account, accountRef, type ControlPanel } from '../../panels';
import { differingLimits } from '../../kernel/hostingLimits';
import { followPackage, restoreFormerPlan } from './service';
import {
	accountNamed,
	confirmed,
	mustHavePackage,
	packagesOf,
	presentAccount,
	readBackOf,
	refOf,
	type AccountTarget,
} from './shared';

const intentSchema = accountRef.extend({
	packageName: z.string(),
	formerPackageName: z.string(),
	/** Missing in older steps. */
	reapply: z.boolean().default(false),
});
type Intent = z.infer<typeof intentSchema>;

export interface PackageInput extends AccountTarget {
	readonly packageName: string;
	/** Applies the limits of the package again to an account that is on it already. */
	readonly reapply?: boolean;
}

/**
 * Puts an account on another package.
 *
 * @throws ExternalError from `plan`: `not_found` when the server has no such account or package.
 */
export function packageChange(panel: ControlPanel): SideEffect<PackageInput, Intent, Account> {
	const apply = async (intent: Intent): Promise<Account> => {
		const found = await presentAccount(panel, intent);
		if (found.packageName === intent.packageName && !intent.reapply) return found;
		await panel.changePackage(intent, intent.packageName);
		const changed = confirmed(
			await presentAccount(panel, intent),
			({ packageName }) => packageName === intent.packageName,
			'is still on its old package',
		);
		return intent.reapply ? await withLimitsOfPackage(panel, changed) : changed;
	};

	return {
		name: 'account.changePackage',
		intent: intentSchema,
		result: account,
		async plan(input) {
			const found = await accountNamed(panel, input.account);
			const { packageName: formerPackageName } = found;
			if (formerPackageName !== input.packageName) await mustHavePackage(panel, input.packageName);
			const { packageName } = input;
			const reapply = input.reapply === true && formerPackageName === packageName;
			return { intent: { ...refOf(found), packageName, formerPackageName, reapply } };
		},
		apply,
		readBack: async (intent) =>
			await readBackOf<Account>(panel, intent, (found) =>
				// The name of a package does not tell whether it was applied again. A repeat does no harm, and there is
				// nothing to undo.
				found.packageName === intent.packageName && !intent.reapply
					? { state: 'ours', result: found }
					: { state: 'absent' },
			),
		undo: async (intent) => {
			await apply({ ...intent, packageName: intent.formerPackageName });
		},
		persist: followPackage,
		revert: async (transaction, step, _, replaced) => await restoreFormerPlan(transaction, step, replaced),
	};
}

/**
 * Returns the account when it has the limits of its package, as far as the panel tells both.
 *
 * @throws ExternalError `unknown` when it has other limits.
 */
async function withLimitsOfPackage(panel: ControlPanel, found: Account): Promise<Account> {
	const sold = (await packagesOf(panel))?.find(({ name }) => name === found.packageName);
	const wrong = sold ? differingLimits(found.limits, sold) : [];
	const words = wrong.map(
		(name) => `${name} ${limitText(found.limits[name])}, and ${limitText(sold?.[name])} in the package`,
	);
	return confirmed(found, () => wrong.length === 0, `still has limits of its own: ${words.join('; ')}`);
}

const limitText = (limit: number | null | undefined) => (typeof limit === 'number' ? String(limit) : 'unlimited');
