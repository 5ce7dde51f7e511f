export { adjustedOf, adjustmentsOfInvoice, insertAdjustment, type Adjustment } from './adjustments';
export { adoptDraft } from './adopt';
export { getInvoice } from './getInvoice';
export {
	adoptSent,
	forgetSent,
	insertPlannedInvoices,
	insertPlannedLines,
	isOvertaken,
	linesOfInvoice,
	lockPlannedInvoices,
	noteSent,
	removeImportedInvoices,
	restoreInvoices,
	stateBefore,
	stateOfInvoice,
	updatePlannedInvoices,
	type PlannedPart,
} from './imported';
export {
	findInvoice,
	findInvoiceOfSource,
	findInvoicesByNumber,
	insertInvoice,
	invoicesOfService,
	invoiceStatuses,
	listInvoices,
	lockInvoice,
	setInvoiceState,
	type Invoice,
	type InvoiceStatus,
	type LockedInvoice,
	type SetupDecision,
} from './invoices';
export { issueDraft, issueInvoice, voidDraft, voidOwnInvoice, type InvoiceToIssue, type IssuedInvoice } from './issue';
export { invoiceLineKinds, listInvoiceLines, type InvoiceLine, type NewInvoiceLine } from './lines';
export {
	findSourceClient,
	hasInvoicesOfClient,
	insertMirror,
	isLaterReading,
	noteClient,
	serviceOfRecurring,
	tieMirror,
	updateMirror,
	voidInvoice,
	type MirroredInvoice,
	type MirrorOwner,
} from './mirror';
export {
	changesOfUnmatched,
	countUnmatched,
	forgetUnmatched,
	listUnmatched,
	saveUnmatched,
	unmatchedReasons,
	type UnmatchedInvoice,
	type UnmatchedReason,
} from './unmatched';
export { moveInvoices } from './moveToCustomer';
