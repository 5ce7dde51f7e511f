import { addDays, type Day } from '../../../core/kernel/calendar';
import { ExternalError } from '../../../core/kernel/errors';
import { savePolicy } from '../../../core/policies';
import { Killed } from '../memoryPanel';
import { openBank } from './bank';
import { chanceOf, type Chance } from './chance';
import { companyOf } from './company';
import { customersAct, type Customers } from './customers';
import { openDeliveries, takeLeftEvents } from './deliveries';
import { foresee, isForeseeable, type Deeds } from './forecast';
import { found, type Founded } from './founding';
import { readEnd, type YearEnd } from './end';
import { dunning, reactivation, recurringBilling, resumption } from './runs';
import { openYearWorld, type Faults, type YearProcess, type YearWorld } from './world';

/** What goes wrong in a year, each from 0 to 1 as often as it may. */
export interface Trouble {
	readonly seed: number;
	/** Nights that are missed as a whole. */
	readonly missedNights: number;
	/** Calls of a vendor that fail: half of them after the vendor has done it. */
	readonly failingCalls: number;
	/** Runs that die at some statement. */
	readonly deaths: number;
	/** News that comes twice. */
	readonly newsTwice: number;
	/** The longest that news is late. */
	readonly newsLateHours: number;
}

export interface YearPlan {
	readonly customers: number;
	/** The first day of a month of 31 days. */
	readonly begin: Day;
	readonly days: number;
	readonly trouble?: Trouble;
	/** The last days, on which all goes well again; with and without trouble before. */
	readonly calmDays: number;
	/** How many days lie between two evenings on which the next night is simulated. */
	readonly foreseesEach?: number;
	/** Called at the end of each day, to look at what holds at any time. */
	readonly eachDay?: (world: YearWorld, day: Day) => Promise<void>;
}

/** Something that was done to a service on its panel. */
export interface PanelChange {
	readonly at: Date;
	readonly domain: string;
	readonly suspended: boolean;
}

/** What the simulation said of a night, and what the runs of the night did. */
export interface Forecast {
	readonly day: Day;
	readonly said: Deeds;
	readonly done: Deeds;
}

/** Plays a company day by day, as the starter workflows run it. */
export async function playYear(plan: YearPlan): Promise<YearEnd & { readonly forecasts: readonly Forecast[] }> {
	const { customers, begin, days, calmDays, trouble, eachDay, foreseesEach } = plan;
	const faults: Faults = {
		chance: chanceOf((trouble?.seed ?? 0) + 1),
		failingCalls: trouble?.failingCalls ?? 0,
		on: false,
	};
	const world = await openYearWorld(new Date(`${begin}T00:00:00Z`), faults);
	try {
		const { office } = world.process();
		await savePolicy(office, { scope: 'default' }, live);
		const company = companyOf(customers, begin);
		const founded = await found(world, office, company);
		const forecasts: Forecast[] = [];
		let said: Deeds | undefined;
		const year = openYear(world, founded, trouble);
		for (let day = begin, ahead = 0; ahead < days; ahead++, day = addDays(day, 1)) {
			faults.on = trouble !== undefined && ahead < days - calmDays;
			await year.play(day, faults.on);
			if (said) forecasts.push({ day, said, done: year.deeds() });
			const nextNight = new Date(`${addDays(day, 1)}T02:00:00Z`);
			const foresees = foreseesEach !== undefined && ahead % foreseesEach === 0;
			said = foresees ? await foresee(office, company, nextNight) : undefined;
			await eachDay?.(world, day);
		}
		return { ...(await readEnd(world, year.changes)), forecasts };
	} finally {
		await world.close();
	}
}

/** A small company has few services: the guard against many suspensions would stop every night. */
const live = {
	...({ renewals: 'live', charges: 'live', dunning: 'live' } as const),
	...{ mostSuspensions: 100_000, mostSuspendedPercent: 100 },
};

function openYear(world: YearWorld, founded: readonly Founded[], trouble: Trouble | undefined) {
	const chance: Chance = chanceOf(trouble?.seed ?? 0);
	let troubled = false;
	let deeds: string[] = [];
	const known = new Set(founded.filter(({ played }) => isForeseeable(played)).map(({ code }) => code));
	const billing = async (process: YearProcess) => {
		for (const { customerCode, totalMinor, currency } of await recurringBilling(process)) {
			if (known.has(customerCode)) deeds.push(`${customerCode} invoice ${totalMinor} ${currency}`);
		}
	};
	const dunned = async (process: YearProcess) => {
		const { notices, suspensions } = await dunning(process);
		for (const { customerCode, action } of notices)
			if (known.has(customerCode)) deeds.push(`${customerCode} ${action}`);
		for (const { customerCode, domain } of suspensions) {
			if (known.has(customerCode)) deeds.push(`${customerCode} suspend ${domain}`);
		}
	};
	const deliveries = openDeliveries(world, {
		chance: chanceOf((trouble?.seed ?? 0) + 2),
		twice: trouble?.newsTwice ?? 0,
		lateMs: (trouble?.newsLateHours ?? 0) * 3_600_000,
		isTroubled: () => troubled,
	});
	const customers: Customers = { bank: openBank(world), founded, paid: new Map() };
	const changes: PanelChange[] = [];
	const suspended = new Map<string, boolean>();

	/** Lets a process do something; false when it died, or met something that fails for the moment. */
	const attempt = async (work: (process: YearProcess) => Promise<unknown>): Promise<boolean> => {
		const dies = troubled && trouble !== undefined && chance.happens(trouble.deaths);
		const process = world.process(dies ? { dieAt: 1 + chance.below(60), heard: chance.happens(0.5) } : undefined);
		try {
			await work(process);
			return !process.died();
		} catch (error) {
			if (error instanceof Killed || process.died()) return false;
			if (troubled && error instanceof ExternalError && error.transient) return false;
			throw error;
		} finally {
			await note();
		}
	};
	const note = async () => {
		for await (const account of world.panel.panel.listAccounts()) {
			const before = suspended.get(account.domain) ?? false;
			if (before === account.suspended) continue;
			suspended.set(account.domain, account.suspended);
			changes.push({ at: world.clock.now(), domain: account.domain, suspended: account.suspended });
		}
	};
	const arrive = async () => {
		const process = world.process();
		await deliveries.arrive(process, async (work) => await attempt(async () => await work()));
		await attempt(async ({ office }) => await takeLeftEvents(office));
	};
	/** As workflows 22 and 13 do every minute. */
	const catchUp = async () => {
		await attempt(reactivation);
		await attempt(resumption);
	};

	return {
		changes,
		/** Of the last night. */
		deeds: (): Deeds => deeds.toSorted(),
		async play(day: Day, isTroubled: boolean): Promise<void> {
			troubled = isTroubled;
			deeds = [];
			const at = async (time: string) => await world.clock.moveTo(new Date(`${day}T${time}:00Z`));
			const isMissed = () => troubled && trouble !== undefined && chance.happens(trouble.missedNights);
			await at('00:30');
			if (!isMissed()) await attempt(billing);
			await at('01:00');
			await arrive();
			await at('02:00');
			if (!isMissed()) await attempt(dunned);
			for (const time of ['08:30']) {
				await at(time);
				await arrive();
				await catchUp();
			}
			await at('12:00');
			await customersAct(world, customers, day);
			for (const time of ['12:01', '14:30', '21:30']) {
				await at(time);
				await arrive();
				await catchUp();
			}
		},
	};
}
