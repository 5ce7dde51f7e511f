import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { keepNights } from '../../../../core/rentals';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { dayField, unit } from '../fields';

export const block = operation({
	name: 'block',
	label: 'Block',
	action: 'Block nights of unit',
	description: 'Keep nights for the owner, all of them or none. It refuses nights that are taken.',
	fields: {
		unit,
		from: dayField('From', 'The first night'),
		to: dayField('To', 'The day after the last night'),
		keptFor: text('Kept For', z.string().trim().min(1, 'must say what for').max(200), {
			required: true,
			placeholder: 'e.g. the painter',
		}),
	},
	run: async (office: BackOffice, { unit: code, ...span }) => ({
		unitCode: code,
		...span,
		...(await keepNights(office, code, span)),
	}),
});
