import { dayIn } from '../../../core/kernel/calendar';
import { simulate, type SimulatedEntry } from '../../../core/simulation';
import type { TaskOffice } from '../../../core/tasks';
import type { PlayedCustomer } from './company';

/** What a night does to customers, in short sentences that sort. */
export type Deeds = readonly string[];

const told = new Map<string, string>([
	['reminder', 'remind'],
	['suspension_warning', 'warn_suspension'],
	['termination_warning', 'warn_termination'],
]);

/** Cards that pay are charged before the letters of a night; of a card that may or may not pay nobody can say. */
const cards: readonly string[] = ['card', 'card_that_is_slow'];
export const isForeseeable = ({ habit }: PlayedCustomer) => habit !== 'card_without_money_at_first';

/** What the simulation says of the next night, the evening before. */
export async function foresee(office: TaskOffice, company: readonly PlayedCustomer[], nextNight: Date): Promise<Deeds> {
	const deeds: string[] = [];
	for (const assume of ['nobody_pays', 'cards_pay'] as const) {
		await simulate(office, { days: 3, assume }, (entries) => {
			for (const entry of entries) {
				const customer = company.find(({ code }) => code === entry.customerCode);
				if (!customer || !isForeseeable(customer)) continue;
				if (cards.includes(customer.habit) !== (assume === 'cards_pay')) continue;
				if (entry.decidedOn === dayIn(customer.timeZone, nextNight)) deeds.push(...deedOf(entry));
			}
		});
	}
	return deeds.sort();
}

function deedOf({ what, customerCode, amounts, domains }: SimulatedEntry): string[] {
	const sums = Object.entries(amounts).map(([currency, amount]) => `${amount} ${currency}`);
	if (what === 'invoice') return [`${customerCode} invoice ${sums.join(' ')}`];
	if (what === 'suspension') return [`${customerCode} suspend ${domains.join(' ')}`];
	const action = told.get(what);
	return action === undefined ? [] : [`${customerCode} ${action}`];
}
