import { z } from 'zod';
import type { BackOffice } from '../../../../core/db';
import { textLimits } from '../../../../core/kernel/textLimits';
import { showSimulation } from '../../../../core/simulation';
import { text } from '../../../shared/field';
import { operation } from '../../../shared/operation';

const chosen = (displayName: string, name: string, description: string) =>
	text(displayName, z.string().max(textLimits.search).default(''), {
		placeholder: `e.g. {{ $json.query.${name} }}`,
		description,
	});

export const simulationPage = operation({
	name: 'simulationPage',
	label: 'Simulation Page',
	action: 'Show simulation page',
	description:
		'Return the page behind the link of Dunning: Simulate, a calendar of what renewals and dunning would do. To open the page changes nothing.',
	fields: {
		ticket: text('Ticket', z.string().max(textLimits.ticket).default(''), {
			required: true,
			placeholder: 'e.g. {{ $json.query.ticket }}',
			description: 'The ticket in the link of Dunning: Simulate',
		}),
		customer: chosen('Customer Code', 'customer', 'What the reader chose: one customer, or empty for all'),
		days: chosen('Days', 'days', 'What the reader chose: how far to look ahead; 60 days without it'),
		assume: chosen('Who Pays', 'assume', 'What the reader chose: nobody_pays or cards_pay'),
	},
	run: async (office: BackOffice, asked) => await showSimulation(office, asked),
});
