import { z } from 'zod';
import { takeBack } from '../../../../core/provisioning';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { taskId } from '../../../shared/taskFields';
import { runOptions, secondsOf } from '../changeFields';
import type { ProvisioningContext } from '../../openProvisioning';

export const undoStepOfService = operation({
	name: 'undo',
	label: 'Undo',
	action: 'Undo step of service',
	description:
		'Undo what a durable step made, where it was made: on the panel of its server, or by the playbook that does the opposite. A run of Ansible that goes on is ended; what it has changed is named, and stays. A repeat changes nothing.',
	fields: {
		taskId,
		stepName: text('Step Name', z.string().min(1, 'must name a step').max(textLimits.key), {
			required: true,
			description: 'A step from MSP Task → Step: Undo List',
		}),
		options: runOptions,
	},
	run: async ({ doors, ...office }: ProvisioningContext, { options, ...place }) =>
		await takeBack(office, doors, { ...place, timeoutSeconds: secondsOf(options) }),
});
