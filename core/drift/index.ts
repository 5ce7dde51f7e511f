export { makeApprovalLink, type ApprovalLink } from './approvalLink';
export { acceptApproval, showApprovalPage, type AcceptedApproval, type ApprovalAnswer } from './approvalPage';
export { auditFleet, standardAudit, type AuditOptions } from './auditFleet';
export { type OpenServer } from './auditServer';
export { confirmFinding, type Confirmation } from './confirm';
export { approveFinding, getFinding, ignoreFinding, recordFix, reopenFinding, type Decision } from './decide';
export {
	billingSide,
	driftFixes,
	driftKinds,
	driftSeverities,
	driftStatuses,
	listFindings,
	panelSide,
	type BillingSide,
	type DriftFinding,
	type DriftFix,
	type DriftKind,
	type PanelSide,
	type Standing,
} from './findings';
export { reportRun, type DriftReport, type ReportOptions } from './report';
export { summarizeRun, type RunSummary } from './summary';
