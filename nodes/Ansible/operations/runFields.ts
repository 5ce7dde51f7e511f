import { z } from 'zod';
import type { Json } from '../../../core/ansible';
import { textLimits } from '../../../core/kernel/textLimits';
import { additional, json, number, optional, password, rows, text, toggle, type Field } from '../../shared/field';
import { jsonValue } from '../../shared/jsonValue';
import { names } from './hostFields';

/** The rule of a job's ID, with room for the number of an attempt. */
export const runId = z
	.string()
	.trim()
	.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,89}$/, 'must be up to 90 letters, digits, dots, hyphens and underscores');

const jsonData: z.ZodType<Json> = z.json();
const byName = optional(jsonValue(z.record(z.string(), jsonData, 'must be an object'))).transform(
	(given) => given ?? {},
);

export const project = text('Project', z.string().trim().max(textLimits.path).default(''), {
	placeholder: 'e.g. servers',
	description: 'The name of a project from Project: Sync, or a directory. Empty: that of the credential.',
});

export const check = toggle('Check Mode', z.boolean(), {
	description:
		'Whether to only report what would change. A task with check_mode: false changes things all the same, and is reported as done.',
});

export const locale = text(
	'Locale',
	z
		.string()
		.trim()
		.regex(/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/, 'must be a locale such as fr_BE.UTF-8')
		.default('C.UTF-8'),
	{ default: 'C.UTF-8', placeholder: 'e.g. fr_BE.UTF-8', description: 'The language of what a script says' },
);

/** What a play is told. */
export const variableFields = {
	variables: json('Extra Variables', byName, {
		default: '{}',
		description: 'An object. Types are kept. Every text is data: braces in it are no template.',
	}),
	secretVariables: rows('Secret Variables', {
		row: 'Variable',
		fields: {
			name: text('Name', z.string().trim().min(1, 'must not be empty').max(textLimits.key)),
			value: password('Value', z.string().max(textLimits.secret)),
		},
		most: 100,
		description: 'Variables that are recorded nowhere, and are taken out of the log',
	}),
} as const satisfies Readonly<Record<string, Field>>;

/** Options of everything that runs. */
export const commonOptions = {
	project,
	timeoutSeconds: number('Timeout (Seconds)', z.number().int().min(1).max(604_800, 'must be 604800 at the most'), {
		default: 3_600,
		typeOptions: { minValue: 1, maxValue: 604_800 },
		description: 'After so long the run is ended with all its processes',
	}),
	returnAtOnce: toggle('Return at Once', z.boolean(), {
		description: 'Whether to go on when the run has begun. Run: Wait attaches to it by its ID.',
	}),
	runKey: text('Run Key', runId, {
		placeholder: 'e.g. order-1042-create',
		description:
			'Identifies the run: with the same key it is started once, and whoever comes later gets its outcome. Without one it is this item of this run of the node in this execution.',
	}),
	keepWhenCancelled: toggle('Keep Running When Cancelled', z.boolean(), {
		description: 'Whether the run goes on when the execution of the workflow is cancelled. Otherwise it is ended.',
	}),
	logFile: toggle('Log as File', z.boolean(), {
		description: 'Whether the first item carries the whole log as a file. Secrets are taken out of it.',
	}),
} as const satisfies Readonly<Record<string, Field>>;

/** Options of what Ansible runs. */
const ansibleOptions = {
	...commonOptions,
	diff: toggle('Show Differences', z.boolean(), {
		description: 'Whether to report what changes within files. It may show what is secret in them.',
	}),
	forks: number('Forks', z.number().int().min(1).max(500, 'must be 500 at the most'), {
		default: 5,
		typeOptions: { minValue: 1, maxValue: 500 },
		description: 'On how many hosts to work at a time',
	}),
	become: toggle('Become Root', z.boolean(), {
		description: 'Whether tasks run as root, by sudo, unless they say otherwise',
	}),
	verbosity: number('Verbosity', z.number().int().min(0).max(5, 'must be 5 at the most'), {
		typeOptions: { minValue: 0, maxValue: 5 },
		description: 'How much Ansible tells in the log, from 0 to 5',
	}),
	templates: text('Templates Allowed In', names, {
		placeholder: 'e.g. greeting, motd',
		description:
			'Names of extra variables whose texts may be templates. Whoever writes such a text can run commands on the controller.',
	}),
} as const satisfies Readonly<Record<string, Field>>;

const approvedRun = text('Only as Approved', runId, {
	placeholder: 'e.g. {{ $json.runId }}',
	description:
		'The ID of a check run that a person approved. A run that would be another one than that is refused, with the part that differs.',
});

const tags = text('Tags', names, {
	placeholder: 'e.g. users, keys',
	description: 'Only tasks with one of these tags',
});
const skipTags = text('Skip Tags', names, {
	placeholder: 'e.g. reboot',
	description: 'No tasks with one of these tags',
});

const more = { placeholder: 'Add Option' };
export const playbookOptions = additional('Options', { ...ansibleOptions, approvedRun, tags, skipTags }, more);
export const moduleOptions = additional('Options', { ...ansibleOptions, approvedRun }, more);
export const scriptOptions = additional('Options', commonOptions, more);
