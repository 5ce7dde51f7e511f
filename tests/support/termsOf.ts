import fc from 'fast-check';
import { cycles, type Terms } from '../../core/renewals';

/** Terms of a service of 10.00 a month from 1 January 2026, and what is different about them. */
export function termsOf(different: Partial<Terms> = {}): Terms {
	return {
		serviceId: '00000000-0000-4000-8000-000000000001',
		customerId: '00000000-0000-4000-9000-000000000001',
		planId: '00000000-0000-4000-a000-000000000001',
		planCode: 'starter',
		planName: 'Starter',
		domain: 'example.com',
		currency: 'EUR',
		priceMinor: 1_000,
		cycleMonths: 1,
		anchor: { first: '2026-01-01', monthEnd: false },
		anchorPeriod: 1,
		anchorMonths: 0,
		startsOn: null,
		nextPeriod: 1,
		trialUntil: null,
		endsOn: null,
		active: true,
		discounts: [],
		charges: [],
		...different,
	};
}

/** Days of a hundred years, all of them as likely. */
export const anyDay = fc
	.date({ min: new Date('1996-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
	.map((date) => date.toISOString().slice(0, 10));

/** Terms of every cycle and currency, with anchors at the ends of months more often than chance has them. */
export const anyTerms = fc
	.record({
		first: fc.oneof(anyDay, fc.constantFrom('2026-01-31', '2028-02-29', '2026-04-30', '2027-12-31', '2026-01-28')),
		monthEnd: fc.boolean(),
		cycleMonths: fc.constantFrom(...cycles),
		priceMinor: fc.integer({ min: 1, max: 5_000_000 }),
		currency: fc.constantFrom('EUR', 'JPY', 'BHD'),
		nextPeriod: fc.integer({ min: 1, max: 30 }),
	})
	.map(({ first, monthEnd, ...rest }) => termsOf({ anchor: { first, monthEnd }, ...rest }));
