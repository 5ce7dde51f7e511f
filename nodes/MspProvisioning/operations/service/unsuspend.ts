import type { BackOffice } from '../../../../core/db';
import { startLifecycleTask } from '../../../../core/provisioning';
import { operation } from '../../../shared/operation';
import { changeFields } from '../fields';

export const unsuspend = operation({
	name: 'unsuspend',
	label: 'Unsuspend',
	action: 'Start unsuspension of service',
	description: 'Start the task that unsuspends a service, or return the existing task',
	fields: changeFields,
	run: async (backOffice: BackOffice, { by = 'system', ...order }) =>
		await startLifecycleTask(backOffice, { kind: 'unsuspend', by, ...order }),
});
