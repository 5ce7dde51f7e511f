import { z } from 'zod';
import { markDone, type TaskOffice } from '../../../../core/tasks';
import { json, optional } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { stepName, taskId } from '../fields';

const parsed = z.string().transform((given, context): unknown => {
	try {
		return JSON.parse(given);
	} catch {
		context.addIssue('must be JSON');
		return z.NEVER;
	}
});
const anyJson = optional(z.union([parsed, z.record(z.string(), z.unknown())], 'must be JSON'));

export const markStepDone = operation({
	name: 'markDone',
	label: 'Mark Done',
	action: 'Mark step done',
	description: 'Record that the node after Run Once has done its work, so that it does not run again',
	fields: {
		taskId,
		stepName,
		result: json('Result', anyJson, { description: 'The output of the node to keep. Never put a secret here.' }),
	},
	run: async (office: TaskOffice, { result, ...place }) => {
		await markDone(office, place, result ?? null);
		return { ...place, done: true };
	},
});
