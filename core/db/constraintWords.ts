import type { DatabaseError } from 'pg';
import { ansibleRules } from './ansibleConstraintWords';
import { chargeRules } from './chargeConstraintWords';
import { dunningRules, dunningValueRules } from './dunningConstraintWords';
import { feedRules } from './feedConstraintWords';
import { importRules } from './importConstraintWords';
import { certificateRules } from './certificateConstraintWords';
import { companyPackRules, companyValueRules } from './companyConstraintWords';
import { migrationRules } from './migrationConstraintWords';
import { paymentRequestRules } from './paymentRequestConstraintWords';
import { playbookValueRules } from './playbookConstraintWords';
import { rentalRules, rentalValueRules } from './rentalConstraintWords';
import { reconciliationRules } from './reconciliationConstraintWords';
import { renewalPackRules, renewalValueRules } from './renewalConstraintWords';

/** What somebody may break with a value of their own: its field, what is wrong with it, and what to do. */
export interface ValueRule {
	readonly field: string;
	readonly complaint: string;
	readonly remedy: string;
}

const rule = (field: string, complaint: string, remedy: string): ValueRule => ({ field, complaint, remedy });
const currency = rule('currency', 'is not a currency', 'Give an ISO 4217 code such as EUR.');
const anotherCode = (thing: string, field: string) =>
	rule(field, `is taken: another ${thing} has it`, `Choose another code, or update that ${thing}.`);

/**
 * The rules of the tables that a value from outside can break, by the names of their constraints. A name that PostgreSQL
 * gave follows from the table and its columns. `tests/store/constraintWords.test.ts` finds a constraint without words.
 */
export const valueRules: Readonly<Record<string, ValueRule>> = {
	...companyValueRules,
	...playbookValueRules,
	...renewalValueRules,
	...dunningValueRules,
	...rentalValueRules,
	customer_currency_check: currency,
	customer_customer_code_check: rule(
		'customerCode',
		'is not a code',
		'Give 2 to 40 lower-case letters, digits and hyphens.',
	),
	customer_address_check: rule('address', 'is not an address', 'Give its parts by name, such as country.'),
	customer_customer_code_key: anotherCode('customer', 'customerCode'),
	customer_email_check: rule('email', 'is not a mail address', 'Write it as name@example.com.'),
	customer_language_check: rule('language', 'is not a language', 'Choose one from the list.'),
	customer_name_check: rule('name', 'is empty', 'Give a name.'),
	customer_vat_number_check: rule(
		'vatNumber',
		'is not a VAT number',
		'Write it with its country and without spaces, such as BE0123456749.',
	),
	customer_paypal_payer_id_key: rule(
		'paypalPayerId',
		'is taken: another customer has this payer of PayPal',
		'Look it up with MSP Customers → Customer: List, and take it away there first.',
	),
	customer_stripe_customer_id_key: rule(
		'stripeCustomerId',
		'is taken: another customer has this customer of Stripe',
		'Look it up with MSP Customers → Customer: List, and take it away there first.',
	),

	plan_currency_check: currency,
	plan_limits_check: rule('limits', 'are not the limits of a plan', 'Give all four limits, or none.'),
	plan_mailbox_quota_megabytes_check: rule('mailboxQuotaMegabytes', 'is not above zero', 'Give 1 or more, or none.'),
	plan_name_check: rule('name', 'is empty', 'Give a name.'),
	plan_package_name_check: rule('packageName', 'is empty', 'Name a package of the panel.'),
	plan_placement_check: rule('placement', 'is not a way to place accounts', 'Give least_full or fill_then_next.'),
	plan_plan_code_check: rule('planCode', 'is not a code', 'Give up to 40 lower-case letters, digits and hyphens.'),
	plan_plan_code_key: anotherCode('plan', 'planCode'),
	plan_price_minor_check: rule('price', 'is below zero', 'Give zero or more.'),

	server_base_url_check: rule('baseUrl', 'is not an address', 'Write it as https://web1.example.com:2087.'),
	server_certificate_fingerprint_check: rule(
		'certificateFingerprint',
		'is not a fingerprint',
		'Give the 64 hexadecimal digits of SHA-256.',
	),
	server_max_accounts_check: rule('maxAccounts', 'is below zero', 'Give zero or more.'),
	server_max_concurrency_check: rule('maxConcurrency', 'is not from 1 to 32', 'Give a number from 1 to 32.'),
	server_panel_check: rule('panel', 'is not a panel', 'Choose one from the list.'),
	server_server_code_check: rule(
		'serverCode',
		'is not a code',
		'Give up to 63 lower-case letters, digits, dots and hyphens.',
	),
	server_server_code_key: anotherCode('server', 'serverCode'),

	service_customer_id_fkey: rule('customer', 'does not exist', 'Take it from MSP Customers → Customer: List.'),
	service_domain_check: rule('domain', 'has capitals', 'Write it in lower case.'),
	service_domain_in_ascii: rule(
		'domain',
		'is not written in ASCII',
		'Write it as a domain such as example.com: the pack turns other letters into ASCII.',
	),
	service_domain_once: rule(
		'domain',
		'is served already, by another order',
		'End that one first, or choose another domain: MSP Customers → Service: List finds it.',
	),
	service_order_reference_key: rule(
		'orderReference',
		'is taken: another order has it',
		'Give each order a reference of its own.',
	),
	service_plan_id_fkey: rule('plan', 'does not exist', 'Take it from MSP Customers → Plan: List.'),
	service_server_id_fkey: rule('server', 'does not exist', 'Take it from MSP Customers → Server: List.'),
	service_suspension_reason_check: rule('reason', 'is not a reason of suspension', 'Choose one from the list.'),

	invoice_currency_check: currency,
	invoice_number_key: rule(
		'invoiceNumber',
		'is taken: another invoice of this company has it',
		'Give the order another reference: the number follows from it.',
	),
	invoice_source_external_id_key: rule(
		'externalId',
		'is taken: another invoice of this source has it',
		'Look it up with MSP Billing → Invoice: List.',
	),
	invoice_total_minor_check: rule('total', 'is below zero', 'Give zero or more.'),

	invoice_adjustment_amount_minor_check: rule('amount', 'is zero', 'Give an amount above or below zero.'),
	invoice_adjustment_invoice_id_reference_key: rule(
		'reference',
		'is taken: another adjustment of this invoice has it',
		'Give each adjustment a reference of its own.',
	),
	invoice_adjustment_reason_check: rule('reason', 'is empty', 'Say why the invoice is adjusted.'),

	api_key_name_check: rule('name', 'is not from 1 to 100 characters long', 'Give a short name.'),
	api_key_per_minute_check: rule('perMinute', 'is not from 1 to 60000', 'Give a number from 1 to 60000.'),
	api_key_scopes_check: rule('scopes', 'are empty', 'Choose at least one scope.'),

	subject: rule(
		'subjectId',
		'is not of this customer, or does not exist',
		'Take the ID from the list of its kind, such as MSP Customers → Service: List.',
	),
	task_kind_check: rule('kind', 'is not a kind of task', 'Give lower-case letters, digits and underscores.'),
};

/**
 * The rules that only a mistake of the pack, or two runs at the same moment, can break: what is wrong, as the end of a
 * sentence that begins with "The back office refuses".
 */
export const packRules: Readonly<Record<string, string>> = {
	...feedRules,
	...companyPackRules,
	...migrationRules,
	...ansibleRules,
	...importRules,
	...renewalPackRules,
	...chargeRules,
	...dunningRules,
	...rentalRules,
	...paymentRequestRules,
	...reconciliationRules,
	...certificateRules,

	audit_log_customer_id_fkey: 'an audit entry for a customer that does not exist',
	audit_log_outcome_check: 'an audit entry with an unknown outcome',
	audit_log_pkey: 'a second audit entry under one number',

	alert_cause_check: 'an alert without a cause, or with one that is too long',
	alert_facts_check: 'an alert whose facts are no object',
	alert_kind_check: 'an alert of an unknown kind',
	alert_open: 'a second open alert for one cause',
	alert_pkey: 'a second alert with one ID',
	alert_run_alert_id_fkey: 'a run of an alert that does not exist',
	alert_run_pkey: 'a second note of one run',
	alert_settles_check: 'an alert that settles in an unknown way',
	alert_severity_check: 'an alert with an unknown severity',
	alert_subject_alert_id_fkey: 'a subject of an alert that does not exist',
	alert_subject_kind_check: 'a subject of an alert of an unknown kind',
	alert_subject_pkey: 'a second note of one subject of an alert',
	alert_to_tell_check: 'an alert that is to tell something unknown',

	customer_pkey: 'a second customer with one ID',
	plan_pkey: 'a second plan with one ID',
	server_pkey: 'a second server with one ID',
	server_slot_pkey: 'a second place with one number on a server',
	server_slot_server_id_fkey: 'a place on a server that does not exist',

	service_check: 'a suspended service without the time of its suspension',
	service_check1: 'a suspended service without the reason and the author of its suspension',
	service_customer_id_id_key: 'a second service with one ID',
	service_pkey: 'a second service with one ID',
	service_status_check: 'a service with an unknown status',

	invoice_check: 'an invoice whose balance is below zero or above its total',
	invoice_customer_id_fkey: 'an invoice for a customer that does not exist',
	invoice_customer_id_id_key: 'a second invoice with one ID',
	invoice_customer_id_service_id_fkey: "an invoice for a service that does not exist, or is another customer's",
	invoice_pkey: 'a second invoice with one ID',
	invoice_setup_decision_check: 'an invoice with an unknown decision on the set-up',
	invoice_source_check: 'an invoice with an unknown source',
	invoice_status_check: 'an invoice with an unknown status',

	invoice_check1: 'an invoice whose period ends before it begins',
	invoice_period_number_check: 'an invoice of a period before the first',
	invoice_adjustment_customer_id_fkey: 'an adjustment for a customer that does not exist',
	invoice_adjustment_customer_id_invoice_id_fkey:
		"an adjustment of an invoice that does not exist, or is another customer's",
	invoice_adjustment_pkey: 'a second adjustment with one ID',

	payment_lost_minor_check: 'a payment with a loss of less than zero',
	payment_price_minor_check: 'a payment of a price of less than zero',
	payment_amount_minor_check: 'a payment of less than zero',
	payment_customer_id_fkey: 'a payment of a customer that does not exist',
	payment_customer_id_invoice_id_fkey: "a payment of an invoice that does not exist, or is another customer's",
	payment_customer_id_service_id_fkey: "a payment of a service that does not exist, or is another customer's",
	payment_outcome_check: 'a payment with an unknown outcome',
	payment_pkey: 'a second payment with one ID',
	payment_provider_check: 'a payment of an unknown provider',
	payment_provider_payment_reference_key: 'the same payment a second time',
	payment_refunded_minor_check: 'a payment with a refund of less than zero',

	payment_event_customer_id_fkey: 'a payment event of a customer that does not exist',
	payment_event_customer_id_invoice_id_fkey:
		"a payment event of an invoice that does not exist, or is another customer's",
	payment_event_names_check: 'a payment event without a name',
	payment_transmission_pkey: 'the same transmission a second time',
	payment_event_pkey: 'a second payment event with one ID',
	payment_event_provider_check: 'a payment event of an unknown provider',
	payment_event_provider_event_id_key: 'the same payment event a second time',
	payment_event_rejection_pkey: 'a second count of the same refusals',

	task_customer_id_fkey: 'a task for a customer that does not exist',
	task_customer_id_id_key: 'a second task with one ID',
	task_input_check: 'a task whose input is not an object',
	task_pkey: 'a second task with one ID',
	task_status_check: 'a task with an unknown status',
	task_subject_type_check: 'a task on an unknown type of subject',
	task_task_key_key: 'the same task a second time',
	task_step_customer_id_fkey: 'a step for a customer that does not exist',
	task_step_customer_id_task_id_fkey: "a step of a task that does not exist, or is another customer's",
	task_step_pkey: 'a second step with one ID',
	task_step_status_check: 'a step with an unknown status',
	task_step_task_id_name_key: 'a second step with one name in a task',

	message_log_customer_id_fkey: 'a message to a customer that does not exist',
	message_log_customer_id_task_id_fkey: "a message of a task that does not exist, or is another customer's",
	message_log_message_id_key: 'the same message a second time',
	message_log_pkey: 'a second message with one ID',
	message_log_status_check: 'a message with an unknown status',

	api_key_key_hash_check: 'a key of the API whose hash is not SHA-256',
	api_key_key_hash_key: 'the same key of the API a second time',
	api_key_pkey: 'a second key of the API with one ID',
	api_key_prefix_key: 'a second key of the API with one beginning',
	api_refusal_code_check: 'a refusal with a code that is too long',
	api_refusal_count_check: 'a count of refusals below one',
	api_refusal_pkey: 'a second count of the same refusals',
	api_refusal_route_check: 'a refusal with a route that is too long',

	drift_finding_billing_check: 'a finding whose facts of billing are not an object',
	drift_finding_check: 'a finding on a service without its customer',
	drift_finding_customer_id_fkey: 'a finding on a customer that does not exist',
	drift_finding_customer_id_service_id_fkey: "a finding on a service that does not exist, or is another customer's",
	drift_finding_finding_key_key: 'the same finding a second time',
	drift_finding_fix_check: 'a finding with an unknown fix',
	drift_finding_kind_check: 'a finding of an unknown kind',
	drift_finding_panel_check: 'a finding whose facts of the panel are not an object',
	drift_finding_pkey: 'a second finding with one ID',
	drift_finding_run_id_fkey: 'a finding of a run that does not exist',
	drift_finding_server_id_fkey: 'a finding on a server that does not exist',
	drift_finding_severity_check: 'a finding of an unknown severity',
	drift_finding_status_check: 'a finding with an unknown status',
	drift_run_pkey: 'a second run with one ID',
	drift_server_pkey: 'a second result of one server in a run',
	drift_server_run_id_fkey: 'a result of a run that does not exist',
	drift_server_server_id_fkey: 'a result of a server that does not exist',
};

/** The rule that a statement broke. A trigger that plays a rule names it in its message only. */
export const brokenRuleOf = ({ constraint, message }: DatabaseError): string =>
	constraint ?? /constraint "([^"]+)"/.exec(message)?.[1] ?? '';

/** Whether this pack knows a rule. */
export const hasWords = (name: string): boolean => Object.hasOwn(valueRules, name) || Object.hasOwn(packRules, name);
