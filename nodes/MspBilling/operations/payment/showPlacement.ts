import { z } from 'zod';
import { showPlacement as show } from '../../../../core/billing';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';
import { ticket } from '../fields';

export const showPlacement = operation({
	name: 'showPlacement',
	label: 'Show Placement',
	action: 'Show placement page',
	description:
		'Return the page that shows a payment which nobody could place, its buyer, and the customers who it may be. To open the page changes nothing.',
	fields: {
		ticket,
		search: text('Search', z.string().max(textLimits.search).default(''), {
			placeholder: 'e.g. {{ $json.query.search }}',
			description: 'What the reader looks for among the customers',
		}),
	},
	run: async (office: BackOffice, asked) => await show(office, asked),
});
