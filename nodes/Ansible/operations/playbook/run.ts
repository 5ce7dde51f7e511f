import { z } from 'zod';
import { textLimits } from '../../../../core/kernel/textLimits';
import { durableStepFields } from '../../../shared/durableStep';
import { locator } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { carryOut } from '../../carryOut';
import type { AnsibleContext } from '../../context';
import { runOutputs } from '../../hostItems';
import { hostFields } from '../hostFields';
import { inventoryFields } from '../inventoryFields';
import { requestOf } from '../request';
import { check, playbookOptions, variableFields } from '../runFields';

export const runPlaybook = operation({
	name: 'run',
	label: 'Run',
	action: 'Run playbook',
	description:
		'Run a playbook on hosts, or a template of AWX or Semaphore, and return one item for each host. A repeat attaches to the same run.',
	outputs: runOutputs,
	fields: {
		playbook: locator('Playbook', z.string().trim().min(1, 'must name a playbook').max(textLimits.path), {
			search: 'searchPlaybooks',
			placeholder: 'e.g. site.yml',
			required: true,
			description: 'Its path in the project. At AWX and Semaphore it is the template, by its name or ID.',
		}),
		...hostFields,
		check,
		...inventoryFields,
		...variableFields,
		options: playbookOptions,
		...durableStepFields,
	},
	run: async (context: AnsibleContext, { playbook, ...given }) => {
		const request = await requestOf(context, { kind: 'playbook', playbook }, given);
		return await carryOut(context, context.runner, request, given.options);
	},
});
