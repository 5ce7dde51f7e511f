import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { bookingLink, createBooking } from '../../../../core/rentals';
import { additional, number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { bookingPage, guestFields, languageOfPage, stayFields, unit } from '../fields';

export const create = operation({
	name: 'create',
	label: 'Create',
	action: 'Create booking',
	description:
		'Book a stay: its nights are taken, all of them or none, and the invoice of the deposit or of the whole price is issued. A repeat with the same reference is the same booking.',
	fields: {
		unit,
		...stayFields,
		...guestFields,
		language: languageOfPage,
		reference: text('Reference', z.string().trim().min(1, 'is empty').max(textLimits.key), {
			required: true,
			placeholder: 'e.g. {{ $json.body.order }}',
			description: 'What makes a repeat the same booking, such as the ID of the request',
		}),
		bookingPage,
		options: additional('Options', {
			expectedTotalMinor: number('Expected Total (Minor Units)', z.number().int().min(0), {
				description: 'The price that the guest has seen. With another one nothing is booked.',
			}),
			notes: text('Notes', z.string().trim().max(2_000), { description: 'What the guest wants you to know' }),
		}),
	},
	run: async (office: BackOffice, { unit: unitCode, name, email, language, bookingPage: page, options, ...input }) => {
		const created = await createBooking(office, { ...input, ...options, unitCode, guest: { name, email, language } });
		return { ...created, bookingUrl: bookingLink(office, page, created.bookingId) };
	},
});
