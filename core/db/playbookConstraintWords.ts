import type { ValueRule } from './constraintWords';

const rule = (field: string, complaint: string, remedy: string): ValueRule => ({ field, complaint, remedy });

/** The rules of plans that are delivered by playbook, and of hosts behind Ansible: see constraintWords.ts. */
export const playbookValueRules: Readonly<Record<string, ValueRule>> = {
	plan_delivery_check: rule('delivery', 'is not a way to deliver a service', 'Give panel or playbook.'),
	plan_delivery_playbooks_check: rule(
		'playbooks',
		'are missing: the plan is delivered by playbook',
		'Name a playbook for create, suspend, resume and terminate.',
	),
	plan_playbooks_check: rule(
		'playbooks',
		'are not the playbooks of a plan',
		'Name a playbook for create, suspend, resume and terminate, or none.',
	),
	server_log_in_check: rule(
		'panel',
		'has not the log-in that belongs to it',
		'Give a host behind Ansible no log-in, and every other server an address, a user name and a token.',
	),
};
