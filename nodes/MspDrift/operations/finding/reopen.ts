import { reopenFinding } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { by, findingId, shown } from '../fields';

export const reopen = operation({
	name: 'reopen',
	label: 'Reopen',
	action: 'Reopen finding',
	description: 'Take an approval or an ignoring back: the finding is open again',
	fields: { findingId, by },
	run: async (backOffice: BackOffice, { findingId: id, by: who }) => {
		const { finding, ...more } = await reopenFinding(backOffice, id, who);
		return { ...shown(finding), ...more };
	},
});
