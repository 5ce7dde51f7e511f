import { addDays, dayIn, daysBetween, timeIn, weekdayOf } from '../../core/kernel/calendar';
import { companyOf, plans } from '../support/year/company';
import type { YearEnd } from '../support/year/end';
import { lettersOf, periodsUntil } from '../support/year/expected';
import { playYear, type YearPlan } from '../support/year/year';
import { tries } from '../support/tries';

/** A leap year, from a month of 31 days. */
const begin = '2028-01-01';
const plan: YearPlan = { customers: tries(14, 200), begin, days: tries(62, 397), calmDays: tries(16, 30) };
const company = companyOf(plan.customers, begin);
const lastDay = addDays(begin, plan.days - 1);
const lastCharge = new Date(`${lastDay}T00:30:00Z`);
const lastNight = new Date(`${lastDay}T02:00:00Z`);

const customerOf = (code: string) => {
	const found = company.find((one) => one.code === code);
	if (!found) throw new Error(`there is no customer ${code}`);
	return found;
};
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

let calm: Awaited<ReturnType<typeof playYear>>;
beforeAll(async () => {
	calm = await playYear({ ...plan, foreseesEach: tries(3, 1) });
}, 3_600_000);

function everyPeriodOnce({ invoices }: YearEnd): void {
	const invoiced = invoices.flatMap(({ periods }) => periods);
	expect(new Set(invoiced).size).toBe(invoiced.length);
	for (const customer of company) {
		for (const service of customer.services) {
			const own = invoiced
				.filter((period) => period.startsWith(`${service.domain} `))
				.map((period) => period.split(' '))
				.sort(([, one], [, other]) => Number(one) - Number(other));
			expect(own.map(([, number]) => Number(number))).toEqual(own.map((_, index) => index + 1));
			const expected = periodsUntil(customer, service, lastCharge);
			const days = own.map(([, , from]) => from);
			// A service that is suspended for good is not renewed.
			if (customer.habit === 'stops_paying') expect(days).toEqual(expected.slice(0, days.length));
			else expect({ [service.domain]: days }).toEqual({ [service.domain]: expected });
		}
	}
}

function rightAmounts({ invoices }: YearEnd): void {
	for (const { periods, total } of invoices) {
		const prices = periods.map((period) => {
			const [domain] = period.split(' ');
			const service = company.flatMap(({ services }) => services).find((one) => one.domain === domain);
			return plans.find(({ planCode }) => planCode === service?.planCode)?.priceMinor ?? 0;
		});
		expect(total).toBe(sum(prices));
	}
}

/** To the cent: the store, Invoice Ninja, Stripe. */
function booksReconcile({ invoices, payments, stripe, ninja, ninjaMoney }: YearEnd): void {
	const succeeded = payments.filter(({ outcome }) => outcome !== 'failed' && outcome !== 'pending');
	for (const currency of new Set([...Object.keys(stripe), ...Object.keys(ninjaMoney)])) {
		const own = succeeded.filter((one) => one.currency === currency);
		const { came, back } = stripe[currency] ?? { came: 0, back: 0 };
		expect({ currency, came: sum(own.map((one) => one.amount)), back: sum(own.map((one) => one.refunded)) }).toEqual({
			...{ currency, came: came + (ninjaMoney[currency] ?? 0), back },
		});
	}
	expect(succeeded.filter(({ number }) => number === null)).toEqual([]);
	for (const { number, total, balance, status } of invoices) {
		const own = succeeded.filter((one) => one.number === number);
		const paid = sum(own.map(({ amount, refunded }) => amount - refunded));
		expect({ number, paid }).toEqual({ number, paid: status === 'refunded' ? 0 : total - balance });
	}
	const mirrored = invoices.filter(({ source }) => source === 'invoice_ninja');
	expect(mirrored.map(({ ninjaId, total, balance }) => ({ id: ninjaId, total, balance })).sort(byId)).toEqual(
		[...ninja].sort(byId),
	);
}
const byId = (one: { id: string | null }, other: { id: string | null }) => ((one.id ?? '') < (other.id ?? '') ? -1 : 1);

/** A letter for each day and customer at most, and none twice for a stage. */
function lettersOnce({ notices, invoices, letters }: YearEnd): void {
	const sent = notices.filter(({ status }) => status === 'sent');
	expect(new Set(sent.map(({ number, stage }) => `${number} ${stage}`)).size).toBe(sent.length);
	const owner = new Map(invoices.map(({ number, customerCode }) => [number, customerCode]));
	const days = new Set(sent.map(({ number, sentOn }) => `${owner.get(number) ?? ''} ${sentOn ?? ''}`));
	expect(letters.length).toBe(days.size);
}

/** Within business hours, for an invoice that is late enough, after a warning that was sent in time. */
function suspensionsAreDue({ changes, invoices, notices, begun }: YearEnd): void {
	const before = new Map<string, boolean>();
	for (const { at, domain, suspended } of changes) {
		expect({ domain, at, suspended: before.get(domain) ?? false }).toEqual({ domain, at, suspended: !suspended });
		before.set(domain, suspended);
		if (!suspended) continue;
		const customer = company.find(({ services }) => services.some((one) => one.domain === domain));
		const zone = customer?.timeZone ?? 'UTC';
		const day = dayIn(zone, at);
		const began = begun.filter((one) => one.domain === domain && one.at <= at).at(-1)?.at ?? at;
		expect(weekdayOf(dayIn(zone, began))).toBeLessThanOrEqual(5);
		expect(timeIn(zone, began) >= '09:00' && timeIn(zone, began) < '16:00').toBe(true);
		const asking = invoices.filter(
			({ periods, dueOn }) => periods.some((one) => one.startsWith(`${domain} `)) && daysBetween(dueOn, day) >= 3,
		);
		const warned = notices.filter(
			({ number, action, sentOn }) =>
				action === 'warn_suspension' && sentOn !== null && sentOn < day && asking.some((one) => one.number === number),
		);
		expect({ domain, day, warned: warned.length > 0 }).toEqual({ domain, day, warned: true });
	}
}

/**
 * Who has paid runs, and who has not for long is suspended. From the third day after the due day on a suspension waits for
 * the warning's notice and for business hours: within the week it may have begun or not.
 */
function servicesFollow({ services, invoices }: YearEnd): void {
	for (const { domain, status, suspendedOnPanel } of services) {
		const lateDays = invoices
			.filter(({ periods, balance }) => balance > 0 && periods.some((one) => one.startsWith(`${domain} `)))
			.map(({ dueOn }) => daysBetween(dueOn, lastDay));
		const mostLate = Math.max(-1, ...lateDays);
		const right = mostLate >= 8 ? ['suspended'] : mostLate >= 3 ? ['active', 'suspended'] : ['active'];
		const told = (one: string) => `${domain}, ${mostLate} days late: ${one}`;
		expect(right.map(told)).toContain(told(status));
		expect({ domain, suspendedOnPanel }).toEqual({ domain, suspendedOnPanel: status === 'suspended' });
	}
}

const all = { everyPeriodOnce, rightAmounts, booksReconcile, lettersOnce, suspensionsAreDue, servicesFollow };

describe('a year without trouble', () => {
	test.each(Object.entries(all))('%s', (_, holds) => holds(calm));

	test('nothing is left to do', () => {
		expect(calm.openTasks.filter(({ status }) => status === 'failed')).toEqual([]);
		expect(calm.unprocessedEvents).toBe(0);
	});

	test('what the simulation said of the next night is what the night did', () => {
		expect(calm.forecasts.map(({ day, said }) => ({ day, deeds: said }))).toEqual(
			calm.forecasts.map(({ day, done }) => ({ day, deeds: done })),
		);
		expect(calm.forecasts.flatMap(({ done }) => done).length).toBeGreaterThan(10);
	});

	test('every letter is sent on its day, and no other one', () => {
		for (const { number, customerCode, dueOn, periods } of calm.invoices) {
			// The first invoices are late: the year began within their week.
			if (dueOn < addDays(begin, 9)) continue;
			const [, period] = periods[0]?.split(' ') ?? [];
			const sent = calm.notices
				.filter((one) => one.number === number && one.status === 'sent')
				.map(({ stage }) => stage);
			const expected = lettersOf(customerOf(customerCode), dueOn, Number(period), lastNight);
			expect({ number, customerCode, dueOn, sent: sent.sort() }).toEqual({
				...{ number, customerCode, dueOn, sent: expected.sort() },
			});
		}
	});
});

/** What must not depend on how the year went. */
const comparable = ({ invoices, services, stripe, ninjaMoney }: YearEnd) => ({
	invoices: invoices.map(({ periods, currency, total, balance, status, source }) => ({
		...{ periods, currency, total, balance, status, source },
	})),
	...{ services, stripe, ninjaMoney },
});

describe.each(Array.from({ length: tries(1, 3) }, (_, index) => index + 1))('a year with trouble, %i', (seed) => {
	let troubled: YearEnd;
	beforeAll(async () => {
		troubled = await playYear({
			...plan,
			trouble: { seed, missedNights: 0.2, failingCalls: 0.1, deaths: 0.1, newsTwice: 0.3, newsLateHours: 36 },
		});
	}, 3_600_000);

	test.each(Object.entries(all))('%s', (_, holds) => holds(troubled));

	test('ends as the year without trouble', () => {
		expect(comparable(troubled)).toEqual(comparable(calm));
		expect(troubled.unprocessedEvents).toBe(0);
	});
});
