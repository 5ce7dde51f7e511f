import type { BackOffice } from '../../../../core/db';
import { startLifecycleTask } from '../../../../core/provisioning';
import { choice } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { changeFields } from '../fields';

export const suspend = operation({
	name: 'suspend',
	label: 'Suspend',
	action: 'Start suspension of service',
	description: 'Start the task that suspends a service, or return the existing task',
	fields: {
		...changeFields,
		reason: choice(
			'Reason',
			{ abuse: 'Abuse', manual: 'Manual', overdue: 'Overdue', resource: 'Resource', security: 'Security' },
			{ default: 'overdue' },
		),
	},
	run: async (backOffice: BackOffice, { by = 'system', ...order }) =>
		await startLifecycleTask(backOffice, { kind: 'suspend', by, ...order }),
});
