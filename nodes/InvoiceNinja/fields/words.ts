/** What a client can be (app/Http/Requests/Client). */
export const clientClassifications = [
	...['individual', 'business', 'company', 'partnership', 'trust', 'charity', 'government', 'other'],
] as const;

/** When a recurring invoice is charged by itself. */
export const autoBillWords = ['off', 'optin', 'optout', 'always'] as const;

/** What `client_status` of a list takes; Invoice Ninja computes overdue and unpaid (app/Filters). */
export const computedStatuses = {
	invoice: ['draft', 'paid', 'unpaid', 'overdue', 'cancelled'],
	quote: ['draft', 'sent', 'approved', 'expired', 'converted'],
	credit: ['draft', 'sent', 'partial', 'applied'],
	recurring: ['active', 'paused', 'completed'],
	payment: ['pending', 'cancelled', 'failed', 'completed', 'partially_refunded', 'refunded', 'partially_unapplied'],
	expense: ['logged', 'pending', 'invoiced', 'paid', 'unpaid', 'uncategorized'],
	task: ['invoiced', 'uninvoiced', 'is_running'],
	purchaseOrder: ['draft', 'sent', 'accepted', 'cancelled'],
	bankTransaction: ['unmatched', 'matched', 'converted', 'deposits', 'withdrawals'],
} as const;
