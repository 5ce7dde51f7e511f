import { settledTruth, totalOf, unsettledTruth, type Bill } from '../truth';
import { noLookups, type MoneyTruth, type PaymentLife, type SoldOrder } from '../types';
import { payPalGoBack, payPalWentBack, type PayPalBackStep, type PayPalMoney } from './back';
import { PayPalOrder } from './captures';
import type { PayPalPaymentPlan, PayPalPlan } from './described';
import { Agreement } from './sales';
import { grainOf, PayPalWorld } from './world';

const hour = 3600;
const day = 24 * hour;

/** A payment of the life, with what the truth is made of. */
interface Played {
	readonly bill: Bill;
	readonly settled: boolean;
	readonly moneys: readonly PayPalMoney[];
}

export function playPayPal(plan: PayPalPlan): PaymentLife {
	const world = new PayPalWorld(plan.tag, plan.currency, plan.pace);
	const order = orderOf(plan);
	const played = plan.kind === 'agreement' ? agreementLife(world, plan, order) : [orderLife(world, plan, order)];
	world.finish();
	const [first = unsettledTruth, ...renewals] = played.map(truthOf);
	return {
		provider: 'paypal',
		kind: plan.kind,
		apiVersion: plan.kind === 'agreement' ? '1.0' : '2.0',
		order,
		namedIn: plan.namedIn,
		events: world.events,
		lookups: noLookups,
		truth: { first, renewals },
		placeable: true,
	};
}

function orderOf({ tag, currency, first }: PayPalPlan): SoldOrder {
	return {
		orderReference: `order-${tag}`,
		customerCode: `customer-${tag}`,
		planCode: 'starter',
		domain: `${tag}.example`,
		priceMinor: first.bill.priceMinor,
		currency,
	};
}

/** The pack's custom_id: a query text, or the order alone. */
function customOf({ bare }: PayPalPlan, { orderReference, customerCode, planCode, domain }: SoldOrder): string {
	if (bare) return orderReference;
	const fields = { order: orderReference, customer_code: customerCode, plan_code: planCode, domain };
	return new URLSearchParams(fields).toString();
}

function orderLife(world: PayPalWorld, plan: PayPalPlan, order: SoldOrder): Played {
	const { bill, waits, end, back } = plan.first;
	const names: Readonly<Record<string, string>> =
		plan.namedIn === 'custom_id' ? { custom_id: customOf(plan, order) } : { invoice_id: order.orderReference };
	const made = new PayPalOrder(world, plan, bill, names);
	made.approve();
	const authorization = plan.kind === 'authorization' ? made.authorize() : undefined;
	if (authorization && end === 'never') {
		world.wait(29 * day);
		authorization.void();
		return { bill, settled: false, moneys: [] };
	}
	// PayPal refuses a second transaction with one invoice_id (error DUPLICATE_INVOICE_ID), so only custom_id has parts.
	const shares = authorization && plan.namedIn === 'custom_id' ? plan.shares : [1000];
	const amounts = partsOf(totalOf(bill), shares, grainOf(plan.currency));
	const left = totalOf(bill) - amounts.reduce((sum, amount) => sum + amount, 0);
	const moneys: PayPalMoney[] = [];
	for (const [index, amount] of amounts.entries()) {
		const capture = made.capture(amount, left === 0 && index === amounts.length - 1, authorization);
		if (waits) {
			capture.pend();
			world.wait(4 * day);
		}
		if (end === 'never') capture.deny();
		else {
			capture.complete();
			moneys.push(capture);
		}
		world.wait(hour);
	}
	if (authorization && left > 0) authorization.void();
	if (end === 'paid' && left === 0) made.complete();
	goBack(world, moneys, back);
	return { bill, settled: end === 'paid' && left === 0, moneys };
}

/** Amounts that are captured of a sum. Shares of 1000 permille in all leave nothing. */
function partsOf(sum: number, shares: readonly number[], grain: number): number[] {
	const amounts: number[] = [];
	let given = 0;
	let permille = 0;
	for (const share of shares) {
		permille += share;
		const upTo = permille >= 1000 ? sum : Math.floor((sum * permille) / 1000 / grain) * grain;
		if (upTo > given) amounts.push(upTo - given);
		given = Math.max(given, upTo);
	}
	return amounts;
}

function agreementLife(world: PayPalWorld, plan: PayPalPlan, order: SoldOrder): Played[] {
	const agreement = new Agreement(world, plan, customOf(plan, order));
	const { bill, end } = plan.first;
	if (end === 'never') return [{ bill, settled: false, moneys: [] }];
	agreement.activate(bill.trial);
	const first = bill.trial ? { bill, settled: true, moneys: [] } : cycle(world, agreement, plan.first);
	const renewals = plan.renewals.map((renewal) => {
		world.wait(30 * day);
		return cycle(world, agreement, renewal);
	});
	return [first, ...renewals];
}

function cycle(world: PayPalWorld, agreement: Agreement, { bill, waits, end, back }: PayPalPaymentPlan): Played {
	if (waits || end === 'never') {
		agreement.paymentFails(bill);
		world.wait(5 * day);
	}
	if (end === 'never') {
		agreement.suspend();
		return { bill, settled: false, moneys: [] };
	}
	const sale = agreement.sale(bill);
	goBack(world, [sale], back);
	return { bill, settled: true, moneys: [sale] };
}

function goBack(world: PayPalWorld, moneys: readonly PayPalMoney[], steps: readonly PayPalBackStep[]): void {
	for (const [index, step] of steps.entries()) {
		const money = moneys[index % moneys.length];
		world.wait(step.hours * hour);
		if (money) payPalGoBack(money, step);
	}
}

function truthOf({ bill, settled, moneys }: Played): MoneyTruth {
	const back = payPalWentBack(moneys);
	if (settled) return settledTruth(bill, back);
	return { ...unsettledTruth, moneyMinor: moneys.reduce((sum, { amountMinor }) => sum + amountMinor, 0), ...back };
}
