import { z } from 'zod';
import { InputError } from '../kernel/errors';
import { textLimits } from '../kernel/textLimits';

/** The changes of a service for which a plan names a playbook each. */
export const playbookChanges = ['create', 'suspend', 'resume', 'terminate'] as const;
export type PlaybookChange = (typeof playbookChanges)[number];

const path = z.string().trim().max(textLimits.path);

/** The variable that tells a playbook about its service. A plan has no variable of this name. */
export const serviceVariable = 'msp_service';

const variables = z
	.record(z.string().max(textLimits.token), z.json())
	.refine(
		(given) => Object.keys(given).every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)),
		'must have names of variables: letters, digits and underscores',
	)
	.refine((given) => !Object.hasOwn(given, serviceVariable), `must not hold ${serviceVariable}, which the pack gives`);

const planPlaybook = z.object({
	/** Its path in the project; the ID or the name of a template at AWX and Semaphore. */
	playbook: path.min(1, 'must name a playbook'),
	/** Given to the playbook as data, beside `msp_service`. */
	variables: variables.default({}),
});

/** The playbooks of a plan whose services are made and changed by them. */
export const planPlaybooks = z.object({
	/** A directory on the controller, or the name of a project that was synced. Empty: that of the credential. */
	project: path.default(''),
	/** The inventory's path in the project. Empty: what the project says. */
	inventory: path.default(''),
	create: planPlaybook,
	suspend: planPlaybook,
	resume: planPlaybook,
	terminate: planPlaybook,
});
export type PlanPlaybooks = Readonly<z.infer<typeof planPlaybooks>>;

/**
 * Refuses a plan that is delivered by playbook and lacks some of them.
 *
 * @param given what was given for the plan; null or undefined when it has none.
 * @throws InputError that names what is missing.
 */
export function mustHavePlaybooks(delivery: string, given: Readonly<Record<string, unknown>> | null | undefined): void {
	if (delivery !== 'playbook') return;
	const missing = playbookChanges.filter((change) => given?.[change] === undefined);
	if (missing.length === 0) return;
	throw new InputError(
		'playbooks',
		`lack ${missing.join(', ')}: a plan that is delivered by playbook has one for each change`,
		'Name a playbook for create, suspend, resume and terminate.',
	);
}
