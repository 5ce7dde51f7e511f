export type {
	AccountState,
	Attempt,
	AttemptKey,
	AttemptStatus,
	DunnedAccount,
	DunnedService,
	Enforced,
	Evaluation,
	Notice,
	NoticedInvoice,
	OpenInvoice,
	PendingChange,
	PlannedAttempt,
	PlannedFee,
	PlannedSuspension,
	Threat,
} from './account';
export { afterNight } from './afterNight';
export {
	dunningCampaign,
	dunningStage,
	noticeTemplates,
	stageActions,
	type Campaign,
	type LateFee,
	type NoticeTemplate,
	type Stage,
	type StageAction,
} from './campaign';
export { getCampaign, listCampaigns, saveCampaign } from './campaigns';
export { campaignOf } from './debts';
export { evaluateAccount } from './evaluate';
export { makeApprovalLink, type ApprovalLink } from './approvalLink';
export { acceptApproval, showApprovalPage, type AcceptedApproval, type ApprovedService } from './approvalPage';
export { readBook, type DunningBook } from './book';
export { guardedByDunning } from './guard';
export { dunningKinds } from './kinds';
export type { AskedService } from './listing';
export { forEachPage } from './pages';
export { prepareNotice, type PreparedNotice } from './prepareNotice';
export { listReactivations, reactivate, type Release, type Released } from './reactivate';
export { customersOf, readAccount, readAccounts } from './readAccounts';
export { recordNotice, type RecordedNotice } from './recordNotice';
export { mostAtOnce, runDunning, type DunningOptions, type DunningResult } from './run';
export { stateOfCustomer, type AccountOnDay } from './state';
export { endAlertsOfCustomer, moveDunning } from './moveToCustomer';
