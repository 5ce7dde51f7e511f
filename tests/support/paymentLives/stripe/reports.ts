import { plainBill, type Bill } from '../truth';
import type { PaymentLife, ProviderEvent } from '../types';
import type { RefundCourse, DisputeCourse } from './back';
import type { LaterStep, PaymentPlan, StripePlan } from './described';
import { playStripe } from './life';

const refund = (permille: number, course: RefundCourse = 'succeeds', hours = 24): LaterStep => ({
	step: 'refund',
	permille,
	course,
	hours,
});
const dispute = (permille: number, course: DisputeCourse, hours = 24): LaterStep => ({
	step: 'dispute',
	permille,
	course,
	hours,
});

const payment = (priceMinor: number, back: readonly LaterStep[] = [], changes: Partial<Bill> = {}): PaymentPlan => ({
	bill: { ...plainBill(priceMinor), ...changes },
	declined: 0,
	end: 'paid',
	delayed: false,
	back,
});

let count = 0;

/** A reported case: `owner/repo#number`, and what happened there. */
function reported(report: string, changes: Partial<StripePlan>): PaymentLife {
	count += 1;
	const life = playStripe({
		tag: `strreport${String(count).padStart(3, '0')}`,
		version: '2026-10-28.endive',
		kind: 'checkout',
		currency: 'EUR',
		namedIn: 'metadata',
		copied: false,
		guest: false,
		pace: 0,
		zeroStatus: 'no_payment_required',
		first: payment(2000),
		renewals: [],
		...changes,
	});
	return { ...life, report };
}

/** Changes the object of each event that has one of a kind. */
function withObjects(life: PaymentLife, kind: string, change: (object: ProviderEvent) => ProviderEvent): PaymentLife {
	const changed = (event: ProviderEvent): ProviderEvent => {
		const { data } = event;
		const object = typeof data === 'object' && data !== null && 'object' in data ? data.object : undefined;
		const is = typeof object === 'object' && object !== null && 'object' in object && object.object === kind;
		return is ? { ...event, data: { object: change({ ...object }) } } : event;
	};
	return { ...life, events: life.events.map(changed) };
}

/** Public reports of what went wrong with events of Stripe. The truth of each life is the right result. */
export const stripeReports: readonly PaymentLife[] = [
	reported(
		'woocommerce/woocommerce-gateway-stripe#4405: the refund failed after it had succeeded, and the order stayed refunded.',
		{ first: payment(2000, [refund(1000, 'fails_later')]) },
	),
	reported(
		'solidusio/solidus_stripe#265: of old only charge.refund.updated tells that a refund failed, and nobody listened to it.',
		{ version: '2024-06-20', first: payment(2000, [refund(1000, 'fails_later')]) },
	),
	reported(
		'antiwork/gumroad#5779: a pending refund was canceled, which is no refund.failed, and went on counting as refunded.',
		{ first: payment(2000, [refund(400, 'pending_canceled')]) },
	),
	reported(
		'polarsource/polar#5422: after a canceled refund the order had nothing left to refund, so the next refund was an error.',
		{ first: payment(2000, [refund(1000, 'pending_canceled'), refund(1000, 'succeeds', 200)]) },
	),
	reported('craftcms/commerce-stripe#134: a refund that was pending counted as failed, and then succeeded.', {
		first: payment(2000, [refund(500, 'pending')]),
	}),
	reported(
		'anomalyco/opencode#28398: each partial refund took the whole payment back, and the second one was dropped.',
		{
			first: payment(3000, [refund(334), refund(500)]),
		},
	),
	reported('pay-rails/pay#625: two refunds of the same amount were stored as one.', {
		version: '2024-06-20',
		first: payment(3000, [refund(333), refund(500)]),
	}),
	reported('Paymenter/Paymenter#709: a refund in the dashboard of Stripe left the invoice paid.', {
		namedIn: 'client_reference_id',
		first: payment(2000, [refund(1000)]),
	}),
	reported('Automattic/woocommerce-payments#6196: a dispute about a part was lost, and the whole order was refunded.', {
		first: payment(2000, [dispute(250, 'lost')]),
	}),
	reported(
		'Automattic/woocommerce-payments#11997: one dispute was won, and the order went on though another was open.',
		{
			first: payment(2000, [dispute(250, 'won'), dispute(250, 'open')]),
		},
	),
	reported('woocommerce/woocommerce-gateway-stripe#1098: the dispute was won, and the order stayed on hold.', {
		first: payment(2000, [dispute(1000, 'won')]),
	}),
	reported(
		'Automattic/woocommerce-payments#4931: a lost dispute was won the next day, and the order stayed refunded.',
		{
			first: payment(2000, [dispute(1000, 'lost_then_won')]),
		},
	),
	reported(
		'Azuriom/Plugin-Shop#276: invoices name no payment intent any more, so renewals were skipped and the first one repeated.',
		{ kind: 'subscription', renewals: [payment(2000), payment(2000, [refund(1000)])] },
	),
	reported('mickasmt/next-saas-stripe-starter#42: the invoice was told before the session that names its buyer.', {
		kind: 'subscription',
		version: '2024-06-20',
		namedIn: 'client_reference_id',
		renewals: [payment(2000)],
	}),
	reported('strangerstudios/paid-memberships-pro#3455: the order of a trial stayed open, for nothing was paid.', {
		kind: 'subscription',
		first: payment(2000, [], { trial: true }),
		renewals: [payment(2000)],
	}),
	reported('enupal/stripe#392: a coupon took all of the price, so no payment intent was found and no order made.', {
		kind: 'subscription',
		version: '2025-02-24.acacia',
		zeroStatus: 'paid',
		first: payment(2000, [], { discountMinor: 2000 }),
	}),
	reported('restrictcontentpro/restrict-content-pro#233: credit paid the renewal, and the membership expired.', {
		kind: 'subscription',
		version: '2024-06-20',
		renewals: [payment(2000, [], { creditMinor: 2000 })],
	}),
	withObjects(
		reported('stripe/stripe-dotnet#3225: credit was applied, and the paid invoice said starting_balance 0.', {
			kind: 'subscription',
			first: payment(2000, [], { creditMinor: 500 }),
		}),
		'invoice',
		(invoice) => ({ ...invoice, starting_balance: 0 }),
	),
	reported('ParabolInc/parabol#7688: an invoice that was paid outside Stripe is told by invoice.paid alone.', {
		kind: 'subscription',
		renewals: [{ ...payment(2000), end: 'outside' }],
	}),
	reported(
		'AI-Shipping-Labs/website#1423: a delayed payment arrived, and the order stayed as it was at the checkout.',
		{
			first: { ...payment(2000), delayed: true },
		},
	),
	reported('Paymenter/Paymenter#1258: amounts in yen were taken for hundredths.', {
		currency: 'JPY',
		first: payment(80, [refund(500)]),
	}),
	reported('odoo/odoo#227688: shillings of Uganda have no hundredths, and Stripe counts them in hundredths.', {
		currency: 'UGX',
		scale: 100,
		first: payment(50_000, [refund(500)]),
	}),
	reported('stripe/stripe-ios#3986: krónur of Iceland were shown a hundred times too large.', {
		currency: 'ISK',
		scale: 100,
		first: payment(2000, [refund(1000)]),
	}),
];
