import { z } from 'zod';
import type { SideEffect } from '../../tasks';
import { account, type Account, accountRef, type ControlPanel } from '../../panels';
import { differingLimits } from '../../kernel/hostingLimits';
import { followPackage, restoreFormerPlan } from './service';
import { accountNamed, confirmed, mustHavePackage, packagesOf, presentAccount, readBackOf, refOf } from './shared';

const intent = accountRef.extend({
	packageName: z.string(),
	formerPackageName: z.string(),
	/** Steps that were recorded before packages could be reapplied have none. */
	reapply: z.boolean().default(false),
});
type Intent = z.infer<typeof intent>;

export interface PackageInput {
	/** User name or domain. */
	readonly account: string;
	readonly packageName: string;
	/** Gives an account that is on the package already its limits again. */
	readonly reapply?: boolean;
}

/**
 * An account on another package.
 *
 * @throws ExternalError from `plan`: `not_found` where the server has no such account or package.
 */
export function packageChange(panel: ControlPanel): SideEffect<PackageInput, Intent, Account> {
	const apply = async (planned: Intent): Promise<Account> => {
		const found = await presentAccount(panel, planned);
		if (found.packageName === planned.packageName && !planned.reapply) return found;
		await panel.changePackage(planned, planned.packageName);
		const changed = confirmed(
			await presentAccount(panel, planned),
			({ packageName }) => packageName === planned.packageName,
			'is still on its old package',
		);
		return planned.reapply ? await withLimitsOfPackage(panel, changed) : changed;
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
		persist: followPackage,
		revert: async (transaction, step, _, settled) => await restoreFormerPlan(transaction, step, settled),
	};
}

/** The account, where it has the limits of its package: as far as the panel tells both. */
async function withLimitsOfPackage(panel: ControlPanel, found: Account): Promise<Account> {
	const given = (await packagesOf(panel))?.find(({ name }) => name === found.packageName);
	const wrong = given ? differingLimits(found.limits, given) : [];
	const words = wrong.map(
		(name) => `${name} ${limitText(found.limits[name])}, and ${limitText(given?.[name])} in the package`,
	);
	return confirmed(found, () => wrong.length === 0, `still has limits of its own: ${words.join('; ')}`);
}

const limitText = (limit: number | null | undefined) => (typeof limit === 'number' ? String(limit) : 'unlimited');
