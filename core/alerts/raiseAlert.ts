import type { Store, Transaction } from '../db';
import { InputError } from '../kernel/errors';
import { saveAlert, setClosed, setEnded, setEndedLike, type Alert, type NewAlert, type SavedAlert } from './alerts';
import { addSubjects, type Subject } from './subjects';

/** What a caller says of an alert; the rest has its usual value. */
export type Report = Pick<NewAlert, 'cause' | 'kind' | 'severity' | 'title' | 'settles'> &
	Partial<Pick<NewAlert, 'message' | 'remedy' | 'facts' | 'count' | 'waitSeconds' | 'limits'>> & {
		/** The work that it is about. */
		readonly subjects?: readonly Subject[];
	};

/** In the caller's transaction. An alert is locked after everything else. */
export async function reportIn(transaction: Transaction, { subjects = [], ...report }: Report): Promise<SavedAlert> {
	const saved = await saveAlert(transaction, {
		...{ message: '', remedy: '', facts: {}, count: 1, waitSeconds: 0, limits: [] },
		...report,
		cause: report.cause.slice(0, 500),
	});
	await addSubjects(transaction, saved.alertId, subjects);
	return saved;
}

/**
 * Records something that staff must be told. Reports of one cause are one alert while it is open, and one mail. The mail
 * is not sent here: whatever asks for what is to be told sends it, again and again until it is sent.
 */
export async function raiseAlert({ store }: { readonly store: Store }, report: Report): Promise<SavedAlert> {
	return await store.asStaff(async (transaction) => await reportIn(transaction, report));
}

/** Ends the open alert of a cause that is gone, in the caller's transaction. Nobody is told that it is over. */
export async function endAlertIn(transaction: Transaction, cause: string): Promise<void> {
	await setEnded(transaction, cause.slice(0, 500));
}

/**
 * Ends the open alerts of all causes of some forms, in the caller's transaction. Nobody is told that they are over.
 *
 * @param causes as in LIKE: `%` is any text.
 */
export async function endAlertsLikeIn(transaction: Transaction, causes: readonly string[]): Promise<void> {
	await setEndedLike(transaction, causes);
}

export function unknownAlert(alertId: string): InputError {
	return new InputError(
		'alertId',
		`is unknown: no alert has the ID ${alertId}`,
		'Take it from MSP Alert → Alert: List.',
	);
}

/**
 * Ends an alert by a person's word. Doing it again changes nothing.
 *
 * @throws InputError when there is no such alert.
 */
export async function closeAlert({ store }: { readonly store: Store }, alertId: string, by: string): Promise<Alert> {
	return await store.asStaff(async (transaction) => {
		const closed = await setClosed(transaction, alertId, by);
		if (!closed) throw unknownAlert(alertId);
		return closed;
	});
}
