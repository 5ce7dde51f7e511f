import type { Store } from '../db';
import type { SavedAlert } from './alerts';
import { amountInWords } from './amount';
import { raiseAlert } from './raiseAlert';

/** What staff are told of a payment that needs them; what nobody knows is null. */
export interface PaymentForPerson {
	readonly paymentId: string | null;
	readonly paymentEventId: string | null;
	readonly provider: string | null;
	readonly paymentReference: string | null;
	readonly outcome: string;
	readonly outcomeDetail: string;
	readonly amountMinor: number | null;
	readonly currency: string | null;
	readonly orderReference: string | null;
	readonly customerCode: string | null;
	readonly domain: string | null;
	/** The order is set up all the same, such as one that was overpaid. */
	readonly provisioningNeeded?: boolean;
	readonly serviceStatus?: string | null;
}

/** Records that a payment needs a person. It settles when nobody needs to look at the payment any more. */
export async function raiseForPayment(
	office: { readonly store: Store },
	payment: PaymentForPerson,
): Promise<SavedAlert> {
	const { paymentId, paymentEventId, provider, paymentReference, outcome, outcomeDetail } = payment;
	const name = paymentReference ?? `of the event ${paymentEventId ?? 'without an ID'}`;
	const amount = payment.amountMinor === null ? undefined : amountInWords(payment.amountMinor, payment.currency);
	const about = `It is ${amount ?? 'an amount that the provider did not name'}${provider === null ? '' : `, by ${provider}`}.${payment.provisioningNeeded || payment.serviceStatus === 'active' ? '' : ' Nothing was set up because of it.'}`;
	return await raiseAlert(office, {
		cause: `payment:${provider ?? ''}:${name}:${outcome}:${outcomeDetail}`,
		kind: 'payment',
		severity: 'warning',
		title: `Payment ${name}: ${outcome.replaceAll('_', ' ')}`,
		message: [outcomeDetail, about].filter(Boolean).join('\n'),
		remedy:
			'Look it up under MSP Billing → Payment: List (Needs Attention), and settle it with the customer. If the order is right after all, correct it, and apply the payment again: MSP Billing → Payment: Apply.',
		facts: {
			customerCode: payment.customerCode ?? undefined,
			domain: payment.domain ?? undefined,
			orderReference: payment.orderReference ?? undefined,
			paid: amount,
		},
		settles: paymentId === null ? 'by_hand' : 'attention_cleared',
		subjects: paymentId === null ? [] : [{ kind: 'payment', subjectId: paymentId }],
	});
}
