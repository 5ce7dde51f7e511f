import { z } from 'zod';
import { mustBeVariables, type Variables } from '../../../../core/ansible';
import {
	mustHavePlaybooks,
	planPlaybooks,
	playbookChanges,
	type Delivery,
	type PlanPlaybooks,
	type PlaybookChange,
} from '../../../../core/catalog';
import { textLimits } from '../../../../core/kernel/textLimits';
import { additional, choice, json, text, type Field } from '../../../shared/field';
import { jsonValue } from '../../../shared/jsonValue';

const described = {
	description: 'What makes and changes a service: the panel of its server, or a playbook for each change',
};
const byPanel = 'By Panel';
const byPlaybook = 'By Playbook';

/** Counts only while the editor shows it. */
const whenByPlaybook = { displayOptions: { show: { delivery: ['playbook'] } } };
const path = z.string().max(textLimits.path).optional();

const playbookField = (label: string, name: string, does: string): Field<typeof path> =>
	text(label, path, {
		required: true,
		placeholder: `e.g. services/${name}.yml`,
		description: `The playbook that ${does}, by its path in the project. At AWX and Semaphore the ID or the name of a template.`,
		...whenByPlaybook,
	});

const variables = jsonValue(z.record(z.string().max(textLimits.token), z.json()));
const variablesField = (label: string, whose: string) =>
	json(label, variables, { placeholder: '{"disk_megabytes": 2048}', description: `Variables of ${whose}, as JSON` });

const variablesOfPlaybooks = additional(
	'Playbook Variables',
	{
		all: variablesField('All', 'each of the four playbooks'),
		create: variablesField('Create', 'the create playbook'),
		resume: variablesField('Resume', 'the resume playbook'),
		suspend: variablesField('Suspend', 'the suspend playbook'),
		terminate: variablesField('Terminate', 'the terminate playbook'),
	},
	{
		placeholder: 'Add Variables',
		description:
			'Given to the playbooks beside msp_service, which tells about the service. Every text is data and never a template.',
		...whenByPlaybook,
	},
);

const boxes = {
	project: text('Project', path, {
		placeholder: 'e.g. services',
		description:
			'A directory on the controller, or the name of a project that was synced. Empty: that of the credential.',
		...whenByPlaybook,
	}),
	inventory: text('Inventory', path, {
		placeholder: 'e.g. inventory/hosts.yml',
		description: "The inventory's path in the project. It names the servers by their codes. Empty: the project's own.",
		...whenByPlaybook,
	}),
	createPlaybook: playbookField('Create Playbook', 'create', 'makes a service, also again where it is there'),
	suspendPlaybook: playbookField('Suspend Playbook', 'suspend', 'suspends a service'),
	resumePlaybook: playbookField('Resume Playbook', 'resume', 'lifts a suspension'),
	terminatePlaybook: playbookField('Terminate Playbook', 'terminate', 'removes a service for good'),
	playbookVariables: {
		...variablesOfPlaybooks,
		// Hidden where the plan is delivered by panel: then there is no value.
		schema: variablesOfPlaybooks.schema.optional(),
	},
} as const;

/** How the services of a plan are made and changed. */
export const deliveryOfNewPlan = {
	delivery: choice('Delivery', { panel: byPanel, playbook: byPlaybook }, described),
	...boxes,
} as const;
export const deliveryOfPlan = {
	delivery: choice('Delivery', { keep: 'No Change', panel: byPanel, playbook: byPlaybook }, described),
	...boxes,
} as const;

interface DeliveryInput {
	readonly delivery: 'keep' | Delivery;
	readonly project?: string;
	readonly inventory?: string;
	readonly createPlaybook?: string;
	readonly suspendPlaybook?: string;
	readonly resumePlaybook?: string;
	readonly terminatePlaybook?: string;
	readonly playbookVariables?: Partial<Record<'all' | PlaybookChange, Variables>>;
}

/**
 * The delivery of the input; nothing changes when it says so.
 *
 * @throws InputError when a plan that is delivered by playbook lacks one, or has a variable that its runs would refuse.
 */
export function deliveryOf(input: DeliveryInput): { delivery?: Delivery; playbooks?: PlanPlaybooks } {
	const { delivery } = input;
	if (delivery !== 'playbook') return delivery === 'keep' ? {} : { delivery };
	const named: Readonly<Record<PlaybookChange, string | undefined>> = {
		create: input.createPlaybook,
		suspend: input.suspendPlaybook,
		resume: input.resumePlaybook,
		terminate: input.terminatePlaybook,
	};
	const { all = {}, ...own } = input.playbookVariables ?? {};
	for (const [whose, given] of Object.entries({ all, ...own })) mustBeVariables(given, `playbookVariables.${whose}`);
	const given = Object.fromEntries(
		playbookChanges.flatMap((change) => {
			const playbook = named[change]?.trim() ?? '';
			return playbook === '' ? [] : [[change, { playbook, variables: { ...all, ...own[change] } }]];
		}),
	);
	mustHavePlaybooks(delivery, given);
	return {
		delivery,
		playbooks: planPlaybooks.parse({ project: input.project, inventory: input.inventory, ...given }),
	};
}
