import type { Store } from '../db';
import { livingServicesOn, type BilledServiceRow } from './billedServices';
import type { BilledService } from './difference';

const pageSize = 500;

/**
 * The services that live on a server, each as small as the comparison allows: it keeps equal values once. The number
 * depends on the server, not on the age of the business.
 */
export async function servicesOn(store: Store, serverId: string): Promise<BilledService[]> {
	const held: BilledService[] = [];
	const shared = sharer();
	for (let after: string | null = null; ;) {
		const page: BilledServiceRow[] = await store.asStaff(
			async (transaction) => await livingServicesOn(transaction, serverId, after, pageSize),
		);
		for (const row of page) held.push(shared(row));
		const last = page.at(-1);
		if (!last || page.length < pageSize) return held;
		after = last.serviceId;
	}
}

/** Shares the few words of which every row has a copy of its own. */
function sharer(): (row: BilledServiceRow) => BilledService {
	const known = new Map<string, unknown>();
	const one = <Value>(value: Value): Value => {
		const key = JSON.stringify(value);
		if (!known.has(key)) known.set(key, value);
		return known.get(key) as Value;
	};
	return ({ serviceId, domain, username, atWork, ...row }) => ({
		serviceId,
		domain,
		username,
		atWork,
		status: one(row.status),
		standing: one(row.standing),
		suspendedBy: one(row.suspendedBy),
		suspensionReason: one(row.suspensionReason),
		planCode: one(row.planCode),
		packageName: one(row.packageName),
		limits: one(row.limits),
	});
}
