// Loaded before what imports the messages: the report of a drift asks this door for these.
export {
	billingSide,
	type BillingSide,
	type DriftFinding,
	type DriftFix,
	driftFixes,
	type DriftKind,
	driftKinds,
	driftSeverities,
	driftStatuses,
	listFindings,
	panelSide,
	type PanelSide,
	type Standing,
} from './findings';
export { acceptApproval, approvalPage, type AcceptedApproval, type ApprovalAnswer } from './approvalPage';
export { approvalLink, openTicket, type ApprovalLink } from './approvalLink';
export { auditFleet, standardAudit, type AuditOptions } from './auditFleet';
export { auditServer, type OpenServer } from './auditServer';
export { compare, type Sides } from './compare';
export { confirmFinding, type Confirmed } from './confirm';
export {
	approveFinding,
	ignoreFinding,
	recordFix,
	reopenFinding,
	getFinding,
	type Decision,
	type FixOutcome,
} from './decide';
export type { SeenAccount } from './difference';
export { reportOf, type DriftReport, type ReportOptions } from './report';
export { summaryOf, type RunSummary } from './summary';
