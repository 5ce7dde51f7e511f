import { approveFinding } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { operation } from '../../../shared/operation';
import { by, findingId, shown } from '../fields';

export const approve = operation({
	name: 'approve',
	label: 'Approve',
	action: 'Approve finding',
	description: 'Let the safe fix of a finding be made',
	fields: { findingId, by },
	run: async (backOffice: BackOffice, { findingId: id, by: who }) => {
		const { finding, ...more } = await approveFinding(backOffice, id, who);
		return { ...shown(finding), ...more };
	},
});
