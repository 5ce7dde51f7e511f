/*
 * What staff must be told: once for each cause, whatever dies in between, and once more when all of it is done.
 *
 * alert     what is to be told; a row of msp.alert. One cause has one open alert, and counts its reports.
 * report    what somebody says of a cause: a failed task, a refused delivery, a run that n8n lost.
 * subject   the work that an alert is about. The alert settles when all of it is done.
 * to tell   the mail that is owed: that it is so (`problem`), or that all is done (`done`). Workflow 91 sends it.
 * settle    an alert ends: by itself, or because a person closes it. One that nobody was told of ends without a word.
 *
 * An alert is the last thing that a transaction locks.
 */
export {
	alertKinds,
	alertSeverities,
	listAlerts,
	settlings,
	type Alert,
	type AlertFacts,
	type AlertKind,
	type AlertPlacement,
	type AlertSeverity,
	type Phase,
	type SavedAlert,
} from './alerts';
export { amountInWords } from './amount';
export { expectFailure, noteFailedRun, type FailedRun, type NotedRun } from './failedRun';
export { raiseForTask, type TaskTrouble } from './failedTask';
export { raiseForLeftItem, type ItemFailure } from './leftItem';
export { lookForNews, type News } from './lookForNews';
export { storeAnswered, storeFailed, storeNewsTold, type OutageMemory, type StoreNews } from './outage';
export { raiseForPayment, type PaymentForPerson, type PlacementPage } from './payment';
export { closeAlert, endAlertIn, endAlertsLikeIn, raiseAlert, reportIn, type Report } from './raiseAlert';
export { noteRefusal } from './refusals';
export type { RunIdentity, Subject } from './subjects';
export { alertNotTold, alertTold, claimAlertsToTell, type Telling } from './tell';
