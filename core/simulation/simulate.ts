import type { BackOffice } from '../db';
import { addDays, dayIn, laterOf, type Day } from '../kernel/calendar';
import { systemClock, type Clock } from '../kernel/clock';
import type { PolicyMode } from '../policies';
import type { Assumption, SimulatedDay, SimulatedEntry } from './entries';
import { openBase } from './readCustomers';
import { simulateCustomer } from './simulateCustomer';
import { openTotals } from './totals';

type Office = Pick<BackOffice, 'store'>;

export interface SimulationOrder {
	/** One customer; everybody without it. */
	readonly customerCode?: string;
	readonly days: number;
	readonly assume: Assumption;
	/** The first night; today without it, in each customer's time zone. */
	readonly from?: Day;
}

export interface Simulation {
	/** By the calendar of the back office, which is UTC's, or the day that was asked for. */
	readonly from: Day;
	/** The last day. */
	readonly until: Day;
	readonly customers: number;
	readonly assume: Assumption;
	/** What is switched on, and what only says what it would do. */
	readonly modes: Readonly<Record<'renewals' | 'charges' | 'dunning', PolicyMode>>;
	readonly days: readonly SimulatedDay[];
}

/**
 * Simulates the nights to come, customer by customer: whoever asks keeps of the entries what it needs, and the memory does
 * not grow with the base. Nothing is written.
 *
 * @param onEntries what would happen to one customer, in the order of its days.
 * @throws InputError when no customer has the code.
 */
export async function simulate(
	office: Office,
	{ customerCode, days, assume, from: asked }: SimulationOrder,
	onEntries: (entries: readonly SimulatedEntry[]) => void = () => undefined,
	clock: Clock = systemClock,
): Promise<Simulation> {
	const now = clock.now();
	const from = asked ?? dayIn('UTC', now);
	const base = await openBase(office, now);
	const totals = openTotals(from, days);
	let customers = 0;
	for await (const customer of base.customers(customerCode)) {
		customers += 1;
		// East of Greenwich it may be tomorrow already: what the back office calls today is over there.
		const first = asked ?? laterOf(from, dayIn(customer.account.timeZone, now));
		const entries = simulateCustomer(customer, { from: first, days, assume });
		for (const entry of entries) totals.add(entry);
		onEntries(entries);
	}
	const { modes, mostSuspensions } = base;
	return {
		...{ from, until: addDays(from, days - 1), customers, assume, modes },
		days: totals.days(mostSuspensions),
	};
}
