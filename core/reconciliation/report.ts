import type { BackOffice } from '../db';
import type { ReconciliationReportData } from '../messages';
import { moneyStates } from './judge';
import { getReconciliation, type ReconciliationSummary } from './reconcile';

/** What the mail of a run says. */
export async function reportReconciliation(
	office: Pick<BackOffice, 'store'>,
	which: { readonly runId?: string; readonly companyCode?: string },
): Promise<ReconciliationSummary & { readonly report: ReconciliationReportData }> {
	const summary = await getReconciliation(office, which);
	const { companyCode, periodFrom, periodTo, timeZone, compared, uncompared, toLookAt, counts, totals } = summary;
	const { sources, uncomparedCounts } = summary;
	const unread = summary.unread.map((side) => {
		const told = 'stripe' in sources ? sources[side] : undefined;
		return { side, why: [told?.vendorMessage, told?.remedy].filter(Boolean).join(' ') };
	});
	const byState = moneyStates.flatMap((state) => {
		// What only one side has agrees with nothing.
		const count = (counts[state] ?? 0) - (state === 'matched' ? (uncomparedCounts.matched ?? 0) : 0);
		return count === 0 ? [] : [{ state, count }];
	});
	const report: ReconciliationReportData = {
		...{ companyCode, periodFrom, periodTo, timeZone, compared, uncompared, toLookAt, byState, unread },
		totals: totals.map((total) => ({ ...total })),
	};
	return { ...summary, report };
}
