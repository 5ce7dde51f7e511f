import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { noteFailedRun, type FailedRun } from '../../../../core/alerts';
import { actorNamed } from '../../../shared/backOffice';
import { json, toggle } from '../../../shared/field';
import { operation, ToOutput } from '../../../shared/operation';
import type { AlertContext } from '../../alertContext';
import { itemOf } from '../fields';

const words = z.string().transform((text) => text.slice(0, 2_000));
const failure = z.object({
	message: words.catch('The run failed without a word.'),
	description: words.nullish().catch(null),
	context: z.object({ errorClass: z.string().max(40).optional() }).catch({}),
});

/** What n8n's Error Trigger gives: a run that failed, or a trigger that could not start. */
const failedRun = z.object({
	workflow: z.object({ id: z.string().max(255).default('unsaved'), name: z.string().max(255).default('unnamed') }),
	execution: z
		.object({
			id: z.coerce.string().max(255).optional(),
			url: z.url().max(2_000).optional().catch(undefined),
			lastNodeExecuted: z.string().max(255).optional().catch(undefined),
			error: failure.optional(),
		})
		.optional(),
	trigger: z.object({ error: failure.optional() }).optional(),
});

export const noteFailed = operation({
	name: 'noteFailed',
	label: 'Note Failed',
	action: 'Note failed run',
	description:
		'Keep that a run of a workflow failed. Runs that failed of one cause are one alert; the same run told twice is one.',
	outputs: ['Noted', 'Database Down'],
	fields: {
		failedRun: json('Failed Run', failedRun, {
			default: '={{ $json }}',
			description: "What n8n's Error Trigger gives",
		}),
		resumes: toggle('Taken Up by Itself', z.boolean(), {
			description:
				'Whether the work of this workflow is kept in the back office, so that another run takes it up. The alert then settles by itself.',
		}),
	},
	run: async ({ office, run }: AlertContext, { failedRun: given, resumes }) => {
		const failed = { ...runOf(given), instanceId: run.instanceId, resumes };
		const noted = await noteFailedRun(await office(), failed);
		if (noted.told === 'alert') return new ToOutput('Noted', itemOf(noted.alert));
		// Claim to Tell finds that the database is down, too, and tells it once.
		if (noted.why === 'store_down') return new ToOutput('Database Down', { error: noted.words });
		return new ToOutput('Noted', { alertId: null, nothingToTell: noted.why });
	},
});

function runOf({
	workflow,
	execution,
	trigger,
}: z.output<typeof failedRun>): Omit<FailedRun, 'instanceId' | 'resumes'> {
	const error = execution?.error ?? trigger?.error ?? failure.parse({});
	// A trigger that could not start has no execution.
	const executionId = execution?.id ?? randomUUID();
	return {
		workflowId: workflow.id,
		workflowName: workflow.name,
		executionId,
		node: execution?.lastNodeExecuted,
		message: error.message,
		remedy: error.description ?? undefined,
		errorClass: error.context.errorClass,
		detailsUrl: execution?.url,
		actor: actorNamed(workflow.name, executionId),
	};
}
