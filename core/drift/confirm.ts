import { InputError } from '../kernel/errors';
import type { BackOffice } from '../db';
import type { DriftFinding, DriftFix } from './findings';
import { servicesOfDomains } from './billedServices';
import { openServer, type OpenServer } from './auditServer';
import { compare } from './compare';
import { markGone, getFinding } from './decide';
import { readPackages } from './readServer';

/** What a fix needs, read anew. */
export interface StillSo {
	readonly stillSo: true;
	readonly finding: DriftFinding;
	readonly fix: DriftFix;
	readonly serverCode: string;
	/** The user name of the account. */
	readonly account: string;
	/** The package that the plan asks for. */
	readonly packageName: string | null;
	/** With which it is to be suspended. */
	readonly reason: string;
}

export type Confirmed = StillSo | { readonly stillSo: false; readonly finding: DriftFinding; readonly why: string };

/**
 * Looks, right before an approved fix is made, whether billing and the panel still disagree in the very same way. What is
 * no longer so is marked as gone.
 *
 * @throws InputError where there is no such finding, or nobody approved it. ExternalError where the panel cannot be asked.
 */
export async function confirmFinding(
	office: BackOffice,
	findingId: string,
	open: OpenServer = openServer,
): Promise<Confirmed> {
	const finding = await office.store.asStaff(async (transaction) => await getFinding(transaction, findingId));
	const { status, serverCode, serverId, username, domain, fix } = finding;
	if (status === 'gone' || status === 'fixed') return { stillSo: false, finding, why: `is ${status} already` };
	if (status !== 'approved' || fix === null || username === null || domain === null) {
		const complaint = fix === null ? 'has no safe fix' : `is ${status}, and not approved`;
		throw new InputError('findingId', complaint, 'Only a safe fix that was approved is made.');
	}

	const { panel } = await open(office, serverCode);
	const packages = fix === 'change_package' || fix === 'reapply_package' ? await readPackages(panel) : undefined;
	const account = await panel.findAccount({ username, domain });
	const services = await office.store.asStaff(async (transaction) => await servicesOfDomains(transaction, [domain]));
	const accounts = account?.domain === domain ? [account] : [];
	const sides = { serverId, services, accounts, packages, complete: false, cap: { count: 0, share: 0 } };
	const now = compare(sides).find(({ key }) => key === finding.findingKey);
	if (now?.fix !== fix) {
		const why = now ? 'is so, but its safe fix is another one now, or none' : 'is no longer so';
		return { stillSo: false, ...(await markGone(office, findingId, why)), why };
	}
	return {
		stillSo: true,
		finding,
		fix,
		serverCode,
		account: username,
		packageName: now.billing.packageName ?? null,
		reason: now.billing.suspensionReason ?? now.billing.status ?? '',
	};
}
