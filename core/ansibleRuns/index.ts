/*
 * The ledger of Ansible's runs, and runs that survive a crash.
 *
 * run          one request to a runner; its base run ID names all its attempts.
 * attempt      one try of a run, with a run ID of its own: `<base>`, `<base>.2`, …; a row of msp.ansible_run.
 * fingerprint  an HMAC of each part of a request: whether another request asks for the same.
 * origin       what a run finds right before it begins: commit, changed files, inventory, hosts.
 * approval     what a person says to the change that a check run showed; a row of msp.ansible_approval.
 * reported     whoever asked was told how an attempt came out; a retry after that is the next attempt.
 */
export type { ApprovalStatus, RunApproval } from './approvals';
export { acceptApproval, showApprovalPage, type DecidedPage, type PostedDecision } from './approvalPage';
export {
	approvalOf,
	askForApproval,
	awaitApproval,
	type ApprovalQuestion,
	type AskedApproval,
	type ShownApproval,
} from './approve';
export { latestAttempt, type AskedRun } from './carryOut';
export { followRun, type RunWait } from './follow';
export { getRun, listRuns, removeOldLogs, type ShownRun, type WholeRun } from './list';
export { countStatuses, getOutcome, resultOf, runResult, type RunResult } from './outcome';
export {
	playbookRun,
	runIntent,
	type PlaybookRunInput,
	type PlaybookRunIntent,
	type PlaybookRunOptions,
} from './playbookRun';
export { secretsOf } from './recorded';
export { reportOf } from './report';
export { RunFailed } from './runFailed';
export { cancelRun, endRun, recordEnd, runOnce, startRun, watchRun, type WatchedRun } from './runOnce';
export { makeRunLink, showRunPage, type RunLink } from './runPage';
export { runStatuses, updateReported, type AnsibleRun, type RunFilter, type RunStatus } from './runs';
export { inventoryOfStore, type StoreInventoryFilter } from './storeInventory';
