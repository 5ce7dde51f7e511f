import fc from 'fast-check';
import { frequencies, isoDay, isOverdue, missedInvoices, type Frequency } from '../../../core/invoiceNinja';
import { nextSendDate } from '../../../stack/standins/invoiceNinja/recurring';

const words = Object.values(frequencies) as Frequency[];
const idOf = (word: Frequency) => Object.entries(frequencies).find(([, one]) => one === word)?.[0] ?? '';
const day = fc
	.date({ min: new Date('2000-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
	.map((date) => isoDay(date));

describe('what a late start would issue', () => {
	test.each([
		['2026-11-30', 'monthly', -1, 0, '2026-11-30'],
		['2026-11-29', 'monthly', -1, 1, '2026-12-29'],
		['2026-08-31', 'monthly', -1, 3, '2026-11-30'],
		['2026-11-23', 'weekly', -1, 1, '2026-11-30'],
		['2026-01-01', 'yearly', -1, 1, '2027-01-01'],
		['2024-02-29', 'yearly', -1, 3, '2027-02-28'],
		['2026-01-01', 'daily', 5, 5, '2026-11-30'],
		['2027-01-01', 'monthly', -1, 0, '2027-01-01'],
	] as const)('since %s, %s, %i left: %i, and then %s', (nextDate, frequency, remainingCycles, count, then) => {
		const schedule = { nextSendDate: nextDate, frequency, remainingCycles };
		expect(missedInvoices(schedule, '2026-11-30')).toEqual({ count, nextDate: then });
	});

	test('the next date is never over, and the one before it is', () => {
		fc.assert(
			fc.property(day, day, fc.constantFrom(...words), (nextDate, today, frequency) => {
				const { count, nextDate: then } = missedInvoices(
					{ nextSendDate: nextDate, frequency, remainingCycles: -1 },
					today,
				);
				if (count >= 10_000) return;
				expect(then >= today).toBe(true);
				expect(count === 0).toBe(nextDate >= today);
			}),
		);
	});

	// Days up to the 28th are in every month: there the steps of Invoice Ninja and ours are the same.
	test('counts as often as Invoice Ninja steps', () => {
		fc.assert(
			fc.property(day, fc.constantFrom(...words), fc.integer({ min: 1, max: 30 }), (start, frequency, steps) => {
				const from = `${start.slice(0, 8)}${String(Math.min(28, Number(start.slice(8)))).padStart(2, '0')}`;
				let reached = from;
				for (let step = 0; step < steps; step++) reached = nextSendDate(reached, idOf(frequency));
				const missed = missedInvoices({ nextSendDate: from, frequency, remainingCycles: -1 }, reached);
				expect(missed).toEqual({ count: steps, nextDate: reached });
			}),
		);
	});
});

describe('overdue', () => {
	const asked = { states: ['active'], filters: { client_id: 'own' }, today: '2026-11-30' } as const;
	const late = {
		id: 'a',
		client_id: 'own',
		status_id: '2',
		balance: 10,
		due_date: '2026-11-29',
		partial: 0,
		partial_due_date: '',
	};
	test.each([
		['open and late', {}, true],
		['due today', { due_date: '2026-11-30' }, false],
		['without a due date', { due_date: '' }, false],
		['a deposit that is late', { due_date: '2027-01-01', partial: 5, partial_due_date: '2026-11-01' }, true],
		['a deposit that is paid', { due_date: '2027-01-01', partial: 0, partial_due_date: '2026-11-01' }, false],
		['paid', { status_id: '4', balance: 0 }, false],
		['a draft', { status_id: '1' }, false],
		['of another client', { client_id: 'other' }, false],
		['archived', { archived_at: 1 }, false],
		['deleted', { is_deleted: true }, false],
	])('%s: %s', (_, more, expected) => {
		expect(isOverdue({ ...late, ...more }, asked)).toBe(expected);
	});
});
