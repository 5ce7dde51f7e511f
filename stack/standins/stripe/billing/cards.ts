/*
 * Cards of Stripe's test mode (docs.stripe.com/testing): what becomes of a charge, by the test payment method. Stripe
 * itself refuses to attach most of the declined ones to a customer (all but chargeCustomerFail and
 * authenticationRequired); here they can be attached, to play a card that went bad after it was saved.
 */
interface Card {
	readonly last4: string;
	/** How its charges end; without it they succeed. */
	readonly fails?: Decline;
	/** A debit that takes days. */
	readonly slow?: true;
	/** The intent waits for the buyer. */
	readonly asks?: true;
}

export interface Decline {
	readonly code: string;
	readonly decline_code?: string;
	readonly message: string;
	/** docs.stripe.com/declines/card, "advice codes". */
	readonly advice_code?: string;
}

const declined = (decline_code: string, advice_code?: string): Decline => ({
	code: 'card_declined',
	decline_code,
	message: decline_code === 'insufficient_funds' ? 'Your card has insufficient funds.' : 'Your card was declined.',
	...(advice_code && { advice_code }),
});

export const cards: Readonly<Record<string, Card>> = {
	pm_card_visa: { last4: '4242' },
	pm_card_visa_chargeDeclined: { last4: '0002', fails: declined('generic_decline', 'try_again_later') },
	pm_card_visa_chargeDeclinedInsufficientFunds: {
		last4: '9995',
		fails: declined('insufficient_funds', 'try_again_later'),
	},
	pm_card_visa_chargeDeclinedLostCard: { last4: '9987', fails: declined('lost_card', 'do_not_try_again') },
	pm_card_visa_chargeDeclinedStolenCard: { last4: '9979', fails: declined('stolen_card', 'do_not_try_again') },
	pm_card_chargeDeclinedFraudulent: { last4: '0019', fails: declined('fraudulent', 'do_not_try_again') },
	pm_card_visa_chargeDeclinedVelocityLimitExceeded: {
		last4: '6975',
		fails: declined('card_velocity_exceeded', 'try_again_later'),
	},
	pm_card_chargeDeclinedExpiredCard: {
		last4: '0069',
		fails: { code: 'expired_card', message: 'Your card has expired.', advice_code: 'do_not_try_again' },
	},
	pm_card_chargeDeclinedIncorrectCvc: {
		last4: '0127',
		fails: { code: 'incorrect_cvc', message: "Your card's security code is incorrect." },
	},
	pm_card_chargeDeclinedProcessingError: {
		last4: '0119',
		fails: {
			code: 'processing_error',
			message: 'An error occurred while processing your card. Try again in a little bit.',
			advice_code: 'try_again_later',
		},
	},
	pm_card_chargeCustomerFail: { last4: '0341', fails: declined('generic_decline', 'try_again_later') },
	// Off session the charge is declined, and the intent waits for another payment method (stripe-payments-demo#43).
	pm_card_authenticationRequired: {
		last4: '3184',
		fails: {
			code: 'authentication_required',
			decline_code: 'authentication_required',
			message: 'Your card was declined. This transaction requires authentication.',
		},
	},
	// What bank debits and other methods do: no test card does it off session.
	pm_standin_slow: { last4: '3000', slow: true },
	pm_standin_asks: { last4: '3155', asks: true },
};
