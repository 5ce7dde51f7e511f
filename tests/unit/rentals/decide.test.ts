import fc from 'fast-check';
import { addDays } from '../../../core/kernel/calendar';
import { decideBooking, type BookingFacts, type DueAction, type InvoiceFacts } from '../../../core/rentals/decide';
import { unitTerms } from '../../../core/rentals/unit';

const hour = 3_600_000;
const bookedAt = new Date('2026-01-10T12:00:00Z');

const terms = fc
	.record({
		holdHours: fc.integer({ min: 1, max: 200 }),
		balanceDays: fc.integer({ min: 0, max: 90 }),
		balanceDueDays: fc.integer({ min: 0, max: 90 }),
		depositReminderHours: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 3 }),
		balanceReminderDays: fc.array(fc.integer({ min: -20, max: 40 }), { maxLength: 4 }),
		arrivalReminderDays: fc.option(fc.integer({ min: 0, max: 20 })),
	})
	.filter(({ balanceDays, balanceDueDays }) => balanceDueDays <= balanceDays)
	.map((given) => unitTerms.parse(given));

interface Life {
	readonly terms: BookingFacts['terms'];
	readonly timeZone: string;
	/** After how many hours each invoice is paid; null: never. */
	readonly paysFirst: number | null;
	readonly paysBalance: number | null;
	/** How many hours lie between one run and the next. */
	readonly beats: readonly number[];
}
const lives: fc.Arbitrary<Life> = fc.record({
	terms,
	timeZone: fc.constantFrom(
		'Europe/Brussels',
		'Pacific/Auckland',
		'America/New_York',
		'America/Sao_Paulo',
		'Asia/Kathmandu',
	),
	paysFirst: fc.option(fc.integer({ min: 0, max: 300 }), { freq: 3 }),
	paysBalance: fc.option(fc.integer({ min: 0, max: 2_000 }), { freq: 3 }),
	beats: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 }),
});

/** Lives a booking through run by run, and keeps what was done when. */
function live({ terms: agreed, timeZone, paysFirst, paysBalance, beats }: Life) {
	const arrival = '2026-05-02';
	const noticed = new Set<string>();
	let now = bookedAt;
	let status: BookingFacts['status'] = 'held';
	let balance: { readonly issuedAt: Date; readonly dueOn: string } | null = null;
	const did: Array<{ readonly action: DueAction; readonly at: Date; readonly settled: boolean }> = [];
	const paidBy = (since: Date, hours: number | null) =>
		hours !== null && now.getTime() >= since.getTime() + hours * hour;
	const facts = (): BookingFacts => {
		const invoice = (issuedAt: Date, dueOn: string, hours: number | null): InvoiceFacts => ({
			issuedAt,
			dueOn,
			settled: paidBy(issuedAt, hours),
			moneyPending: false,
		});
		return {
			...{ status, arrival, departure: addDays(arrival, 7), timeZone, checkOut: '10:00', bookedAt, noticed },
			holdUntil: new Date(bookedAt.getTime() + agreed.holdHours * hour),
			balanceMinor: 70_000,
			terms: agreed,
			first: invoice(bookedAt, '2026-01-12', paysFirst),
			balance: balance && invoice(balance.issuedAt, balance.dueOn, paysBalance),
		};
	};
	const act = (action: DueAction) => {
		did.push({ action, at: now, settled: facts().first?.settled === true && facts().balance?.settled !== false });
		if (action.do === 'notify') noticed.add(action.notice);
		else if (action.do === 'issue_balance')
			balance = { issuedAt: now, dueOn: addDays(arrival, -agreed.balanceDueDays) };
		else status = ({ confirm: 'confirmed', expire: 'expired', complete: 'completed' } as const)[action.do];
	};
	for (const beat of beats) {
		now = new Date(now.getTime() + beat * hour);
		for (let turn = 0; turn < 20; turn++) {
			const [action] = decideBooking(facts(), now);
			if (!action) break;
			act(action);
		}
		// Done, it asks for nothing more at the same moment.
		expect(decideBooking(facts(), now)).toEqual([]);
	}
	return { did, status: status as BookingFacts['status'] };
}

const nameOf = (action: DueAction) => (action.do === 'notify' ? action.notice : action.do);

test('in whatever rhythm it runs, everything is done once, and in its order', () => {
	fc.assert(
		fc.property(lives, (life) => {
			const { did } = live(life);
			const names = did.map(({ action }) => nameOf(action));
			expect(new Set(names).size).toBe(names.length);
			const place = (name: string) => (names.includes(name) ? names.indexOf(name) : Infinity);
			expect(names.includes('expire') && names.includes('confirm')).toBe(false);
			for (const [index, name] of names.entries()) {
				if (name === 'issue_balance' || name === 'complete') expect(place('confirm')).toBeLessThan(index);
				if (name.startsWith('balance_reminder')) expect(place('issue_balance')).toBeLessThan(index);
				if (name.startsWith('deposit_reminder'))
					expect(index).toBeLessThan(Math.min(place('confirm'), place('expire')));
				// Nobody is told how to get in before everything is paid.
				if (name === 'arrival_reminder') expect(did[index]?.settled).toBe(true);
			}
		}),
		{ numRuns: 300 },
	);
});

test('how a hold ends depends on what was paid when it was looked at, and not on the rhythm', () => {
	fc.assert(
		fc.property(lives, (life) => {
			const { did, status } = live(life);
			const first = did.find(({ action }) => action.do === 'confirm' || action.do === 'expire');
			if (!first) return expect(status).toBe('held');
			const paidAt = life.paysFirst === null ? Infinity : bookedAt.getTime() + life.paysFirst * hour;
			const until = bookedAt.getTime() + life.terms.holdHours * hour;
			if (first.action.do === 'confirm') return expect(first.at.getTime()).toBeGreaterThanOrEqual(paidAt);
			expect(first.at.getTime()).toBeGreaterThanOrEqual(until);
			return expect(paidAt).toBeGreaterThan(first.at.getTime());
		}),
		{ numRuns: 300 },
	);
});

test('what is over asks for nothing', () => {
	const facts: BookingFacts = {
		...{
			status: 'held',
			arrival: '2026-05-02',
			departure: '2026-05-09',
			timeZone: 'Europe/Brussels',
			checkOut: '10:00',
		},
		...{ bookedAt, holdUntil: new Date(bookedAt.getTime() + hour), balanceMinor: 1, terms: unitTerms.parse({}) },
		...{ first: null, balance: null, noticed: new Set() },
	};
	const later = new Date('2027-01-01T00:00:00Z');
	for (const status of ['completed', 'expired', 'cancelled'] as const)
		expect(decideBooking({ ...facts, status }, later)).toEqual([]);
	expect(decideBooking({ ...facts, status: 'confirmed' }, later)).toEqual([{ do: 'complete' }]);
});
