import { z } from 'zod';
import type { Json } from '../../../../core/ansible';
import { textLimits } from '../../../../core/kernel/textLimits';
import { durableStepFields } from '../../../shared/durableStep';
import { json, optional, text } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { operation } from '../../../shared/operation';
import { carryOut } from '../../carryOut';
import type { AnsibleContext } from '../../context';
import { runOutputs } from '../../hostItems';
import { hostFields } from '../hostFields';
import { inventoryFields } from '../inventoryFields';
import { requestOf } from '../request';
import { check, moduleOptions } from '../runFields';

const jsonData: z.ZodType<Json> = z.json();

export const runModule = operation({
	name: 'run',
	label: 'Run',
	action: 'Run module',
	description:
		'Run one module of Ansible on hosts, such as ansible.builtin.ping, and return one item for each host. A repeat attaches to the same run.',
	outputs: runOutputs,
	fields: {
		module: text('Module', z.string().trim().min(1, 'must name a module').max(textLimits.key), {
			required: true,
			placeholder: 'e.g. ansible.builtin.ping',
		}),
		moduleArguments: json(
			'Arguments',
			optional(jsonValue(z.record(z.string(), jsonData, 'must be an object'))).transform((given) => given ?? {}),
			{
				default: '{}',
				description: 'An object of the arguments of the module. Types are kept. Every text is data, and no template.',
			},
		),
		...hostFields,
		check,
		...inventoryFields,
		options: moduleOptions,
		...durableStepFields,
	},
	run: async (context: AnsibleContext, { module, moduleArguments, ...given }) => {
		const request = await requestOf(context, { kind: 'module', module, arguments: moduleArguments }, given);
		return await carryOut(context, context.runner, request, given.options);
	},
});
