/** The rules of payment requests: only a mistake of the pack, or two runs at the same moment, can break them. */
export const paymentRequestRules: Readonly<Record<string, string>> = {
	payment_request_pkey: 'a second payment request with one ID',
	payment_request_customer_id_id_key: 'a second payment request with one ID',
	payment_request_customer_id_fkey: 'a payment request for a customer that does not exist',
	payment_request_currency_check: 'a payment request in something that is no currency',
	payment_request_total_minor_check: 'a payment request for nothing',
	payment_request_status_check: 'a payment request with an unknown status',
	payment_request_session_id_key: 'a page of Stripe for two payment requests',
	payment_request_session_status_check: 'a payment request whose page of Stripe has an unknown status',
	payment_request_session_known: 'a payment request with half of what is known of its page of Stripe',
	payment_request_open: 'a second open payment request of one customer in one currency',
	payment_request_invoice_pkey: 'a second invoice in one place of a payment request',
	payment_request_invoice_request_id_invoice_id_key: 'an invoice twice in a payment request',
	payment_request_invoice_position_check: 'an invoice of a payment request in no place',
	payment_request_invoice_amount_minor_check: 'an invoice of a payment request for nothing',
	payment_request_invoice_customer_id_fkey: 'an invoice of a payment request for a customer that does not exist',
	payment_request_invoice_customer_id_request_id_fkey:
		"an invoice of a payment request that does not exist, or is another customer's",
	payment_request_invoice_customer_id_invoice_id_fkey:
		"a payment request for an invoice that does not exist, or is another customer's",
};
