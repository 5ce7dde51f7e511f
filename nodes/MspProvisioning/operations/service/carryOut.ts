import { z } from 'zod';
import { carryOut } from '../../../../core/provisioning';
import { textLimits } from '../../../../core/kernel/textLimits';
import { choice, text } from '../../../shared/field';
import { operation, ToOutput } from '../../../shared/operation';
import { taskId } from '../../../shared/taskFields';
import { runOptions, secondsOf, stepNameField } from '../changeFields';
import type { ProvisioningContext } from '../../openProvisioning';

export const carryOutChange = operation({
	name: 'carryOut',
	label: 'Carry Out',
	action: 'Carry out change of service',
	description:
		'Make the change that a task is for, once: on the panel of its server or by a playbook of its plan. The service follows it, and a roll-back takes it back.',
	outputs: ['Done', 'Not as Approved'],
	fields: {
		taskId,
		stepName: stepNameField('service', 'A name of its own within the task.'),
		approval: choice(
			'Approval',
			{ none: 'Not Needed', required: 'Only as Approved' },
			{
				description:
					'Whether a playbook may run only as a person approved it. If it would run otherwise, nothing runs, and the task is due at once for another check.',
			},
		),
		checkRunId: text('Check Run ID', z.string().trim().max(textLimits.key).optional(), {
			required: true,
			placeholder: 'e.g. {{ $json.checkRunId }}',
			description: 'The check run that was approved, from Service: Check First',
			displayOptions: { show: { approval: ['required'] } },
		}),
		options: runOptions,
	},
	run: async ({ doors, ...office }: ProvisioningContext, { approval, checkRunId = '', options, ...place }) => {
		const approvalOf = approval === 'required' ? checkRun.parse({ checkRunId }).checkRunId : undefined;
		const carried = await carryOut(office, doors, { ...place, approvalOf, timeoutSeconds: secondsOf(options) });
		if (!carried.done) return new ToOutput('Not as Approved', carried);
		const { result, ...about } = carried;
		return new ToOutput('Done', { ...result, ...about });
	},
});

/** A check that got lost on the way is no approval. */
const checkRun = z.object({ checkRunId: z.string().min(1, 'must name the check run that was approved') });
