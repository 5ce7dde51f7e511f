import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { showBookingForm } from '../../../../core/rentals';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { languageOfPage } from '../fields';

export const showForm = operation({
	name: 'showForm',
	label: 'Show Form',
	action: 'Show booking form of unit',
	description: 'Return the page on which a guest chooses nights. To open it takes nothing.',
	fields: {
		unitCode: text('Unit Code', z.string().trim().max(textLimits.token).default(''), {
			required: true,
			placeholder: 'e.g. {{ $json.query.unit }}',
			description: 'Of a unit that does not exist the page says so',
		}),
		language: languageOfPage,
	},
	run: async (office: BackOffice, { unitCode, language }) =>
		await showBookingForm(office, { unit: unitCode, language }),
});
