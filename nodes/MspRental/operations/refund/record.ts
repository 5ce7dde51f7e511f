import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { recordRefund } from '../../../../core/rentals';
import { number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { booking } from '../fields';
import { refundItem } from './refundItem';

export const record = operation({
	name: 'record',
	label: 'Record',
	action: 'Record refund as given back',
	description: 'Record that a part of an approved refund was given back. A repeat changes nothing.',
	fields: {
		booking,
		position: number('Position', z.number().int().min(1), {
			default: 1,
			typeOptions: { minValue: 1 },
			description: 'Which part',
		}),
		givenAs: text('Given As', z.string().trim().min(1, 'is empty').max(300), {
			required: true,
			placeholder: 'e.g. {{ $json.refundId }}',
			description: 'What the provider calls the refund, or the proof of a transfer',
		}),
	},
	run: async (office: BackOffice, input) => refundItem(await recordRefund(office, input)),
});
