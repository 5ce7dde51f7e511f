import { approveFinding } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { by, decisionItem, findingId } from '../fields';

export const approve = operation({
	name: 'approve',
	label: 'Approve',
	action: 'Approve finding',
	description: 'Approve the safe fix of a finding, so that a workflow can make it',
	fields: { findingId, by },
	run: async (backOffice: BackOffice, input) =>
		await decisionItem(approveFinding(backOffice, input.findingId, input.by)),
});
