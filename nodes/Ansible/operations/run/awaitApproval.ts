import { z } from 'zod';
import { awaitApproval as wait } from '../../../../core/ansibleRuns';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import type { AnsibleContext } from '../../context';
import { run } from './fields';
import { wholeSeconds } from './wholeSeconds';

export const awaitApproval = operation({
	name: 'awaitApproval',
	label: 'Await Approval',
	action: 'Await approval of check run',
	description:
		'Let a task wait until a person has decided on a check run, and return how it stands. The task is due at once when somebody decides.',
	fields: {
		run,
		taskId: text('Task ID', z.uuid('must be a task ID'), {
			required: true,
			placeholder: 'e.g. {{ $json.taskId }}',
			description: 'The task that waits',
		}),
	},
	run: async ({ openOffice }: AnsibleContext, { run: runId, taskId }) =>
		wholeSeconds(
			await wait(await openOffice(), {
				runId,
				taskId,
				statusDetail: `waits for the approval of the check run ${runId}`,
			}),
		),
});
