import fc from 'fast-check';
import { bills, prices, tag } from '../stripe/plan';
import { payPalDisputeCourses, payPalRefundCourses, type PayPalBackStep } from './back';
import type { PayPalPaymentPlan, PayPalPlan } from './described';
import { grainOf } from './world';

const permille = (): fc.Arbitrary<number> => fc.oneof(fc.constant(1000), fc.integer({ min: 1, max: 999 }));
const hours = () => fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200 }));

/** A refund of v1 that fails is not told by an event that we know of, so sales have none. */
function steps(kind: PayPalPlan['kind']): fc.Arbitrary<PayPalBackStep[]> {
	const courses = payPalRefundCourses.filter((course) => kind !== 'agreement' || course === 'completed');
	const refund = fc.record({
		step: fc.constant('refund' as const),
		permille: permille(),
		course: fc.constantFrom(...courses),
		hours: hours(),
	});
	const dispute = fc.record({
		step: fc.constant('dispute' as const),
		permille: permille(),
		course: fc.constantFrom(...payPalDisputeCourses),
		hours: hours(),
	});
	const reversal = fc.record({ step: fc.constant('reversal' as const), permille: permille(), hours: hours() });
	return fc.array(
		fc.oneof({ weight: 4, arbitrary: refund }, { weight: 3, arbitrary: dispute }, { weight: 1, arbitrary: reversal }),
		{ maxLength: 4 },
	);
}

function payments(kind: PayPalPlan['kind'], price: number, trial: boolean): fc.Arbitrary<PayPalPaymentPlan> {
	const changes = ['tax', 'tax_included', 'shipping'] as const;
	return fc.record({
		bill: bills(price, { allowed: trial ? [...changes, 'trial'] : changes }),
		waits: fc.constantFrom(false, false, false, true),
		end: fc.constantFrom('paid', 'paid', 'paid', 'paid', 'never'),
		back: steps(kind),
	});
}

/** Amounts of a currency without decimals are whole. */
function inGrain(plan: PayPalPaymentPlan, currency: string): PayPalPaymentPlan {
	const by = grainOf(currency);
	const { priceMinor, taxMinor, shippingMinor, ...rest } = plan.bill;
	const bill = { ...rest, priceMinor: priceMinor * by, taxMinor: taxMinor * by, shippingMinor: shippingMinor * by };
	return { ...plan, bill };
}

/** Plans of a PayPal life. */
export function payPalPlans(): fc.Arbitrary<PayPalPlan> {
	const kinds = fc.constantFrom<PayPalPlan['kind']>('capture', 'capture', 'authorization', 'agreement', 'agreement');
	return fc
		.tuple(kinds, prices())
		.chain(([kind, price]) =>
			fc.record<PayPalPlan>({
				tag: tag(),
				kind: fc.constant(kind),
				currency: fc.constantFrom('EUR', 'EUR', 'USD', 'JPY', 'HUF'),
				namedIn: kind === 'agreement' ? fc.constant('custom_id') : fc.constantFrom('custom_id', 'invoice_id'),
				bare: fc.boolean(),
				repeated: fc.boolean(),
				pace: fc.constantFrom(0, 1),
				shares: fc.constantFrom([1000], [400, 600], [250, 250, 500], [600]),
				saleRefund: fc.constantFrom('old', 'links', 'new'),
				saleReversal: fc.constantFrom('own_id', 'id_of_sale'),
				first: payments(kind, price, kind === 'agreement'),
				renewals: fc.array(payments(kind, price, false), { maxLength: kind === 'agreement' ? 3 : 0 }),
			}),
		)
		.map((plan) => ({
			...plan,
			first: inGrain(plan.first, plan.currency),
			renewals: plan.renewals.map((renewal) => inGrain(renewal, plan.currency)),
		}));
}
