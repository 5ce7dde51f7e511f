import type { BackOffice } from '../db';
import type { Day } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import { InputError } from '../kernel/errors';
import type { Language } from '../kernel/languages';
import { writerOf } from '../messages';
import { asPage, markup, type Markup, type PageAnswer } from '../pages';
import { assumptions, type Assumption, type SimulatedEntry } from './entries';
import { openSimulationTicket } from './link';
import { simulationMarkup } from './markup';
import { simulate } from './simulate';

/** More of one day than a person reads; the page counts the others. */
const mostOfDay = 50;
const usualDays = 60;
const mostDays = 366;

/** What the reader chose on the page, as the address says it: anybody may write something else there. */
export interface ChosenOnPage {
	readonly ticket: string;
	readonly customer?: string;
	readonly days?: string;
	readonly assume?: string;
}

/** Shows what the nights to come would do, as a calendar. Looking changes nothing. */
export async function showSimulation(
	{ store, vault }: BackOffice,
	{ ticket, customer = '', days: askedDays = '', assume: asked = '' }: ChosenOnPage,
	clock: Clock = systemClock,
): Promise<PageAnswer> {
	const opened = openSimulationTicket(vault, ticket);
	if (!opened) return said(403, 'en', writerOf('en').words.simulationPage.refused);
	const { language } = opened;
	const writer = writerOf(language);
	const { words, say, moment } = writer;
	const until = new Date(opened.until);
	if (until <= clock.now()) {
		return said(410, language, say(words.simulationPage.expired, { moment: moment(until, 'UTC') }));
	}
	const customerCode = customer.trim().toLowerCase();
	const days = daysOf(askedDays);
	const assume = assumptions.find((one): one is Assumption => one === asked) ?? 'nobody_pays';
	const kept = keepSome();
	const order = { days, assume, ...(customerCode !== '' && { customerCode }) };
	try {
		const found = await simulate({ store }, order, kept.add, clock);
		const dry = (['renewals', 'charges', 'dunning'] as const).filter((part) => found.modes[part] === 'dry_run');
		const { from, until: last, days: totals } = found;
		const shown = { from, until: last, days, assume, customerCode, ticket, dry, totals, entries: kept.entries };
		return answer(200, language, simulationMarkup(writer, shown));
	} catch (error) {
		if (!(error instanceof InputError) || customerCode === '') throw error;
		return said(404, language, say(words.simulationPage.unknown, { customerCode }));
	}
}

function daysOf(asked: string): number {
	const days = Number(asked);
	return Number.isInteger(days) && days >= 1 ? Math.min(days, mostDays) : usualDays;
}

/** The first entries of each day. */
function keepSome() {
	const entries = new Map<Day, SimulatedEntry[]>();
	return {
		entries,
		add: (some: readonly SimulatedEntry[]) => {
			for (const entry of some) {
				const held = entries.get(entry.day) ?? [];
				if (held.length === 0) entries.set(entry.day, held);
				if (held.length < mostOfDay) held.push(entry);
			}
		},
	};
}

const said = (statusCode: number, language: Language, told: string): PageAnswer =>
	answer(statusCode, language, markup`<p>${told}</p>`);

function answer(statusCode: number, language: Language, body: Markup): PageAnswer {
	const { title } = writerOf(language).words.simulationPage;
	return { statusCode, html: asPage({ title, language, body, wide: true }) };
}
