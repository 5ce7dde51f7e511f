import { ignoreFinding } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { by, decisionItem, findingId } from '../fields';

export const ignore = operation({
	name: 'ignore',
	label: 'Ignore',
	action: 'Ignore finding',
	description: 'Ignore a finding. No report mentions it as long as it stays the same.',
	fields: { findingId, by },
	run: async (backOffice: BackOffice, input) =>
		await decisionItem(ignoreFinding(backOffice, input.findingId, input.by)),
});
