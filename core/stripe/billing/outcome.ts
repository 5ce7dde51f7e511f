import { z } from 'zod';

/** What became of a charge. The first two are no failure; each of the others asks for something else. */
export const chargeOutcomes = [
	'succeeded',
	'processing',
	'requires_action',
	'hard_decline',
	'soft_decline',
	'transient_failure',
	'canceled',
] as const;
export type ChargeOutcome = (typeof chargeOutcomes)[number];

/** Whether the same payment method may be charged again: never, in some days, or within the hour. */
export type Retry = 'no' | 'later' | 'soon';

export interface Verdict {
	readonly outcome: ChargeOutcome;
	/** In Stripe's words, such as `insufficient_funds`; null when nothing was declined. */
	readonly declineCode: string | null;
	/** What the bank or Stripe said; null when nothing was declined. */
	readonly reason: string | null;
	readonly retry: Retry;
	readonly whatToDo: string;
}

/** The card is gone, or the bank forbids to try it again: docs.stripe.com/declines/codes. */
const hard: ReadonlySet<string> = new Set(
	`card_not_supported currency_not_supported expired_card fraudulent incorrect_address incorrect_cvc incorrect_number
	incorrect_zip invalid_account invalid_cvc invalid_expiry_month invalid_expiry_year invalid_number lost_card
	merchant_blacklist new_account_information_available no_action_taken not_permitted pickup_card restricted_card
	revocation_of_all_authorizations revocation_of_authorization security_violation service_not_allowed stolen_card
	stop_payment_order testmode_decline transaction_not_allowed live_mode_test_card mobile_device_authentication_required
	pin_try_exceeded offline_pin_required online_or_offline_pin_required incorrect_pin invalid_pin`.split(/\s+/),
);
/** Nothing is wrong with the card: the same charge may go through soon. */
const transient: ReadonlySet<string> = new Set(
	'processing_error issuer_not_available try_again_later reenter_transaction approve_with_id'.split(' '),
);
const authenticate: ReadonlySet<string> = new Set([
	'authentication_required',
	'authentication_not_handled',
	'payment_intent_authentication_failure',
]);

const cardError = z.object({
	code: z.string().nullish(),
	decline_code: z.string().nullish(),
	message: z.string().nullish(),
	advice_code: z.string().nullish(),
});

const words: Readonly<Record<ChargeOutcome, readonly [Retry, string]>> = {
	succeeded: ['no', 'Nothing: the money was taken.'],
	processing: ['no', 'Wait: the bank takes days, and an event tells how it ended. Do not charge again.'],
	requires_action: [
		'no',
		'Ask the customer to authenticate: send the page of the invoice, or a Checkout page. No retry without the customer goes through.',
	],
	hard_decline: ['no', 'Ask the customer for another payment method. The bank forbids to try this one again.'],
	soft_decline: ['later', 'Try again in some days, or ask the customer for another payment method.'],
	transient_failure: ['soon', 'Try again within the hour: nothing is wrong with the payment method.'],
	canceled: ['no', 'Nothing: the payment was cancelled.'],
};

function verdict(outcome: ChargeOutcome, declineCode: string | null = null, reason: string | null = null): Verdict {
	const [retry, whatToDo] = words[outcome];
	return { outcome, declineCode, reason, retry, whatToDo };
}

/**
 * What a payment intent and its card error say. A decline that nobody knows is a soft one: the bank said no, and no more.
 *
 * @param error of the answer, or the intent's `last_payment_error`.
 */
export function chargeVerdict(status: string | null, error: unknown): Verdict {
	if (status === 'succeeded' || status === 'requires_capture') return verdict('succeeded');
	if (status === 'processing') return verdict('processing');
	if (status === 'canceled') return verdict('canceled');
	const { data } = cardError.safeParse(error);
	const code = data?.decline_code ?? data?.code ?? null;
	const reason = data?.message ?? null;
	const codes = [data?.decline_code, data?.code].flatMap((one) => one ?? []);
	if (status === 'requires_action' || codes.some((one) => authenticate.has(one)))
		return verdict('requires_action', code, reason);
	if (data?.advice_code === 'do_not_try_again' || data?.advice_code === 'confirm_card_data')
		return verdict('hard_decline', code, reason);
	if (codes.some((one) => hard.has(one))) return verdict('hard_decline', code, reason);
	if (codes.some((one) => transient.has(one))) return verdict('transient_failure', code, reason);
	return verdict('soft_decline', code, reason);
}
