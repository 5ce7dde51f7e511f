import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { startLifecycleTask } from '../../../../core/provisioning';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { changeFields } from '../fields';
import { textLimits } from '../../../../core/kernel/textLimits';

export const changePlan = operation({
	name: 'changePlan',
	label: 'Change Plan',
	action: 'Start change of plan of service',
	description:
		'Start the task that gives a service another plan, and its account the package of that plan, or return the existing task',
	fields: {
		...changeFields,
		planCode: text('Plan Code', z.string().trim().min(1, 'must name a plan').max(textLimits.token), {
			required: true,
			placeholder: 'e.g. business',
			description: 'The plan that the service gets when the panel has its package',
		}),
	},
	run: async (backOffice: BackOffice, { by = 'system', ...order }) =>
		await startLifecycleTask(backOffice, { kind: 'change_package', by, ...order }),
});
