import { plainBill } from '../truth';
import type { PaymentLife, ProviderEvent } from '../types';
import type { PayPalBackStep, PayPalDisputeCourse } from './back';
import type { PayPalPaymentPlan, PayPalPlan } from './described';
import { playPayPal } from './life';

const refund = (permille: number): PayPalBackStep => ({ step: 'refund', permille, course: 'completed', hours: 24 });
const reversal = (permille: number): PayPalBackStep => ({ step: 'reversal', permille, hours: 24 });
const dispute = (permille: number, course: PayPalDisputeCourse): PayPalBackStep => ({
	step: 'dispute',
	permille,
	course,
	hours: 24,
});

const payment = (priceMinor: number, back: readonly PayPalBackStep[] = []): PayPalPaymentPlan => ({
	bill: plainBill(priceMinor),
	waits: false,
	end: 'paid',
	back,
});

let count = 0;

/** A reported case: `owner/repo#number`, and what happened there. */
function reported(report: string, changes: Partial<PayPalPlan>): PaymentLife {
	count += 1;
	const life = playPayPal({
		tag: `payreport${String(count).padStart(3, '0')}`,
		kind: 'capture',
		currency: 'EUR',
		namedIn: 'custom_id',
		bare: false,
		repeated: false,
		pace: 0,
		shares: [1000],
		saleRefund: 'links',
		saleReversal: 'own_id',
		first: payment(2000),
		renewals: [],
		...changes,
	});
	return { ...life, report };
}

const isOf = (type: string) => (event: ProviderEvent) => event.event_type === type;

/** The same sale is told twice, under another event ID and with one field less. */
function toldTwice(life: PaymentLife): PaymentLife {
	const events = life.events.flatMap((event) => {
		const { resource, id } = event;
		if (!isOf('PAYMENT.SALE.COMPLETED')(event) || typeof resource !== 'object') return [event];
		const { invoice_number: _left, ...rest } = { invoice_number: '', ...resource };
		return [event, { ...event, id: `${String(id)}2`, resource: rest }];
	});
	return { ...life, events };
}

/** The refund names itself alone: no sale, no parent, no link to one. */
function unplaceable(life: PaymentLife): PaymentLife {
	const events = life.events.map((event) => {
		const { resource } = event;
		if (!isOf('PAYMENT.SALE.REFUNDED')(event) || typeof resource !== 'object') return event;
		const { sale_id: _sale, links, ...rest } = { sale_id: '', links: [], ...resource };
		return { ...event, resource: { ...rest, links: Array.isArray(links) ? links.slice(0, 1) : [] } };
	});
	return { ...life, events, placeable: false };
}

/** Public reports of what went wrong with events of PayPal. The truth of each life is the right result. */
export const payPalReports: readonly PaymentLife[] = [
	reported('woocommerce/woocommerce-paypal-payments#1614: a reversal of a part cancelled the whole order.', {
		first: payment(2000, [dispute(250, 'lost_and_reversed')]),
	}),
	reported(
		'antiwork/gumroad#6684: refunds of 2 and 3 were booked as 7, for the total so far was taken for each amount.',
		{
			first: payment(2000, [refund(100), refund(167)]),
		},
	),
	reported('antiwork/gumroad#5394: a dispute was settled with a part of the money, and the buyer lost everything.', {
		first: payment(2000, [dispute(1000, 'lost_partly')]),
	}),
	reported('PrestaShopCorp/ps_checkout#1509: two captures made the whole sum, and the order stayed partly paid.', {
		kind: 'authorization',
		shares: [400, 600],
	}),
	reported(
		'woocommerce/woocommerce-paypal-payments#483: less than the authorisation was captured, and no more comes.',
		{
			kind: 'authorization',
			shares: [600],
		},
	),
	unplaceable(
		reported('paypal/PayPal-Python-SDK#91: the refund of a sale named no sale, so nobody could place it.', {
			kind: 'agreement',
			repeated: true,
			saleRefund: 'old',
			first: payment(2000, [refund(1000)]),
		}),
	),
	reported('plutov/paypal#238: the refund of a sale is negative and names its sale in sale_id.', {
		kind: 'agreement',
		repeated: true,
		saleRefund: 'old',
		first: payment(2000, [refund(250), refund(1000)]),
	}),
	reported('shopware/SwagPayPal#13: the refund of a subscription was not found, for sale_id was not read.', {
		kind: 'agreement',
		repeated: true,
		saleRefund: 'new',
		first: payment(2000, [refund(500)]),
		renewals: [payment(2000, [refund(500), refund(500)])],
	}),
	reported('opencollective/opencollective-api#11657: the reversal of a sale has the ID of the sale as its own.', {
		kind: 'agreement',
		repeated: true,
		saleReversal: 'id_of_sale',
		first: payment(2000, [reversal(1000)]),
	}),
	reported('shopware/SwagPayPal#7: a sale of a subscription has no parent payment, and the handler broke.', {
		kind: 'agreement',
		bare: true,
		repeated: true,
		renewals: [payment(2000)],
	}),
	reported(
		'woocommerce/woocommerce-paypal-payments#2612: the first sale was taken for a renewal, or a renewal for the first.',
		{
			kind: 'agreement',
			repeated: false,
			renewals: [payment(2000), payment(2000)],
		},
	),
	toldTwice(
		reported('paypal/PayPal-PHP-SDK#1217: one sale was told by two events with IDs of their own.', {
			kind: 'agreement',
			repeated: true,
			renewals: [payment(2000)],
		}),
	),
	reported('Paymenter/Paymenter#1224: the invoice was named in invoice_id, and the payment was not found.', {
		namedIn: 'invoice_id',
		first: payment(2000, [refund(1000)]),
	}),
	reported('paypal/PayPal-PHP-SDK#973: forints have no decimals at PayPal, and were written with two.', {
		currency: 'HUF',
		first: payment(120_000, [refund(500)]),
	}),
];
