import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { cancelBooking } from '../../../../core/rentals';
import { additional, choice, number, text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { booking, by } from '../fields';

export const cancel = operation({
	name: 'cancel',
	label: 'Cancel',
	action: 'Cancel booking',
	description:
		'Free the nights of a booking, void its open invoices, and write down once what goes back. A repeat changes nothing.',
	fields: {
		booking,
		goesBack: choice(
			'Goes Back',
			{ policy: 'By the Policy', all: 'Everything' },
			{ description: 'Whether the terms of the booking decide, or everything goes back because the host cancels' },
		),
		by,
		reason: text('Reason', z.string().trim().max(textLimits.reason).default(''), {
			description: 'The booking keeps it',
		}),
		options: additional('Options', {
			expectedRefundMinor: number('Expected Refund (Minor Units)', z.number().int().min(0), {
				description: 'What the guest was told. With another amount nothing is cancelled.',
			}),
		}),
	},
	run: async (office: BackOffice, { goesBack, options, ...input }) => {
		const { booking: cancelled, ...more } = await cancelBooking(office, {
			...input,
			...options,
			all: goesBack === 'all',
		});
		return { ...cancelled, ...more };
	},
});
