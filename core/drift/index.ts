export { makeApprovalLink } from './approvalLink';
export { acceptApproval, showApprovalPage } from './approvalPage';
export { auditFleet, standardAudit } from './auditFleet';
export { type OpenServer } from './auditServer';
export { confirmFinding } from './confirm';
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
export { reportRun } from './report';
export { summarizeRun, type RunSummary } from './summary';
export { moveFindings } from './moveToCustomer';
