import { checkFirst } from '../../../../core/provisioning';
import { operation } from '../../../shared/operation';
import { taskId } from '../../../shared/taskFields';
import { runOptions, secondsOf, stepNameField } from '../changeFields';
import type { ProvisioningContext } from '../../openProvisioning';

export const checkChange = operation({
	name: 'checkFirst',
	label: 'Check First',
	action: 'Check change of service',
	description:
		'Run the playbook of a change in check mode, once, so that a person can see what it would do and approve it with Ansible → Run: Ask for Approval',
	fields: {
		taskId,
		stepName: stepNameField('check', 'A name of its own within the task. Another check after a refusal adds a number.'),
		options: runOptions,
	},
	run: async ({ doors, ...office }: ProvisioningContext, { options, ...place }) =>
		await checkFirst(office, doors, { ...place, timeoutSeconds: secondsOf(options) }),
});
