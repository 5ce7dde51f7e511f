import { z } from 'zod';
import { mostEntries, textLimits } from '../../../../core/kernel/textLimits';
import { durableStepFields } from '../../../shared/durableStep';
import { choice, json, locator, rows, text } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';
import { operation } from '../../../shared/operation';
import { carryOut } from '../../carryOut';
import type { AnsibleContext } from '../../context';
import { runOutputs } from '../../hostItems';
import { scriptRequest } from '../request';
import { locale, scriptOptions } from '../runFields';

const argument = z.string('must be a text').max(textLimits.lines);

export const runScript = operation({
	name: 'run',
	label: 'Run',
	action: 'Run script',
	description:
		'Run an executable script of a project on the controller. Its exit code decides, and run.output has the end of its standard output. A repeat attaches to the same run.',
	outputs: runOutputs,
	fields: {
		script: locator('Script', z.string().trim().min(1, 'must name a script').max(textLimits.path), {
			search: 'searchScripts',
			placeholder: 'e.g. bin/create-user',
			required: true,
			description:
				'Its path in the project. The list runs scripts in which --help occurs, with that, to show what they say.',
		}),
		specifyArguments: choice('Specify Arguments', { rows: 'One by One', json: 'JSON' }),
		scriptArguments: rows('Arguments', {
			row: 'Argument',
			fields: { argument: text('Argument', argument) },
			most: mostEntries,
			description:
				'Each is one argument, whatever it holds. Whoever may list processes on the controller can read them.',
			displayOptions: { show: { specifyArguments: ['rows'] } },
		}),
		argumentsJson: json(
			'Arguments',
			jsonValue(z.array(argument, 'must be a list of texts').max(mostEntries)).optional(),
			{
				placeholder: '["--user", "ada"]',
				description: 'A list of texts. Whoever may list processes on the controller can read them.',
				displayOptions: { show: { specifyArguments: ['json'] } },
			},
		),
		locale,
		options: scriptOptions,
		...durableStepFields,
	},
	run: async (context: AnsibleContext, { script, locale: chosen, options, ...given }) => {
		const { specifyArguments, scriptArguments, argumentsJson = [] } = given;
		const list = specifyArguments === 'json' ? argumentsJson : scriptArguments.map((row) => row.argument);
		const work = { kind: 'script', script, arguments: list, locale: chosen } as const;
		return await carryOut(context, context.scripts(), scriptRequest(context, work, options), options);
	},
});
