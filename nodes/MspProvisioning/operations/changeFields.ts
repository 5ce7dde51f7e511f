import { z } from 'zod';
import { textLimits } from '../../../core/kernel/textLimits';
import { additional, number, text } from '../../shared/field';

const defaultMinutes = 30;

/** The name of the step of an operation that changes a service. */
export const stepNameField = (by: string, what: string) =>
	text('Step Name', z.string().trim().min(1, 'must name a step').max(textLimits.token), {
		required: true,
		default: by,
		description: `${what} A step that is done is not done again.`,
	});

export const runOptions = additional(
	'Options',
	{
		timeoutMinutes: number('Timeout (Minutes)', z.number().int().min(1).max(1_440, 'must be 1440 at the most'), {
			default: defaultMinutes,
			typeOptions: { minValue: 1, maxValue: 1_440 },
			description: 'How long a playbook may run. Then it is ended on the controller.',
		}),
	},
	{ placeholder: 'Add Option' },
);

export const secondsOf = ({ timeoutMinutes = defaultMinutes }: { readonly timeoutMinutes?: number }) =>
	timeoutMinutes * 60;
