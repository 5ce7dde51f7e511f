import { z } from 'zod';
import type { Store } from '../db';
import type { Language } from '../kernel/languages';
import type { AlertPlacement, SavedAlert } from './alerts';
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

/** How staff get to the page that places a payment, and what it may do. */
export interface PlacementPage {
	readonly page: string;
	readonly newCustomers: 'approval' | 'on' | 'off';
	readonly hours: number;
	readonly language: Language;
}

const left: ReadonlySet<string> = new Set(['unknown_customer', 'unknown_plan', 'unknown_order']);

/**
 * Records that a payment needs a person. It settles when nobody needs to look at the payment any more.
 *
 * @param place the page on which one that nobody could place is placed.
 */
export async function raiseForPayment(
	office: { readonly store: Store },
	payment: PaymentForPerson,
	place?: PlacementPage,
): Promise<SavedAlert> {
	const { paymentId, paymentEventId, provider, paymentReference, outcome, outcomeDetail } = payment;
	const name = paymentReference ?? `of the event ${paymentEventId ?? 'without an ID'}`;
	const amount = payment.amountMinor === null ? undefined : amountInWords(payment.amountMinor, payment.currency);
	const about = `It is ${amount ?? 'an amount that the provider did not name'}${provider === null ? '' : `, by ${provider}`}.${payment.provisioningNeeded || payment.serviceStatus === 'active' ? '' : ' Nothing was set up because of it.'}`;
	const placement = placementOf(payment, place);
	const event = left.has(outcome) ? await toldByProvider(office, payment) : undefined;
	return await raiseAlert(office, {
		cause: `payment:${provider ?? ''}:${name}:${outcome}:${outcomeDetail}`,
		kind: 'payment',
		severity: 'warning',
		title: `Payment ${name}: ${outcome.replaceAll('_', ' ')}${whoseIn(event)}`,
		message: [capitalized(outcomeDetail), about].filter(Boolean).join('\n'),
		remedy: remedyFor(payment, placement !== undefined),
		facts: {
			customerCode: payment.customerCode ?? undefined,
			domain: payment.domain ?? event?.domain ?? undefined,
			orderReference: payment.orderReference ?? event?.order ?? undefined,
			paid: amount,
			placement,
		},
		settles: paymentId === null ? 'by_hand' : 'attention_cleared',
		subjects: paymentId === null ? [] : [{ kind: 'payment', subjectId: paymentId }],
	});
}

const eventRow = z.object({
	email: z.string().nullable(),
	order: z.string().nullable(),
	plan: z.string().nullable(),
	domain: z.string().nullable(),
});
type ToldByProvider = z.infer<typeof eventRow>;

/** What the events of a payment that nobody could place say of the buyer and the order. */
async function toldByProvider(
	{ store }: { readonly store: Store },
	{ paymentEventId, provider, paymentReference }: PaymentForPerson,
): Promise<ToldByProvider | undefined> {
	return await store.asStaff(
		async (transaction) =>
			await transaction.row(
				eventRow,
				`select max(e.payer ->> 'email') as email, max(e.event_references ->> 'order') as "order",
					max(e.event_references ->> 'plan') as plan, max(e.event_references ->> 'domain') as domain
				from msp.payment_event e
				where e.id = $1 or (e.provider = $2 and e.names @> array[$3::text])`,
				[z.uuid().safeParse(paymentEventId).data ?? null, provider, paymentReference],
			),
	);
}

/** In the subject of a mail: whom staff may know it by. */
function whoseIn(event: ToldByProvider | undefined): string {
	const { email, plan, domain } = event ?? {};
	const what = [plan, domain].filter(Boolean).join(' for ');
	const whose = [email, what].filter(Boolean).join(', ');
	return whose === '' ? '' : ` (${whose})`;
}

const capitalized = (sentence: string) => sentence.replace(/^\p{Ll}/u, (first) => first.toUpperCase());

/** Only money of Stripe and PayPal that has no order can be placed. */
function placementOf(
	{ outcome, provider, paymentEventId }: PaymentForPerson,
	place: PlacementPage | undefined,
): AlertPlacement | undefined {
	if (!place || !left.has(outcome) || paymentEventId === null) return undefined;
	if (provider !== 'stripe' && provider !== 'paypal') return undefined;
	const { page, newCustomers, hours, language } = place;
	return { page, paymentEventId, mayCreate: newCustomers !== 'off', hours, language };
}

const again =
	'Or make what is missing in MSP Customers: the payment is looked at again within two minutes, and also when you send its event again at the provider.';

function remedyFor({ outcome, provider }: PaymentForPerson, hasPage: boolean): string {
	if (!left.has(outcome) || provider === 'invoiceninja') {
		return 'Look it up under MSP Billing → Payment: List (Needs Attention), and settle it with the customer. If the order is right after all, correct it, and apply the payment again: MSP Billing → Payment: Apply.';
	}
	const place = hasPage
		? 'Place this payment with the button below: it shows the payment and the buyer, and places it on a customer whom you choose.'
		: 'Place it with MSP Billing → Payment: Place.';
	return `${place} ${again} If nobody ordered anything, give the money back at the provider.`;
}
