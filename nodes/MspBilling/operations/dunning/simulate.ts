import { z } from 'zod';
import { customerCode } from '../../../../core/customers';
import type { BackOffice } from '../../../../core/db';
import { day } from '../../../../core/kernel/calendar';
import { languageNames } from '../../../../core/kernel/languages';
import { textLimits } from '../../../../core/kernel/textLimits';
import {
	makeSimulationLink,
	simulate as simulateNights,
	type Assumption,
	type SimulatedEntry,
} from '../../../../core/simulation';
import { additional, choice, number, optional, text } from '../../../shared/field';
import { operation, ToOutputs } from '../../../shared/operation';

/** More entries make an execution that nobody can open. */
const mostEntries = 50_000;

export const simulate = operation({
	name: 'simulate',
	label: 'Simulate',
	action: 'Simulate dunning',
	description:
		'Return what renewals and dunning would do on the days to come, by the rules of today: for one customer or for all. It changes nothing.',
	outputs: ['Summary', 'Days', 'Entries'],
	fields: {
		customerCode: text('Customer Code', optional(customerCode), {
			description: 'Only this customer. Leave it empty for all.',
		}),
		days: number('Days', z.number().int('must be whole days').min(1).max(366, 'must be 366 at the most'), {
			default: 60,
			typeOptions: { minValue: 1, maxValue: 366 },
			description: 'How far to look ahead',
		}),
		assume: choice<Assumption>(
			'Who Pays',
			{ cards_pay: 'Saved Cards', nobody_pays: 'Nobody' },
			{ default: 'nobody_pays', description: 'Whether saved cards pay when they are charged; nobody else does' },
		),
		entries: number('Entries', z.number().int().min(0).max(mostEntries, `must be ${mostEntries} at the most`), {
			default: 1000,
			typeOptions: { minValue: 0, maxValue: mostEntries },
			description: 'Max number of entries to return. Summary and Days count all of them.',
		}),
		options: additional('Options', {
			firstDay: text('First Day', day, {
				placeholder: 'e.g. 2026-03-01',
				description: 'Today without it',
			}),
			language: choice('Language', languageNames, { description: 'Of the page' }),
			linkHours: number('Link Works for Hours', z.number().min(1).max(720, 'must be 720 at the most'), {
				default: 48,
				typeOptions: { minValue: 1, maxValue: 720 },
				description: 'How long the link to the page works',
			}),
			simulationPage: text('Simulation Page', z.string().trim().max(textLimits.url), {
				placeholder: 'e.g. https://n8n.example.com/webhook/msp/simulation',
				description:
					'The address at which Dunning: Simulation Page answers. With it the summary has a link to the page. Whoever has the link can look at the bills of all customers.',
			}),
		}),
	},
	run: async (office: BackOffice, { entries: most, options, ...order }) => {
		const { firstDay, language = 'en', linkHours = 48, simulationPage } = options;
		const entries: SimulatedEntry[] = [];
		let all = 0;
		const { days, ...summary } = await simulateNights(office, { ...order, from: firstDay }, (some) => {
			all += some.length;
			entries.push(...some.slice(0, most - entries.length));
		});
		const link =
			simulationPage === undefined
				? undefined
				: makeSimulationLink(office, simulationPage, { language, hours: linkHours });
		return new ToOutputs({
			Summary: [
				{
					...summary,
					entries: all,
					entriesReturned: entries.length,
					totals: totalsOf(days),
					stops: days.flatMap(({ day: on, stops }) => (stops === null ? [] : [{ day: on, ...stops }])),
					pageUrl: link?.url ?? null,
					pageUntil: link?.until ?? null,
				},
			],
			Days: days,
			Entries: entries.toSorted((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0)),
		});
	},
});

/** How often each thing happens, in all. */
function totalsOf(days: ReadonlyArray<{ readonly counts: Readonly<Record<string, number>> }>): Record<string, number> {
	const totals: Record<string, number> = {};
	for (const { counts } of days) {
		for (const [what, count] of Object.entries(counts)) totals[what] = (totals[what] ?? 0) + count;
	}
	return totals;
}
