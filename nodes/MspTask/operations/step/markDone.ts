import { z } from 'zod';
import { markDone, type TaskOffice } from '../../../../core/tasks';
import { json, optional } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { operation } from '../../../shared/operation';
import { stepName, taskId } from '../fields';

/** Any JSON: what the node put out. */
const anyJson = optional(jsonValue(z.unknown()));

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
