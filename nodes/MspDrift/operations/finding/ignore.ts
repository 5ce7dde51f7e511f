import { ignoreFinding } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { by, findingId, shown } from '../fields';

export const ignore = operation({
	name: 'ignore',
	label: 'Ignore',
	action: 'Ignore finding',
	description: 'Leave a finding as it is: it is not reported again for as long as it stays the same',
	fields: { findingId, by },
	run: async (backOffice: BackOffice, { findingId: id, by: who }) => {
		const { finding, ...more } = await ignoreFinding(backOffice, id, who);
		return { ...shown(finding), ...more };
	},
});
