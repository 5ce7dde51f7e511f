import type { WentBack } from '../truth';
import { grainOf, type PayPalWorld } from './world';

const day = 86_400;

/**
 * What becomes of a refund. A refund may be `PENDING` first, such as one of an eCheck, and end as `COMPLETED` or
 * `FAILED` (payments v2, `refund_status`). PayPal's list of event names has PAYMENT.REFUND.PENDING and
 * PAYMENT.REFUND.FAILED, both for "Refund captured payment". Unverified: that PAYMENT.CAPTURE.REFUNDED may tell of a
 * refund that is still pending, as its resource allows.
 */
export const payPalRefundCourses = ['completed', 'pending', 'pending_told_as_refunded', 'pending_fails'] as const;
export type PayPalRefundCourse = (typeof payPalRefundCourses)[number];

/**
 * What becomes of a dispute. `lost_and_reversed` sends PAYMENT.….REVERSED for the same money (woocommerce-paypal-payments
 * issue 1614); `lost_partly` gives back half of what was disputed. A payout (`RESOLVED_WITH_PAYOUT`) is left out: only
 * the money movements of the dispute tell who got it.
 */
export const payPalDisputeCourses = ['won', 'canceled', 'lost', 'lost_partly', 'lost_and_reversed', 'open'] as const;
export type PayPalDisputeCourse = (typeof payPalDisputeCourses)[number];

export type PayPalBackStep =
	| { readonly step: 'refund'; readonly permille: number; readonly course: PayPalRefundCourse; readonly hours: number }
	| {
			readonly step: 'dispute';
			readonly permille: number;
			readonly course: PayPalDisputeCourse;
			readonly hours: number;
	  }
	| { readonly step: 'reversal'; readonly permille: number; readonly hours: number };

/** A capture (v2) or a sale (v1), and what went back of it. */
export interface PayPalMoney {
	readonly world: PayPalWorld;
	readonly id: string;
	readonly amountMinor: number;
	/** The capture, or the sale; it is sent with each step that has the shape of its API. */
	readonly refunded: (refund: PayPalRefund) => void;
	readonly reversed: (amountMinor: number) => void;
	refundedMinor: number;
	pendingMinor: number;
	lostMinor: number;
	disputedMinor: number;
	/** The merchant's own references, which a disputed transaction repeats. */
	readonly names: Readonly<Record<string, string>>;
}

export interface PayPalRefund {
	readonly id: string;
	readonly amountMinor: number;
	readonly status: 'COMPLETED' | 'PENDING' | 'FAILED';
	/** The event that tells it. */
	readonly told: 'refunded' | 'pending' | 'failed';
}

const rounded = (minor: number, grain: number): number => Math.ceil(minor / grain) * grain;

/** Plays one step on money that has come. It does nothing where no money is left. */
export function payPalGoBack(money: PayPalMoney, step: PayPalBackStep): void {
	const { world, amountMinor, refundedMinor, pendingMinor, lostMinor, disputedMinor } = money;
	const rest = amountMinor - refundedMinor - pendingMinor - lostMinor - disputedMinor;
	const asked = Math.min(rest, rounded((rest * step.permille) / 1000, grainOf(world.currency)));
	if (asked <= 0) return;
	if (step.step === 'refund') return refund(money, asked, step.course);
	// One dispute or reversal for each payment: PayPal does not say whether a reversal belongs to a lost dispute.
	if (lostMinor > 0 || disputedMinor > 0) return;
	if (step.step === 'dispute') return dispute(money, asked, step.course);
	money.lostMinor += asked;
	money.reversed(asked);
}

function refund(money: PayPalMoney, amountMinor: number, course: PayPalRefundCourse): void {
	const { world } = money;
	const id = world.id();
	if (course === 'completed') {
		money.refundedMinor += amountMinor;
		money.refunded({ id, amountMinor, status: 'COMPLETED', told: 'refunded' });
		return;
	}
	money.pendingMinor += amountMinor;
	const told = course === 'pending_told_as_refunded' ? 'refunded' : 'pending';
	money.refunded({ id, amountMinor, status: 'PENDING', told });
	world.after(3 * day + 17, () => {
		money.pendingMinor -= amountMinor;
		if (course === 'pending_fails') {
			money.refunded({ id, amountMinor, status: 'FAILED', told: 'failed' });
			return;
		}
		money.refundedMinor += amountMinor;
		money.refunded({ id, amountMinor, status: 'COMPLETED', told: 'refunded' });
	});
}

function dispute(money: PayPalMoney, amountMinor: number, course: PayPalDisputeCourse): void {
	const { world, id, names } = money;
	const resource: Record<string, unknown> = {
		dispute_id: `PP-D-${world.id()}`,
		create_time: world.time(),
		update_time: world.time(),
		disputed_transactions: [
			{ buyer_transaction_id: world.id(), seller_transaction_id: id, create_time: world.time(), ...names },
		],
		reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
		status: 'WAITING_FOR_SELLER_RESPONSE',
		dispute_state: 'REQUIRED_ACTION',
		dispute_amount: world.money(amountMinor),
		dispute_life_cycle_stage: 'CHARGEBACK',
		dispute_channel: 'INTERNAL',
		messages: [],
		links: [],
	};
	resource.links = [world.link('self', `/v1/customer/disputes/${String(resource.dispute_id)}`)];
	const tell = (type: string, changes: Readonly<Record<string, unknown>>) => {
		Object.assign(resource, { update_time: world.time() }, changes);
		world.send(`CUSTOMER.DISPUTE.${type}`, 'dispute', resource);
	};
	money.disputedMinor += amountMinor;
	tell('CREATED', {});
	if (course === 'open') return;
	world.wait(2 * day);
	tell('UPDATED', { status: 'UNDER_REVIEW', dispute_state: 'UNDER_PAYPAL_REVIEW' });
	world.wait(8 * day);
	money.disputedMinor -= amountMinor;
	const lost = course.startsWith('lost');
	const half = Math.max(
		grainOf(world.currency),
		Math.floor(amountMinor / 2 / grainOf(world.currency)) * grainOf(world.currency),
	);
	const back = course === 'lost_partly' ? half : amountMinor;
	const outcomes = { won: 'RESOLVED_SELLER_FAVOUR', canceled: 'CANCELED_BY_BUYER' };
	const outcome_code = course === 'won' || course === 'canceled' ? outcomes[course] : 'RESOLVED_BUYER_FAVOUR';
	if (lost) money.lostMinor += back;
	if (course === 'lost_and_reversed') money.reversed(back);
	tell('RESOLVED', {
		status: 'RESOLVED',
		dispute_state: 'RESOLVED',
		dispute_outcome: { outcome_code, ...(lost && { amount_refunded: world.money(back) }) },
	});
}

/** What went back of all captures of a payment in the end. */
export function payPalWentBack(moneys: readonly PayPalMoney[]): WentBack {
	const total = (of: (money: PayPalMoney) => number) => moneys.reduce((sum, money) => sum + of(money), 0);
	return {
		refundedMinor: total(({ refundedMinor }) => refundedMinor),
		lostMinor: total(({ lostMinor }) => lostMinor),
		disputeOpen: moneys.some(({ disputedMinor }) => disputedMinor > 0),
	};
}
