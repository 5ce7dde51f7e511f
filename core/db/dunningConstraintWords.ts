import type { ValueRule } from './constraintWords';

const rule = (field: string, complaint: string, remedy: string): ValueRule => ({ field, complaint, remedy });

/** What somebody may break with a value of their own in the tables of billing policies and dunning. */
export const dunningValueRules: Readonly<Record<string, ValueRule>> = {
	dunning_campaign_code_check: rule(
		'campaign',
		'is not a code',
		'Give up to 40 lower-case letters, digits, hyphens and underscores.',
	),
	dunning_campaign_name_check: rule('name', 'is empty', 'Give a name.'),
	dunning_stage_code_check: rule(
		'stages',
		'are not all with a code',
		'Give up to 40 lower-case letters, digits, hyphens and underscores.',
	),
};

/** What only a mistake of the pack, or two runs at the same moment, can break in them. */
export const dunningRules: Readonly<Record<string, string>> = {
	billing_policy_customer_id_fkey: 'a policy of a customer that does not exist',
	billing_policy_customer_id_key: 'a second policy of one customer',
	billing_policy_default: 'a second default policy',
	billing_policy_of: 'a policy whose owner is not of its scope',
	billing_policy_pkey: 'a second policy with one ID',
	billing_policy_plan_id_fkey: 'a policy of a plan that does not exist',
	billing_policy_plan_id_key: 'a second policy of one plan',
	billing_policy_scope_check: 'a policy of an unknown scope',
	billing_policy_settings_check: 'a policy whose settings are no object',

	dunning_attempt_customer_id_fkey: 'a note of dunning for a customer that does not exist',
	dunning_attempt_customer_id_invoice_id_fkey:
		"a note of dunning for an invoice that does not exist, or is another customer's",
	dunning_attempt_customer_id_task_id_fkey:
		"a note of dunning for a task that does not exist, or is another customer's",
	dunning_attempt_once: 'a second note of one stage of an invoice',
	dunning_attempt_pkey: 'a second note of dunning with one ID',
	dunning_attempt_run_id_fkey: 'a note of a run of dunning that does not exist',
	dunning_attempt_status_check: 'a note of dunning with an unknown status',
	dunning_campaign_pkey: 'a second campaign with one code',
	dunning_campaign_thresholds_check: 'a campaign whose thresholds are no object',
	dunning_run_counts_check: 'a run of dunning whose counts are no object',
	dunning_run_mode_check: 'a run of dunning in an unknown mode',
	dunning_run_pkey: 'a second run of dunning with one ID',
	dunning_run_status_check: 'a run of dunning with an unknown status',
	dunning_stage_action_check: 'a stage with an unknown action',
	dunning_stage_campaign_code_fkey: 'a stage of a campaign that does not exist',
	dunning_stage_channel_check: 'a stage with an unknown channel',
	dunning_stage_fee_check: 'a stage whose fee is no object',
	dunning_stage_offset_days_check: 'a stage that is too far from the due day',
	dunning_stage_pkey: 'a second stage with one code',
};
