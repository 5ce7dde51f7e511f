import type { BackOffice } from '../db';
import { systemClock } from '../kernel/clock';
import { readPolicies } from '../policies';
import { coveredPeriod } from './periods';
import { lookUpDue, type PreparedRun, type PrepareOrder } from './prepare';
import { termsOfRow, type TermsRow } from './termsRows';

/** What a run would invoice now, and what it would hold for a person. Changes nothing. */
export async function listDueRenewals(
	office: Pick<BackOffice, 'store'>,
	order: PrepareOrder,
	clock = systemClock,
): Promise<Pick<PreparedRun, 'would' | 'held'>> {
	const book = await office.store.asStaff(async (transaction) => await readPolicies(transaction));
	const { planned, held } = await lookUpDue(office, order, { book, clock, begin: false });
	return { would: planned, held };
}

export interface ShownTerms extends TermsRow {
	/** The first day that is not invoiced yet; null when the service ends by then. */
	readonly renewsOn: string | null;
}

/** Terms with the day on which they renew next. */
export function showTerms(row: TermsRow): ShownTerms {
	return { ...row, renewsOn: coveredPeriod(termsOfRow(row), row.nextPeriod)?.from ?? null };
}
