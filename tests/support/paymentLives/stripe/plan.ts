import fc from 'fast-check';
import { plainBill, type Bill } from '../truth';
import { disputeCourses, refundCourses } from './back';
import type { LaterStep, PaymentPlan, StripePlan } from './described';
import { stripeVersions } from './world';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'.split('');

/** Lower-case letters and digits, different for each life. */
export const tag = (): fc.Arbitrary<string> =>
	fc.noBias(fc.noShrink(fc.string({ unit: fc.constantFrom(...alphabet), minLength: 12, maxLength: 12 })));

const permille = (): fc.Arbitrary<number> => fc.oneof(fc.constant(1000), fc.integer({ min: 1, max: 999 }));
const share = (of: number, part: number): number => Math.floor((of * part) / 1000);

export const prices = (): fc.Arbitrary<number> =>
	fc.oneof(fc.constantFrom(990, 1200, 2000), fc.integer({ min: 100, max: 99_999 }));

type Change = 'coupon' | 'tax' | 'tax_included' | 'shipping' | 'tip' | 'credit' | 'trial';

export interface BillRules {
	/** What may change the price: at most two things at once, and often none. */
	readonly allowed: readonly Change[];
}

/** A bill for a price. Credit covers a part of the price alone, or the whole bill. */
export function bills(priceMinor: number, { allowed }: BillRules): fc.Arbitrary<Bill> {
	return fc
		.tuple(
			fc.subarray([...allowed], { maxLength: Math.min(2, allowed.length) }),
			permille(),
			permille(),
			fc.integer({ min: 1, max: 250 }),
		)
		.map(([chosen, coupon, credit, rate]) => {
			const has = (name: Change) => chosen.includes(name);
			if (has('trial')) return { ...plainBill(priceMinor), trial: true };
			const discountMinor = has('coupon') ? share(priceMinor, coupon) : 0;
			const net = priceMinor - discountMinor;
			const taxIncluded = has('tax_included');
			const taxMinor = taxIncluded || has('tax') ? share(net, rate) : 0;
			const shippingMinor = has('shipping') && net > 0 ? 1 + share(net, rate) : 0;
			const tipMinor = has('tip') && net > 0 ? 1 + share(net, rate) : 0;
			const bill = {
				priceMinor,
				discountMinor,
				taxMinor,
				taxIncluded,
				shippingMinor,
				tipMinor,
				creditMinor: 0,
				trial: false,
			};
			const total = net + (taxIncluded ? 0 : taxMinor) + shippingMinor + tipMinor;
			return has('credit') ? { ...bill, creditMinor: credit === 1000 ? total : share(net, credit) } : bill;
		});
}

const steps = (): fc.Arbitrary<LaterStep[]> => {
	const hours = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200 }));
	const refund = fc.record({
		step: fc.constant('refund' as const),
		permille: permille(),
		course: fc.constantFrom(...refundCourses),
		hours,
	});
	const dispute = fc.record({
		step: fc.constant('dispute' as const),
		permille: permille(),
		course: fc.constantFrom(...disputeCourses),
		hours,
	});
	return fc.array(fc.oneof({ weight: 3, arbitrary: refund }, { weight: 2, arbitrary: dispute }), { maxLength: 4 });
};

function payments(
	priceMinor: number,
	rules: BillRules,
	ends: ReadonlyArray<PaymentPlan['end']>,
	delays: boolean,
): fc.Arbitrary<PaymentPlan> {
	return fc.record({
		bill: bills(priceMinor, rules),
		declined: fc.oneof(
			{ weight: 3, arbitrary: fc.constant(0) },
			{ weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) },
		),
		end: fc.oneof(
			{ weight: 5, arbitrary: fc.constant('paid' as const) },
			{ weight: 1, arbitrary: fc.constantFrom(...ends) },
		),
		delayed: delays ? fc.constantFrom(false, false, false, true) : fc.constant(false),
		back: steps(),
	});
}

const allowed: Readonly<Record<StripePlan['kind'], readonly Change[]>> = {
	checkout: ['coupon', 'tax', 'tax_included', 'shipping'],
	checkout_with_invoice: ['coupon', 'tax', 'tax_included'],
	// Credit of a customer is applied to invoices alone (docs "Customer credit balance").
	subscription: ['coupon', 'tax', 'tax_included', 'credit', 'trial'],
	intent: ['tip'],
};

/** Plans of a Stripe life. */
export function stripePlans(): fc.Arbitrary<StripePlan> {
	const kinds = fc.constantFrom<StripePlan['kind']>(
		'checkout',
		'checkout_with_invoice',
		'subscription',
		'subscription',
		'intent',
	);
	return fc.tuple(kinds, prices()).chain(([kind, priceMinor]) => {
		const rules = { allowed: allowed[kind] };
		const renewal = payments(
			priceMinor,
			{ allowed: ['coupon', 'tax', 'tax_included', 'credit'] },
			['never', 'outside'],
			false,
		);
		return fc.record<StripePlan>({
			tag: tag(),
			version: fc.constantFrom(...stripeVersions),
			kind: fc.constant(kind),
			// JPY has no minor units: the amount is the yen.
			currency: fc.constantFrom('EUR', 'EUR', 'USD', 'JPY'),
			// A payment intent has no client_reference_id.
			namedIn: kind === 'intent' ? fc.constant('metadata') : fc.constantFrom('metadata', 'client_reference_id'),
			copied: fc.boolean(),
			guest: fc.boolean(),
			pace: fc.constantFrom(0, 1),
			zeroStatus: fc.constantFrom('no_payment_required', 'paid'),
			first: payments(priceMinor, rules, ['never'], true),
			renewals: fc.array(renewal, { maxLength: 3 }),
		});
	});
}
