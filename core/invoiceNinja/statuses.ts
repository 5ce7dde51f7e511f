/**
 * What the numbers of a status mean (app/Models: Invoice, RecurringInvoice, Quote, Credit, Payment, PurchaseOrder). Overdue
 * and unpaid are computed by Invoice Ninja for its lists, and never stored.
 */
export const statuses = {
	invoice: { 1: 'draft', 2: 'sent', 3: 'partial', 4: 'paid', 5: 'cancelled', 6: 'reversed' },
	recurring: { 1: 'draft', 2: 'active', 3: 'paused', 4: 'completed', [-1]: 'pending' },
	quote: { 1: 'draft', 2: 'sent', 3: 'approved', 4: 'converted', [-1]: 'expired' },
	credit: { 1: 'draft', 2: 'sent', 3: 'partial', 4: 'applied' },
	payment: { 1: 'pending', 2: 'cancelled', 3: 'failed', 4: 'completed', 5: 'partially_refunded', 6: 'refunded' },
	purchaseOrder: { 1: 'draft', 2: 'sent', 3: 'accepted', 4: 'received', 5: 'cancelled' },
	bankTransaction: { 1: 'unmatched', 2: 'matched', 3: 'converted' },
	none: {},
} as const satisfies Readonly<Record<string, Readonly<Record<number, string>>>>;
export type StatusWords = keyof typeof statuses;

/** The word of a status; `status_7` for a number that the pack does not know, null for none. */
export function statusWord(words: StatusWords, id: unknown): string | null {
	if (id === undefined || id === null || id === '') return null;
	const known: Readonly<Record<string, string>> = statuses[words];
	const number = typeof id === 'string' || typeof id === 'number' ? String(id) : '';
	return known[number] ?? `status_${number}`;
}

/** How often something recurs (`frequency_id`, app/Models/RecurringInvoice.php). */
export const frequencies = {
	1: 'daily',
	2: 'weekly',
	3: 'two_weeks',
	4: 'four_weeks',
	5: 'monthly',
	6: 'two_months',
	7: 'three_months',
	8: 'four_months',
	9: 'six_months',
	10: 'yearly',
	11: 'two_years',
	12: 'three_years',
} as const;
export type Frequency = (typeof frequencies)[keyof typeof frequencies];

/** The number of a frequency, as Invoice Ninja takes it. */
export function frequencyId(frequency: Frequency): string {
	const found = Object.entries(frequencies).find(([, word]) => word === frequency);
	if (!found) throw new RangeError(`there is no frequency ${frequency}`);
	return found[0];
}
