import { reopenFinding } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { by, decisionItem, findingId } from '../fields';

export const reopen = operation({
	name: 'reopen',
	label: 'Reopen',
	action: 'Reopen finding',
	description: 'Undo the approval or the ignoring of a finding, so that it is open again',
	fields: { findingId, by },
	run: async (backOffice: BackOffice, input) =>
		await decisionItem(reopenFinding(backOffice, input.findingId, input.by)),
});
