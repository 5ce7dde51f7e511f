import fc from 'fast-check';
import {
	nextCharge,
	nextTryAfter,
	refusedMethods,
	type AttemptOutcome,
	type ChargeableInvoice,
	type PastAttempt,
} from '../../../core/charges';
import { addDays } from '../../../core/kernel/calendar';

const policy = { chargeWhen: 'on_due' as const, chargeRetryDays: [3, 7] };
const open: ChargeableInvoice = {
	...{ status: 'open', balanceMinor: 1000, dueOn: '2026-03-31', issuedOn: '2026-03-24', hold: null, autoCharge: null },
	...{ hasCustomerAtStripe: true, wentBack: false, attempts: [], chargedBy: null },
};
const attempt = (number: number, outcome: AttemptOutcome | null, more: Partial<PastAttempt> = {}): PastAttempt => ({
	...{ number, outcome, status: outcome === null ? 'open' : 'settled', triedOn: '2026-03-31', nextTryOn: null },
	paymentMethodId: 'pm_1',
	...more,
});
const due = (
	more: Partial<ChargeableInvoice>,
	today = '2026-04-10',
	by: { readonly chargeWhen?: 'never' | 'on_issue' } = {},
) => nextCharge({ ...open, ...more }, { ...policy, ...by }, today);

test('a charge is due from the due day on, or from the day of the issue, also after missed nights', () => {
	expect(due({}, '2026-03-30')).toEqual({ due: false, on: '2026-03-31', why: 'it is charged on 2026-03-31' });
	expect(due({}, '2026-03-31')).toEqual({ due: true, number: 1 });
	expect(due({}, '2026-05-01')).toEqual({ due: true, number: 1 });
	expect(due({}, '2026-03-24', { chargeWhen: 'on_issue' })).toEqual({ due: true, number: 1 });
	expect(due({}, '2026-04-10', { chargeWhen: 'never' })).toMatchObject({ due: false, on: null });
	expect(due({ autoCharge: true }, '2026-04-10', { chargeWhen: 'never' })).toEqual({ due: true, number: 1 });
});

test.each([
	['paid', { status: 'paid' }],
	['voided', { status: 'void' }],
	['a draft', { status: 'draft' }],
	['settled by credit', { balanceMinor: 0 }],
	['disputed', { hold: 'disputed' as const }],
	['paid by a debit that is on its way', { hold: 'payment_pending' as const }],
	['of a customer without Stripe', { hasCustomerAtStripe: false }],
	['not to be charged', { autoCharge: false }],
	['charged by Invoice Ninja itself', { chargedBy: 'Invoice Ninja' }],
	// Money that somebody gave back, or that a bank took back, is not taken again by itself.
	['refunded or charged back', { wentBack: true }],
	['being charged', { attempts: [attempt(1, null)] }],
	['charged already', { attempts: [attempt(1, 'succeeded')] }],
	['charged, and nobody knows how it came out', { attempts: [attempt(1, null, { status: 'unknown' })] }],
	['in need of its owner', { attempts: [attempt(1, 'requires_action')] }],
])('an invoice that is %s is not charged', (_, more) => {
	expect(due(more)).toMatchObject({ due: false });
});

test('a try that was dropped does not count: the next one has another number', () => {
	expect(due({ attempts: [attempt(1, null, { status: 'dropped' })] })).toEqual({ due: true, number: 2 });
	const after = [attempt(1, 'soft_decline', { nextTryOn: '2026-04-03' }), attempt(2, null, { status: 'dropped' })];
	expect(due({ attempts: after }, '2026-04-02')).toMatchObject({ due: false, on: '2026-04-03' });
	expect(due({ attempts: after }, '2026-04-03')).toEqual({ due: true, number: 3 });
});

test('a decline is tried again on the days of the policy, counted from the first try; missed days are not made good', () => {
	const first = attempt(1, 'soft_decline');
	expect(nextTryAfter('soft_decline', [], policy, '2026-03-31')).toBe('2026-04-03');
	expect(nextTryAfter('soft_decline', [first], policy, '2026-04-03')).toBe('2026-04-07');
	expect(nextTryAfter('soft_decline', [first], policy, '2026-04-09')).toBeNull();
	expect(nextTryAfter('soft_decline', [first, attempt(2, 'soft_decline')], policy, '2026-04-07')).toBeNull();
	for (const outcome of ['succeeded', 'processing', 'requires_action', 'canceled'] as const)
		expect(nextTryAfter(outcome, [], policy, '2026-03-31')).toBeNull();
});

test('what failed for a moment is tried on the next day, and counts as a decline when it goes on', () => {
	const twice = [attempt(1, 'transient_failure'), attempt(2, 'transient_failure')];
	expect(nextTryAfter('transient_failure', [], policy, '2026-03-31')).toBe('2026-04-01');
	expect(nextTryAfter('transient_failure', twice, policy, '2026-04-02')).toBe('2026-04-03');
	expect(nextTryAfter('transient_failure', twice, policy, '2026-04-07')).toBeNull();
});

test('methods that a bank has refused for good are known', () => {
	expect(refusedMethods([attempt(1, 'hard_decline'), attempt(2, 'soft_decline', { paymentMethodId: 'pm_2' })])).toEqual(
		['pm_1'],
	);
});

test('whatever the bank says each time, the tries end, and one day never has two', () => {
	const outcomes = fc.array(
		fc.constantFrom<AttemptOutcome>('soft_decline', 'hard_decline', 'no_method', 'transient_failure'),
		{
			minLength: 30,
			maxLength: 30,
		},
	);
	const days = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 8 });
	fc.assert(
		fc.property(
			outcomes,
			days,
			fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 }),
			(said, chargeRetryDays, missed) => {
				const attempts: PastAttempt[] = [];
				let today = '2026-03-31';
				for (let night = 0; night < 400; night++) {
					const next = nextCharge({ ...open, attempts }, { ...policy, chargeRetryDays }, today);
					if (next.due) {
						const outcome = said[attempts.length] ?? 'soft_decline';
						const nextTryOn = nextTryAfter(outcome, attempts, { chargeRetryDays }, today);
						attempts.push(attempt(next.number, outcome, { triedOn: today, nextTryOn }));
					}
					today = addDays(today, 1 + (missed[night] ?? 0));
				}
				const triedOn = attempts.map((one) => one.triedOn);
				expect(new Set(triedOn).size).toBe(triedOn.length);
				expect(attempts.length).toBeLessThanOrEqual(1 + chargeRetryDays.length * 3 + 2);
				expect(attempts.map(({ number }) => number)).toEqual(attempts.map((_, index) => index + 1));
			},
		),
	);
});
