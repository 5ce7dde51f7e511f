import type { ValueRule } from './constraintWords';

const rule = (field: string, complaint: string, remedy: string): ValueRule => ({ field, complaint, remedy });

/** The rules of companies and of what belongs to one: see constraintWords.ts. */
export const companyValueRules: Readonly<Record<string, ValueRule>> = {
	company_company_code_check: rule(
		'companyCode',
		'is not a code',
		'Give up to 40 lower-case letters, digits and hyphens.',
	),
	company_company_code_key: rule(
		'companyCode',
		'is taken: another company has it',
		'Choose another code, or update that company.',
	),
	company_invoice_ninja_id_check: rule('invoiceNinjaId', 'is empty', 'Give the ID of the company, or none.'),
	company_invoice_ninja_id_key: rule(
		'invoiceNinjaId',
		'is taken: another company has this company of Invoice Ninja',
		'Look it up with MSP Customers → Company: List, and take it away there first.',
	),
	company_invoice_ninja_url_check: rule(
		'invoiceNinjaUrl',
		'is not an address',
		'Write it as https://invoicing.example.com.',
	),
	company_name_check: rule('name', 'is empty', 'Give a name.'),
	customer_company_code_fkey: rule('companyCode', 'does not exist', 'Take it from MSP Customers → Company: List.'),
	customer_invoice_ninja_client_id_check: rule(
		'invoiceNinjaClientId',
		'is empty',
		'Give the ID of the client, or none.',
	),
	customer_invoice_ninja_client_key: rule(
		'invoiceNinjaClientId',
		'is taken: another customer of this company has this client of Invoice Ninja',
		'Look it up with MSP Customers → Customer: List, and take it away there first.',
	),
	invoice_company_code_fkey: rule('companyCode', 'does not exist', 'Take it from MSP Customers → Company: List.'),
};

/** What only a mistake of the pack breaks, as in constraintWords.ts. */
export const companyPackRules: Readonly<Record<string, string>> = {
	company_branding_check: 'a company whose branding is not an object',
	company_pkey: 'a second company with one ID',
	customer_merged_into_another: 'a customer that is merged into itself',
	customer_merged_into_fkey: 'a customer that is merged into one who does not exist',
	customer_merged_once: 'a customer that is merged into one who is merged',
	invoice_partial_minor_check: 'an invoice with a deposit of nothing',
	invoice_source_balance_minor_check: 'an invoice whose balance elsewhere is below zero',
	invoice_source_client_id_check: 'an invoice of a client elsewhere without an ID',
	invoice_source_known: 'an invoice of which an accounting system says only a part',
	invoice_source_status_check: 'an invoice with an unknown status elsewhere',
	unmatched_invoice_change_check: 'an unmatched invoice without its change',
	unmatched_invoice_company_code_fkey: 'an unmatched invoice of a company that does not exist',
	unmatched_invoice_external_id_key: 'the same unmatched invoice a second time',
	unmatched_invoice_pkey: 'a second unmatched invoice with one ID',
	unmatched_invoice_reason_check: 'an unmatched invoice for an unknown reason',
};
