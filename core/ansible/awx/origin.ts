import { ExternalError } from '../../kernel/errors';
import { differenceOf } from '../api/approval';
import { hashOf, hostsWithin } from '../api/hostsWithin';
import type { RunOrigin, RunRequest } from '../request';
import type { Awx } from './awx';
import { findInventory, readInventory } from './inventory';
import { projectOf, type LaunchTarget } from './template';

/** What a launch would run, as far as AWX tells. */
export async function inspectTarget(awx: Awx, request: RunRequest, target: LaunchTarget): Promise<RunOrigin> {
	const { template } = target;
	const project = await projectOf(awx, template);
	const inventory =
		request.inventory.kind === 'path' ? (await findInventory(awx, request.inventory.path)).id : template.inventory;
	const read = inventory ? await readIfAllowed(awx, inventory) : undefined;
	return {
		commit: project?.scm_revision || null,
		changesHash: null,
		inventoryHash: read ? hashOf(read) : null,
		hosts: read ? hostsWithin(read, request.limit) : null,
	};
}

async function readIfAllowed(awx: Awx, id: number) {
	return await readInventory(awx, id).catch((error: unknown) => {
		// The role Execute on a template does not include a look at its inventory.
		if (error instanceof ExternalError && ['permission', 'not_found'].includes(error.errorClass)) return undefined;
		throw error;
	});
}

/**
 * @returns the commit to pin the launch to, where the template takes one.
 * @throws ExternalError `invalid` when another thing would run than was approved.
 */
export async function checkApproved(
	awx: Awx,
	approved: RunOrigin,
	found: RunOrigin,
	{ template, info }: LaunchTarget,
): Promise<string | undefined> {
	const project = await projectOf(awx, template);
	const pins = info.ask_scm_branch_on_launch && project?.allow_override === true && approved.commit !== null;
	const different = differenceOf(pins ? { ...approved, commit: found.commit } : approved, found);
	if (different) {
		throw new ExternalError(
			'invalid',
			`what AWX would run is not what was approved: ${different}`,
			'Make a new check run, and have that approved.',
		);
	}
	if (pins) return approved.commit;
	if (project?.scm_update_on_launch) {
		throw new ExternalError(
			'invalid',
			`the project '${project.name}' updates itself at launch, so that another commit than the approved one may run`,
			'Switch off Update Revision on Launch in the project. Or switch on Allow Branch Override there, and Prompt on Launch at Source Control Branch in the template.',
		);
	}
	return undefined;
}
