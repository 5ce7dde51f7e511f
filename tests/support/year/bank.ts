import { decimalOf } from '../../../core/kernel/money';
import { stripeAmountOf } from '../../../core/stripe';
import { confirm } from '../../../stack/standins/stripe/billing/payments';
import type { PaymentIntent } from '../../../stack/standins/stripe/billing/shapes';
import { tell } from '../../../stack/standins/stripe/billing/tell';
import { disputeFields } from '../paymentLives/stripe/objects';
import type { YearWorld } from './world';

/** An invoice as the one who pays it sees it. */
export interface Payable {
	readonly number: string;
	/** Its ID at Invoice Ninja, when it is one of those. */
	readonly ninjaId: string | null;
	readonly currency: string;
	readonly amountMinor: number;
}

/** Who pays: by a card of their own at Stripe, or at Invoice Ninja. */
export interface Payer {
	readonly code: string;
	readonly stripeCustomer: string;
	readonly paymentMethod: string;
	readonly ninjaClient: string | null;
}

/** What customers and banks do with their money, at Stripe and Invoice Ninja and nowhere else. */
export function openBank({ stripe, ninjaScene }: YearWorld) {
	const state = () => stripe.stripe.state();
	const intentOf = (number: string) =>
		state().billing.paymentIntents.find(
			({ metadata, status }) => metadata.invoice === number && status === 'succeeded',
		);
	const major = ({ amountMinor, currency }: Pick<Payable, 'amountMinor' | 'currency'>) =>
		Number(decimalOf({ amountMinor, currency }));

	return {
		/** By a page of Stripe, whose payment names the invoice. */
		async payByLink({ code, stripeCustomer, paymentMethod }: Payer, { number, currency, amountMinor }: Payable) {
			await post(stripe.stripe.url, stripe.account.secretKey, 'payment_intents', {
				amount: String(stripeAmountOf({ amountMinor, currency })),
				currency,
				customer: stripeCustomer,
				payment_method: paymentMethod,
				confirm: 'true',
				'metadata[invoice]': number,
				'metadata[customer_code]': code,
			});
		},
		/** In the portal of Invoice Ninja, by a gateway of its own. */
		async payInPortal({ ninjaId, ...invoice }: Payable) {
			await ninjaScene.pay(ninjaId ?? '', { by: 'stripe', amount: major(invoice) });
		},
		/** By a transfer that the bookkeeper enters in Invoice Ninja. */
		async payByTransfer({ ninjaClient }: Payer, { ninjaId, ...invoice }: Payable) {
			await ninjaScene.enterPayment(ninjaClient ?? '', [[ninjaId ?? '', major(invoice)]]);
		},
		async refund(number: string) {
			const intent = intentOf(number);
			if (!intent) return;
			await post(stripe.stripe.url, stripe.account.secretKey, 'refunds', { payment_intent: intent.id });
		},
		/** The bank takes the money back until it is clear whose it is. */
		dispute(number: string) {
			const intent = intentOf(number);
			if (intent) tell(state(), 'charge.dispute.created', disputeOf(intent, 'needs_response'));
		},
		winDispute(number: string) {
			const intent = intentOf(number);
			if (intent) tell(state(), 'charge.dispute.closed', disputeOf(intent, 'won'));
		},
		/** The debits that are on their way for so many days arrive. */
		debitsArrive(days: number) {
			const before = Math.floor(Date.now() / 1000) - days * 86_400;
			const { billing } = state();
			for (const intent of billing.paymentIntents.filter(
				({ status, created }) => status === 'processing' && created <= before,
			)) {
				const plays = intent.payment_method ?? '';
				const played = billing.plays[plays];
				billing.plays[plays] = 'pm_card_visa';
				confirm(state(), intent);
				if (played !== undefined) billing.plays[plays] = played;
			}
		},
		/** The account behind a card has money from now on. */
		fillAccount(paymentMethod: string) {
			state().billing.plays[paymentMethod] = 'pm_card_visa';
		},
		emptyAccount(paymentMethod: string, card: string) {
			state().billing.plays[paymentMethod] = card;
		},
	};
}
const disputeOf = ({ id, amount, currency, latest_charge }: PaymentIntent, status: string) =>
	disputeFields({
		...{ id: `du_${id}`, amount, currency, status, charge: latest_charge ?? '', payment_intent: id },
		...{ created: Math.floor(Date.now() / 1000), is_charge_refundable: false },
	});

export type Bank = ReturnType<typeof openBank>;

async function post(url: string, secretKey: string, path: string, form: Record<string, string>): Promise<void> {
	const answer = await fetch(`${url}/v1/${path}`, {
		method: 'POST',
		headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams(form).toString(),
	});
	if (answer.status !== 200) throw new Error(`${path}: ${await answer.text()}`);
}
