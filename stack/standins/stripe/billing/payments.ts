import { invalidParameter, missingParameter, Refusal, wrongState } from '../errors';
import type { FormObject } from '../form';
import { checked, metadataOf, textOf } from '../parameters';
import type { StripeState } from '../state';
import { cards, type Decline } from './cards';
import { amountOf, checkAmount, currencyOf, find, wholeOf } from './held';
import { chargeShape, now, paymentIntentShape, refundShape, type PaymentIntent } from './shapes';
import { tell } from './tell';

/** A card error, with the intent in it as Stripe gives it. */
export function cardError(decline: Decline, intent: PaymentIntent): Refusal {
	const { code, decline_code, message, advice_code } = decline;
	return new Refusal({
		status: 402,
		body: {
			error: {
				type: 'card_error',
				code,
				...(decline_code && { decline_code }),
				...(advice_code && { advice_code }),
				message,
				charge: intent.latest_charge,
				payment_intent: structuredClone(intent),
			},
		},
	});
}

/** Confirms an intent: money moves, or does not. It gives the decline. */
export function confirm(state: StripeState, intent: PaymentIntent): Decline | undefined {
	const { billing } = state;
	const card = cards[billing.plays[intent.payment_method ?? ''] ?? intent.payment_method ?? ''];
	if (card?.asks) {
		intent.status = 'requires_action';
		intent.next_action = {
			type: 'redirect_to_url',
			redirect_to_url: { return_url: null, url: 'https://bank.example' },
		};
		return undefined;
	}
	if (card?.slow) {
		intent.status = 'processing';
		tell(state, 'payment_intent.processing', intent);
		return undefined;
	}
	const charge = chargeShape(intent);
	billing.charges.unshift(charge);
	intent.latest_charge = charge.id;
	if (!card?.fails) {
		intent.status = 'succeeded';
		intent.amount_received = intent.amount;
		tell(state, 'payment_intent.succeeded', intent);
		return undefined;
	}
	const { code, message } = card.fails;
	Object.assign(charge, {
		status: 'failed',
		paid: false,
		captured: false,
		amount_captured: 0,
		failure_code: code,
		failure_message: message,
	});
	intent.last_payment_error = { type: 'card_error', ...card.fails };
	intent.payment_method = null;
	tell(state, 'payment_intent.payment_failed', intent);
	return card.fails;
}

export const paymentIntents = {
	create(state: StripeState, form: FormObject) {
		const given = checked(
			form,
			[
				...['amount', 'currency', 'customer', 'payment_method', 'confirm', 'off_session', 'description', 'metadata'],
				...['receipt_email', 'statement_descriptor_suffix', 'payment_method_types', 'automatic_payment_methods'],
			],
			['amount', 'currency'],
		);
		const currency = currencyOf(given.currency);
		const amount = checkAmount(amountOf(given.amount, 'amount'), currency, 'amount');
		if (amount < 1) throw invalidParameter('amount', 'This value must be greater than or equal to 1.');
		if (given.off_session === 'true' && given.confirm !== 'true')
			throw invalidParameter('off_session', 'off_session can only be passed with confirm=true.');
		const intent = paymentIntentShape(amount, currency);
		const { billing } = state;
		if (given.customer !== undefined)
			intent.customer = find(billing.customers, 'customer', textOf(given.customer, 'customer'), 'customer').id;
		if (given.payment_method !== undefined) {
			const id = textOf(given.payment_method, 'payment_method');
			const method = find(billing.paymentMethods, 'PaymentMethod', id, 'payment_method');
			if (method.customer !== intent.customer) {
				throw invalidParameter(
					'payment_method',
					`The provided PaymentMethod cannot be attached. To reuse a PaymentMethod, you must attach it to a Customer first.`,
				);
			}
			intent.payment_method = method.id;
		}
		Object.assign(intent, {
			description: textOf(given.description, 'description') ?? null,
			receipt_email: textOf(given.receipt_email, 'receipt_email') ?? null,
			statement_descriptor_suffix: textOf(given.statement_descriptor_suffix, 'statement_descriptor_suffix') ?? null,
			metadata: metadataOf(given.metadata),
		});
		billing.paymentIntents.unshift(intent);
		if (given.confirm !== 'true') return intent;
		if (!intent.payment_method) throw missingParameter('payment_method');
		const decline = confirm(state, intent);
		if (decline) throw cardError(decline, intent);
		return intent;
	},

	cancel(state: StripeState, id: string, form: FormObject) {
		const given = checked(form, ['cancellation_reason']);
		const intent = find(state.billing.paymentIntents, 'payment_intent', id, 'intent');
		if (intent.status === 'succeeded' || intent.status === 'canceled') {
			throw wrongState(
				'payment_intent_unexpected_state',
				`You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
			);
		}
		Object.assign(intent, {
			status: 'canceled',
			canceled_at: now(),
			cancellation_reason: textOf(given.cancellation_reason, 'cancellation_reason') ?? null,
		});
		tell(state, 'payment_intent.canceled', intent);
		return intent;
	},
};

export const refunds = {
	create(state: StripeState, form: FormObject) {
		const given = checked(form, ['payment_intent', 'charge', 'amount', 'reason', 'metadata']);
		const { billing } = state;
		const intent = textOf(given.payment_intent, 'payment_intent');
		const chargeId = textOf(given.charge, 'charge');
		if (intent === undefined && chargeId === undefined) throw missingParameter('payment_intent');
		if (intent !== undefined) find(billing.paymentIntents, 'payment_intent', intent, 'payment_intent');
		const charge = billing.charges.find(({ id, payment_intent: of }) =>
			chargeId === undefined ? of === intent : id === chargeId,
		);
		if (charge?.status !== 'succeeded') {
			if (charge === undefined && chargeId !== undefined) find(billing.charges, 'charge', chargeId, 'charge');
			throw wrongState('charge_not_refundable', 'This PaymentIntent does not have a successful charge to refund.');
		}
		const left = charge.amount - charge.amount_refunded;
		const amount = wholeOf(given.amount, 'amount') ?? left;
		if (left === 0) {
			throw wrongState('charge_already_refunded', `Charge ${charge.id} has already been refunded.`);
		}
		if (amount > left) {
			throw invalidParameter(
				'amount',
				`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
			);
		}
		const refund = refundShape(checkAmount(amount, charge.currency, 'amount'), charge);
		refund.reason = textOf(given.reason, 'reason') ?? null;
		refund.metadata = metadataOf(given.metadata);
		charge.amount_refunded += amount;
		charge.refunded = charge.amount_refunded === charge.amount;
		billing.refunds.unshift(refund);
		tell(state, 'refund.created', refund);
		tell(state, 'charge.refunded', charge);
		return refund;
	},
};
