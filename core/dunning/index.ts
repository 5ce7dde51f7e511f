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
