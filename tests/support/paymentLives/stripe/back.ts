import { disputeFields, refundFields } from './objects';
import type { StripeMoney } from './money';
import type { WentBack } from '../truth';

const day = 86_400;

/**
 * What becomes of a refund.
 * - A refund may be `pending` first (docs "Refunds": insufficient balance, or a bank method).
 * - It may fail after it `succeeded`: the bank sends the money back within about 30 days (docs "Failed refunds"). Stripe
 *   then credits the balance, so the charge counts it no more and can be refunded again.
 * - A pending refund may be canceled (docs "Cancel a refund"); that is no `refund.failed`.
 * - A card refund that succeeded is updated once more, when its reference number is known (`destination_details`).
 */
export const refundCourses = [
	'succeeds',
	'updated',
	'pending',
	'pending_fails',
	'pending_canceled',
	'fails_later',
] as const;
export type RefundCourse = (typeof refundCourses)[number];

export interface StripeRefund {
	readonly amountMinor: number;
	readonly object: Record<string, unknown>;
	status: 'pending' | 'succeeded' | 'failed' | 'canceled';
}

/**
 * What becomes of a dispute. An inquiry (`warning_…`) moves no money; it is closed, or becomes a dispute under the same
 * ID (docs "How disputes work").
 */
export const disputeCourses = ['won', 'lost', 'open', 'inquiry_closed', 'inquiry_open', 'inquiry_lost'] as const;
export type DisputeCourse = (typeof disputeCourses)[number] | 'lost_then_won';

export interface StripeDispute {
	readonly amountMinor: number;
	readonly object: Record<string, unknown>;
}

export type BackStep =
	/** `permille` of what is left; 1000 is the whole rest. */
	| { readonly step: 'refund'; readonly permille: number; readonly course: RefundCourse }
	| { readonly step: 'dispute'; readonly permille: number; readonly course: DisputeCourse };

const counts = ({ status }: StripeRefund): boolean => status === 'pending' || status === 'succeeded';
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

function refundedOf(money: StripeMoney): number {
	return sum(money.refunds.filter(counts).map(({ amountMinor }) => amountMinor));
}

/** What can still go back. A won dispute or a closed inquiry gives its amount free again. */
function restOf(money: StripeMoney): number {
	const held = money.disputes.filter(({ object }) => object.status !== 'won' && object.status !== 'warning_closed');
	return money.options.amountMinor - refundedOf(money) - sum(held.map(({ amountMinor }) => amountMinor));
}

/** Plays one step on a payment that succeeded. It does nothing where no money is left. */
export function goBack(money: StripeMoney, { step, permille, course }: BackStep): void {
	const amountMinor = Math.min(restOf(money), Math.ceil((restOf(money) * permille) / 1000));
	if (!money.succeeded || amountMinor <= 0) return;
	if (step === 'refund') refund(money, amountMinor, course);
	else dispute(money, amountMinor, course);
}

function refund(money: StripeMoney, amountMinor: number, course: RefundCourse): void {
	const { world, charge, currency, intent } = money;
	const status = course.startsWith('pending') ? 'pending' : 'succeeded';
	const made: StripeRefund = {
		amountMinor,
		status,
		object: refundFields({
			id: world.id('re'),
			amount: world.units(amountMinor),
			charge: charge?.id ?? null,
			created: world.now,
			currency,
			payment_intent: intent.id,
			status,
			...(status === 'pending' && { pending_reason: 'insufficient_funds' }),
		}),
	};
	money.refunds.push(made);
	countRefunds(money);
	world.send('refund.created', made.object);
	// Each refund sends it, with the sum of all refunds so far; refunds that failed are no part of it.
	world.send('charge.refunded', charge ?? {});
	const later = (days: number, ends: StripeRefund['status']) =>
		world.after(Math.ceil(days * day) + 17, () => changed(money, made, ends));
	if (course === 'updated') later(0.01, 'succeeded');
	if (course === 'pending') later(2, 'succeeded');
	if (course === 'pending_fails') later(2, 'failed');
	if (course === 'pending_canceled') later(2, 'canceled');
	if (course === 'fails_later') later(6, 'failed');
}

function changed(money: StripeMoney, made: StripeRefund, status: StripeRefund['status']): void {
	const { world } = money;
	made.status = status;
	delete made.object.pending_reason;
	const settled = { destination_details: { type: 'card', card: { type: 'refund', reference_status: 'available' } } };
	Object.assign(made.object, { status }, status === 'failed' ? { failure_reason: 'unknown' } : settled);
	countRefunds(money);
	world.send('refund.updated', made.object);
	if (status === 'failed') world.send('refund.failed', made.object);
	// Of old: the only event of a change (docs "Failed refunds", before 2024-10-28).
	world.send('charge.refund.updated', made.object);
}

function countRefunds(money: StripeMoney): void {
	const refunded = money.world.units(refundedOf(money));
	Object.assign(money.charge ?? {}, { amount_refunded: refunded, refunded: refunded === money.intent.amount });
}

function dispute(money: StripeMoney, amountMinor: number, course: DisputeCourse): void {
	const { world, charge, currency, intent } = money;
	const inquiry = course.startsWith('inquiry');
	const made: StripeDispute = {
		amountMinor,
		object: disputeFields({
			id: world.id('du'),
			amount: world.units(amountMinor),
			charge: charge?.id ?? '',
			created: world.now,
			currency,
			is_charge_refundable: inquiry,
			payment_intent: intent.id,
			status: inquiry ? 'warning_needs_response' : 'needs_response',
		}),
	};
	money.disputes.push(made);
	Object.assign(charge ?? {}, { disputed: true });
	world.send('charge.dispute.created', made.object);
	if (!inquiry) world.send('charge.dispute.funds_withdrawn', made.object);
	const tell = (type: string, status: string) => world.send(type, Object.assign(made.object, { status }));
	const review = (status: string) => tell('charge.dispute.updated', status);
	const close = (status: string) => tell('charge.dispute.closed', status);

	if (course === 'open' || course === 'inquiry_open') return;
	world.wait(day);
	review(inquiry ? 'warning_under_review' : 'under_review');
	world.wait(9 * day);
	if (course === 'inquiry_closed') return close('warning_closed');
	if (course === 'inquiry_lost') {
		Object.assign(made.object, { is_charge_refundable: false });
		review('needs_response');
		world.send('charge.dispute.funds_withdrawn', made.object);
		world.wait(5 * day);
	}
	close(course === 'won' ? 'won' : 'lost');
	if (course === 'lost_then_won') {
		world.wait(day);
		close('won');
	}
	if (course.endsWith('won')) world.send('charge.dispute.funds_reinstated', made.object);
}

/** What went back in the end. */
export function wentBack({ refunds, disputes }: StripeMoney): WentBack {
	const statuses = disputes.map(({ object }) => object.status);
	return {
		refundedMinor: sum(refunds.filter(({ status }) => status === 'succeeded').map(({ amountMinor }) => amountMinor)),
		lostMinor: sum(disputes.filter(({ object }) => object.status === 'lost').map(({ amountMinor }) => amountMinor)),
		disputeOpen: statuses.some((status) => status !== 'won' && status !== 'lost' && status !== 'warning_closed'),
	};
}
