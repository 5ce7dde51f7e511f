import {
	reasonOn,
	saysOurReason,
	stateIn,
	stateOn,
	suspendedForMoney,
	type BilledService,
	type Difference,
	type KnownPackages,
	type SeenAccount,
} from './difference';
import { differingLimits, type LimitName, type ToldLimits } from '../kernel/hostingLimits';

/**
 * Returns the differences between a service that is set up and its own account; none while work on the service is under
 * way.
 *
 * A fix deletes nothing and overrides nobody's decision: it unsuspends only what the system suspended for money and the
 * invoices call paid, and suspends for money only when the invoices say that money is owed.
 */
export function compareAccount(service: BilledService, account: SeenAccount, packages: KnownPackages): Difference[] {
	if (!isSettled(service)) return [];
	return [compareState(service, account), comparePackage(service, account, packages)].flatMap((found) => found ?? []);
}

/** Whether nothing is about to change the service. */
export function isSettled({ status, atWork }: Pick<BilledService, 'status' | 'atWork'>): boolean {
	return !atWork && (status === 'active' || status === 'suspended');
}

function compareState(service: BilledService, account: SeenAccount): Difference | undefined {
	const sides = { billing: stateIn(service), panel: stateOn(account) };
	const { standing, status, suspensionReason } = service;
	const reason = reasonOn(account).toLowerCase();
	if (status === 'active') {
		if (!account.suspended) return undefined;
		const detail = reason;
		if (standing === 'owing') {
			return { kind: 'active_but_suspended', severity: 'warning', detail, fix: null, ...sides };
		}
		const fix = standing === 'paid' && saysOurReason(account) ? 'unsuspend' : null;
		return { kind: 'paid_but_suspended', severity: 'error', detail, fix, ...sides };
	}

	const paid = suspendedForMoney(service) && standing === 'paid';
	if (paid) {
		// The panel has another reason than ours, so a person suspended it there, too.
		const overruled = account.suspended && reason !== '' && !saysOurReason(account);
		const fix = overruled ? null : 'unsuspend';
		const detail = account.suspended ? reason : 'live';
		return { kind: 'paid_but_suspended', severity: 'error', detail, fix, ...sides };
	}
	if (account.suspended) return undefined;
	// Its only invoice may have been voided or refunded since: then nothing says that money is owed.
	const owed = standing === 'owing' || !suspendedForMoney(service);
	const fix = service.suspendedBy === 'system' && owed ? 'suspend' : null;
	return { kind: 'suspended_but_alive', severity: 'error', detail: suspensionReason ?? '', fix, ...sides };
}

/** A wrong package has wrong limits, too. One difference reports both. */
function comparePackage(
	{ planCode, packageName, limits }: BilledService,
	account: SeenAccount,
	packages: KnownPackages,
): Difference | undefined {
	if (account.packageName !== packageName) {
		return {
			kind: 'wrong_package',
			severity: 'warning',
			detail: `${packageName}:${account.packageName}`,
			fix: packages && !packages.has(packageName) ? null : 'change_package',
			billing: { planCode, packageName },
			panel: { packageName: account.packageName },
		};
	}
	// A limit that is wrong in the package itself is a difference of the package, once a server.
	const ofPackage = packages?.get(packageName);
	const wrong = differingLimits(limits ?? {}, account.limits).filter(
		(name) => ofPackage?.[name] === undefined || ofPackage[name] === limits?.[name],
	);
	if (wrong.length === 0) return undefined;
	return {
		kind: 'wrong_limits',
		severity: 'info',
		detail: differing(wrong, limits, account.limits),
		fix: ofPackage ? 'reapply_package' : null,
		billing: { planCode, packageName, limits: only(wrong, limits) },
		panel: { packageName: account.packageName, limits: only(wrong, account.limits) },
	};
}

/** The difference of a plan and its package, when the limits on this server are not what the plan promises. */
export function comparePlan(
	{ planCode, packageName, limits }: Pick<BilledService, 'planCode' | 'packageName' | 'limits'>,
	packages: KnownPackages,
): Difference | undefined {
	const ofPackage = packages?.get(packageName);
	const wrong = differingLimits(limits ?? {}, ofPackage ?? {});
	if (wrong.length === 0) return undefined;
	return {
		kind: 'package_differs',
		severity: 'warning',
		detail: [planCode, packageName, differing(wrong, limits, ofPackage)].join(':'),
		fix: null,
		billing: { planCode, packageName, limits: only(wrong, limits) },
		panel: { packageName, limits: only(wrong, ofPackage) },
	};
}

/** `mailboxes=10/3`: the promise, and the fact. */
function differing(names: readonly LimitName[], promised: ToldLimits | null, held: ToldLimits | undefined): string {
	return names.map((name) => `${name}=${String(promised?.[name])}/${String(held?.[name])}`).join(',');
}

function only(names: readonly LimitName[], limits: ToldLimits | null | undefined): ToldLimits {
	return Object.fromEntries(names.map((name) => [name, limits?.[name] ?? null]));
}
