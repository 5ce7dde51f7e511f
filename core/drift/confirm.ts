import type { BackOffice } from '../db';
import { sameSite } from '../kernel/domainName';
import { InputError } from '../kernel/errors';
import { openServer, type OpenServer } from './auditServer';
import { livesOn, servicesOfDomains } from './billedServices';
import { compareServer } from './comparison';
import { getFinding, markGone } from './decide';
import type { DriftFinding, DriftFix } from './findings';
import { findingsOf } from './findingsOf';
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
	/** The reason for a suspension. */
	readonly reason: string;
}

export type Confirmation = StillSo | { readonly stillSo: false; readonly finding: DriftFinding; readonly why: string };

/**
 * Looks, right before an approved fix is made, whether billing and the panel still disagree in the very same way. A finding
 * that is no longer true is marked as gone.
 *
 * @throws InputError when there is no such finding, or nobody approved it. ExternalError when the panel cannot be asked.
 */
export async function confirmFinding(
	office: BackOffice,
	findingId: string,
	open: OpenServer = openServer,
): Promise<Confirmation> {
	const finding = await office.store.asStaff(async (transaction) => await getFinding(transaction, findingId));
	const { status, serverCode, serverId, username, domain, fix } = finding;
	if (status === 'gone' || status === 'fixed') return { stillSo: false, finding, why: `is ${status} already` };
	if (status !== 'approved' || fix === null || username === null || domain === null) {
		const complaint = fix === null ? 'has no safe fix' : `is ${status}, and not approved`;
		throw new InputError('findingId', complaint, 'Approve it first: only an approved safe fix is made.');
	}

	const { panel } = await open(office, serverCode);
	const packages = fix === 'change_package' || fix === 'reapply_package' ? await readPackages(panel) : undefined;
	const account = await panel.findAccount({ username, domain });
	const rows = await office.store.asStaff(async (transaction) => await servicesOfDomains(transaction, [domain]));
	const services = rows.filter((service) => livesOn(serverId, service));
	const comparison = compareServer({ serverId, services, packages, cap: { count: 0, share: 0 } });
	const suspicions = account && sameSite(account.domain, domain) ? comparison.see(account) : [];
	const now = findingsOf(suspicions, rows, { serverId }).find(({ key }) => key === finding.findingKey);
	if (now?.fix !== fix) {
		const why = now ? 'is still true, but its safe fix is another one now, or none' : 'is no longer true';
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
