import { z } from 'zod';
import { recordRenewal as record } from '../../../../core/certificates';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { choice, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { certificateId } from '../fields';

export const recordRenewal = operation({
	name: 'recordRenewal',
	label: 'Record Renewal',
	action: 'Record renewal of certificate',
	description: 'Record that a panel was asked for a new certificate, and what it said',
	fields: {
		certificateId,
		outcome: choice('Outcome', { asked: 'Asked', refused: 'Refused' }, { default: 'asked' }),
		words: text('Words', z.string().trim().max(textLimits.line).default(''), {
			placeholder: 'e.g. {{ $json.error }}',
			displayOptions: { show: { outcome: ['refused'] } },
			description: 'What the panel said. The mail to staff repeats it.',
		}),
	},
	run: async (office: BackOffice, { certificateId: id, outcome, words }) =>
		await record(office, id, outcome === 'asked' ? '' : words || 'No words were given.'),
});
