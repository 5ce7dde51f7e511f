import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { acceptBookingForm } from '../../../../core/rentals';
import { operation } from '../../../shared/operation';
import { bookingPage, languageOfPage, posted } from '../fields';

export const acceptForm = operation({
	name: 'acceptForm',
	label: 'Accept Form',
	action: 'Accept booking form',
	description:
		'Take a step of the form of Unit: Show Form. First it shows the price and the terms, then it books what the guest has seen. A form that is sent twice books once.',
	fields: {
		unitCode: posted('Unit Code', 'unit', textLimits.token),
		language: languageOfPage,
		step: posted('Step', 'step', textLimits.token),
		arrival: posted('Arrival', 'arrival', textLimits.token),
		departure: posted('Departure', 'departure', textLimits.token),
		adults: posted('Adults', 'adults', textLimits.token),
		children: posted('Children', 'children', textLimits.token),
		offer: posted('Offer', 'offer', textLimits.ticket),
		name: posted('Guest Name', 'name', textLimits.name),
		email: posted('Guest Email', 'email', textLimits.mailAddress),
		notes: posted('Notes', 'notes'),
		bookingPage: { ...bookingPage, schema: z.string().trim().max(textLimits.url) },
	},
	run: async (office: BackOffice, { unitCode, bookingPage: page, ...form }) =>
		await acceptBookingForm(office, { ...form, unit: unitCode }, { bookingPage: page }),
});
