import type { SheetField } from './fields';

/**
 * Something that is wrong with a row, or that a person should know. Its words are in the catalogues of `core/messages`,
 * under `importProblems`, in each language.
 */
export interface Problem {
	/** A row with an error is not imported. A row with a warning is. */
	readonly severity: 'error' | 'warning';
	readonly code: ProblemCode;
	readonly field: SheetField | null;
	/** From 0; null when it is about no one cell. */
	readonly column: number | null;
	/** What the cell shows, cut at 200 characters. */
	readonly value: string;
	/** What the sentence of the code names, such as an expected amount. */
	readonly details: Readonly<Record<string, string | number>>;
}

/** A new one needs its words in every catalogue. */
export const problemCodes = [
	// A cell that cannot be read
	'missing',
	'not_an_amount',
	'too_many_decimals',
	'amount_too_large',
	'not_a_date',
	'date_out_of_range',
	'date_order_unknown',
	'decimal_sign_unknown',
	'not_a_number',
	'not_a_percentage',
	'unknown_status',
	'unknown_currency',
	'several_currencies_in_cell',
	'currency_missing',
	'not_a_mail_address',
	'wrong_vat_number',
	'not_a_customer_code',
	'unknown_language',
	'text_too_long',
	'formula_error',
	// A row whose cells do not agree
	'customer_missing',
	'due_before_issued',
	'net_and_tax_differ_from_total',
	'tax_rate_differs',
	'line_total_differs',
	'balance_differs',
	'paid_more_than_total',
	'status_differs_from_balance',
	'negative_total',
	// Rows that do not agree with each other
	'duplicate_in_file',
	'lines_differ',
	'lines_differ_from_total',
	'other_line_refused',
	'duplicate_payment',
	'payment_without_invoice',
	'payment_in_other_currency',
	'payments_exceed_total',
	'duplicate_customer',
	// A tab
	'total_row_differs',
	'dates_perhaps_swapped',
	// A row that does not agree with what is stored
	'invoice_of_other_source',
	'invoice_has_payments',
	'invoice_of_other_customer',
	'currency_changed',
	'customer_unknown',
	'customer_ambiguous',
	'customer_looks_like',
	'customer_clues_differ',
	'mail_address_taken',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** What the sentence of a code names besides the value and the label of the field. A code that is not here names nothing more. */
export const problemDetails: Readonly<Partial<Record<ProblemCode, readonly string[]>>> = {
	too_many_decimals: ['decimals'],
	text_too_long: ['length', 'most'],
	formula_error: ['error'],
	due_before_issued: ['due', 'issued'],
	net_and_tax_differ_from_total: ['net', 'tax', 'expected', 'found'],
	tax_rate_differs: ['rate', 'expected', 'found'],
	line_total_differs: ['expected', 'found'],
	balance_differs: ['total', 'paid', 'expected', 'found'],
	paid_more_than_total: ['paid', 'total'],
	status_differs_from_balance: ['balance'],
	negative_total: ['total'],
	duplicate_in_file: ['row'],
	lines_differ: ['row'],
	lines_differ_from_total: ['expected', 'found'],
	duplicate_payment: ['row'],
	payment_in_other_currency: ['expected', 'found'],
	payments_exceed_total: ['paid', 'total'],
	duplicate_customer: ['row'],
	dates_perhaps_swapped: ['column'],
	total_row_differs: ['row', 'expected', 'found'],
	invoice_of_other_source: ['source'],
	invoice_of_other_customer: ['customer'],
	currency_changed: ['expected', 'found'],
	customer_looks_like: ['customer'],
	mail_address_taken: ['customer'],
};

/** A problem that is found beyond the row itself, such as by the store. */
export function problemOf(code: ProblemCode, more: Partial<Omit<Problem, 'code'>> = {}): Problem {
	return { severity: 'error', field: null, column: null, value: '', details: {}, ...more, code };
}
