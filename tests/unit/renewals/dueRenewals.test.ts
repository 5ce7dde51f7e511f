import fc from 'fast-check';
import { addDays } from '../../../core/kernel/calendar';
import { afterInvoice, dueRenewals, heldBecause, type PlannedInvoice, type Terms } from '../../../core/renewals';
import { anyTerms, termsOf } from '../../support/termsOf';
import { tries } from '../../support/tries';

const policy = { invoiceLeadDays: 7, grouping: 'customer' } as const;
const due = (terms: readonly Terms[], day: string, different: object = {}) =>
	dueRenewals(terms, () => ({ ...policy, ...different }), day);
const shown = ({ dueOn, totalMinor, lines }: PlannedInvoice) => ({
	dueOn,
	totalMinor,
	lines: lines.map(({ kind, periodNumber, amountMinor }) => [kind, periodNumber, amountMinor]),
});
const discount = {
	discountId: 'a',
	code: 'WELCOME',
	startsOn: '2026-01-01',
	endsOn: null,
	percentHundredths: null,
} as const;

test('a period is invoiced so many days ahead, and is due on its first day', () => {
	const terms = termsOf({ nextPeriod: 2 });
	expect(due([terms], '2026-01-24')).toEqual([]);
	const [invoice] = due([terms], '2026-01-25');
	expect(invoice && shown(invoice)).toEqual({
		dueOn: '2026-02-01',
		totalMinor: 1_000,
		lines: [['renewal', 2, 1_000]],
	});
	expect(invoice && due([afterInvoice(terms, invoice)], '2026-01-25')).toEqual([]);
});

test('after missed nights it is due on the day on which it is made', () => {
	expect(due([termsOf({ nextPeriod: 2 })], '2026-02-10').map(({ dueOn }) => dueOn)).toEqual(['2026-02-10']);
});

test('periods that are over wait for a person, and are each invoiced once when that one says so', () => {
	const terms = termsOf({ nextPeriod: 2 });
	expect(due([terms], '2026-04-10')).toEqual([]);
	expect(heldBecause(terms, policy, '2026-04-10')).toBe('missed_periods');
	const [invoice, ...others] = due([terms], '2026-04-10', { missedPeriods: 'invoice' });
	expect(others).toEqual([]);
	expect(invoice && shown(invoice)).toEqual({
		dueOn: '2026-04-10',
		totalMinor: 3_000,
		lines: [2, 3, 4].map((number) => ['renewal', number, 1_000]),
	});
});

test('one invoice has what a customer owes in a currency on a day, or what one service costs', () => {
	const other = termsOf({ serviceId: '00000000-0000-4000-8000-000000000002', domain: 'another.example' });
	const yen = termsOf({ serviceId: '00000000-0000-4000-8000-000000000003', currency: 'JPY' });
	const services = [termsOf(), other, yen];
	expect(due(services, '2026-01-01').map(({ currency, totalMinor }) => [currency, totalMinor])).toEqual([
		['EUR', 2_000],
		['JPY', 1_000],
	]);
	expect(due(services, '2026-01-01', { grouping: 'service' })).toHaveLength(3);
	const later = termsOf({ serviceId: other.serviceId, anchor: { first: '2026-01-03', monthEnd: false } });
	expect(due([termsOf(), later], '2026-01-01').map(({ dueOn }) => dueOn)).toEqual(['2026-01-01', '2026-01-03']);
});

test('a suspended service, one that has ended and one that costs nothing are not invoiced', () => {
	expect(due([termsOf({ active: false })], '2026-01-10')).toEqual([]);
	expect(heldBecause(termsOf({ active: false }), policy, '2026-01-10')).toBe('suspended');
	expect(due([termsOf({ nextPeriod: 2, endsOn: '2026-02-01' })], '2026-02-10')).toEqual([]);
	expect(due([termsOf({ priceMinor: 0 })], '2026-01-10')).toEqual([]);
});

test.each([
	['percent', { kind: 'percent', percentHundredths: 2_550, amountMinor: null }, 255],
	['fixed, for each period', { kind: 'fixed', amountMinor: 300 }, 300],
	['fixed, and more than the price', { kind: 'fixed', amountMinor: 5_000 }, 1_000],
	['free', { kind: 'free', amountMinor: null }, 1_000],
	['free until the middle of the period', { kind: 'free', amountMinor: null, endsOn: '2026-01-16' }, 484],
	['over by then', { kind: 'fixed', amountMinor: 300, endsOn: '2026-01-01', startsOn: '2025-01-01' }, 0],
	['of later', { kind: 'fixed', amountMinor: 300, startsOn: '2026-01-02' }, 0],
] as const)('a discount, %s', (_, different, off) => {
	const discounts = [{ ...discount, ...different }];
	const [invoice] = due([termsOf({ discounts })], '2026-01-01');
	expect(invoice?.totalMinor).toBe(1_000 - off);
	expect(invoice?.lines.filter(({ kind }) => kind === 'discount').map(({ what }) => what.text)).toEqual(
		off > 0 ? ['WELCOME'] : [],
	);
});

test('a discount with an end is off the periods that begin before it', () => {
	const half = {
		...discount,
		kind: 'percent',
		percentHundredths: 5_000,
		amountMinor: null,
		endsOn: '2026-03-01',
	} as const;
	const invoices = due([termsOf({ discounts: [half] })], '2026-04-10', { missedPeriods: 'invoice' });
	expect(invoices[0]?.lines.map(({ amountMinor }) => amountMinor)).toEqual([1_000, -500, 1_000, -500, 1_000, 1_000]);
});

test('a charge goes along with the next renewal, or alone on its day', () => {
	const charge = {
		chargeId: 'c',
		kind: 'set_up',
		description: '',
		amountMinor: 500,
		periodFrom: null,
		periodTo: null,
	} as const;
	const waiting = termsOf({ nextPeriod: 2, charges: [{ ...charge, dueOn: null }] });
	expect(due([waiting], '2026-01-10')).toEqual([]);
	const [together] = due([waiting], '2026-01-25');
	expect(together?.totalMinor).toBe(1_500);
	expect(together && afterInvoice(waiting, together)).toMatchObject({ charges: [], nextPeriod: 3 });
	const [alone] = due([{ ...waiting, charges: [{ ...charge, dueOn: '2026-01-10' }] }], '2026-01-10');
	expect(alone && shown(alone)).toEqual({ dueOn: '2026-01-10', totalMinor: 500, lines: [['set_up', null, 500]] });
	const free = termsOf({ priceMinor: 0, charges: [{ ...charge, dueOn: '2026-01-01' }] });
	expect(due([free], '2026-01-01').map(({ totalMinor }) => totalMinor)).toEqual([500]);
});

/** Runs the nights of some days and gives what was invoiced, by its period. */
function nights(start: Terms, days: readonly string[]): Map<string, number> {
	let terms = start;
	const invoiced = new Map<string, number>();
	for (const day of days) {
		for (const invoice of due([terms], day)) {
			expect(invoice.totalMinor).toBe(invoice.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0));
			expect(invoice.dueOn >= day).toBe(true);
			for (const { periodNumber, periodFrom, amountMinor } of invoice.lines) {
				const key = `${periodNumber ?? 0} ${periodFrom ?? ''}`;
				expect(invoiced.has(key)).toBe(false);
				invoiced.set(key, amountMinor);
			}
			terms = afterInvoice(terms, invoice);
		}
	}
	return invoiced;
}

test('whatever nights are missed, each period is invoiced once, and in the end it is the same', () => {
	fc.assert(
		fc.property(anyTerms, fc.infiniteStream(fc.integer({ min: 1, max: 20 })), (terms, gaps) => {
			const { first } = terms.anchor;
			const start = { ...terms, nextPeriod: 1 };
			const all = Array.from({ length: 400 }, (_, index) => addDays(first, index));
			const some: string[] = [];
			for (let day = first; day < addDays(first, 399); day = addDays(day, gaps.next().value ?? 1)) some.push(day);
			expect(nights(start, [...some, addDays(first, 399)])).toEqual(nights(start, all));
		}),
		{ numRuns: tries(12, 60) },
	);
});
