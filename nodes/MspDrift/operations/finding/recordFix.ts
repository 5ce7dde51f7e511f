import { z } from 'zod';
import { recordFix as record } from '../../../../core/drift';
import type { BackOffice } from '../../../../core/db';
import { choice, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { findingId, shown } from '../fields';

export const recordFix = operation({
	name: 'recordFix',
	label: 'Record Fix',
	action: 'Record fix of finding',
	description: 'Record how the fix of an approved finding went',
	fields: {
		findingId,
		outcome: choice('Outcome', { failed: 'Failed', fixed: 'Fixed' }, { default: 'fixed' }),
		words: text('Words', z.string().trim().max(2_000).default(''), {
			placeholder: 'e.g. {{ $json.error }}',
			displayOptions: { show: { outcome: ['failed'] } },
			description: 'What was said when it failed; the next report repeats it',
		}),
	},
	run: async (backOffice: BackOffice, { findingId: id, outcome, words }) => {
		const { finding, ...more } = await record(
			backOffice,
			id,
			outcome === 'fixed' ? { fixed: true } : { fixed: false, words: words || 'No words were given.' },
		);
		return { ...shown(finding), ...more };
	},
});
