import { z } from 'zod';
import { recordFix as record } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { choice, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { decisionItem, findingId } from '../fields';

export const recordFix = operation({
	name: 'recordFix',
	label: 'Record Fix',
	action: 'Record fix of finding',
	description: 'Record the result of the fix of an approved finding',
	fields: {
		findingId,
		outcome: choice('Outcome', { failed: 'Failed', fixed: 'Fixed' }, { default: 'fixed' }),
		words: text('Words', z.string().trim().max(2_000).default(''), {
			placeholder: 'e.g. {{ $json.error }}',
			displayOptions: { show: { outcome: ['failed'] } },
			description: 'The error of the fix. The next report repeats it.',
		}),
	},
	run: async (backOffice: BackOffice, { findingId: id, outcome, words }) =>
		await decisionItem(
			record(
				backOffice,
				id,
				outcome === 'fixed' ? { fixed: true } : { fixed: false, words: words || 'No words were given.' },
			),
		),
});
