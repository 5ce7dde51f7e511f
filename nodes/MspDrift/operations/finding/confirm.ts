import { confirmFinding } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { operation, ToOutput } from '../../../shared/operation';
import { findingId, itemOf } from '../fields';

export const confirm = operation({
	name: 'confirm',
	label: 'Confirm',
	action: 'Confirm finding before fix',
	description:
		'Check whether an approved finding is still true, on the panel and in billing. Only then it leaves by Still So, with the data for the fix.',
	outputs: ['Still So', 'Gone'],
	fields: { findingId },
	run: async (backOffice: BackOffice, input) => {
		const { finding, stillSo, ...more } = await confirmFinding(backOffice, input.findingId);
		return new ToOutput(stillSo ? 'Still So' : 'Gone', { ...itemOf(finding), ...more });
	},
});
