import { confirmFinding } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { operation, ToOutput } from '../../../shared/operation';
import { findingId, shown } from '../fields';

export const confirm = operation({
	name: 'confirm',
	label: 'Confirm',
	action: 'Confirm finding before fix',
	description:
		'Look whether an approved finding is still so, on the panel and in billing: it passes on by Still So only then, with what the fix needs',
	outputs: ['Still So', 'Gone'],
	fields: { findingId },
	run: async (backOffice: BackOffice, parameters) => {
		const { finding, stillSo, ...more } = await confirmFinding(backOffice, parameters.findingId);
		return new ToOutput(stillSo ? 'Still So' : 'Gone', { ...shown(finding), ...more });
	},
});
