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
	const { companyCode, periodFrom, periodTo, timeZone, compared, toLookAt, counts, totals, sources } = summary;
	const unread = Object.entries(sources).flatMap(([side, report]) =>
		'state' in report && report.state === 'failed'
			? [{ side: side as 'stripe', why: [report.vendorMessage, report.remedy].filter(Boolean).join(' ') }]
			: [],
	);
	const byState = moneyStates.flatMap((state) => {
		const count = counts[state] ?? 0;
		return count === 0 ? [] : [{ state, count }];
	});
	const report: ReconciliationReportData = {
		...{ companyCode, periodFrom, periodTo, timeZone, compared, toLookAt, byState, unread },
		totals: totals.map((total) => ({ ...total })),
	};
	return { ...summary, report };
}
