import { z } from 'zod';
import type { Store, Transaction } from '../db';
import { openTally } from '../kernel/tally';
import type { Limit } from './alerts';
import { reportIn } from './raiseAlert';

/** Refusals that mean that the shop itself is set up wrongly, when they are frequent. */
export const tellingReasons = ['signature', 'not_configured', 'unknown_certificate', 'other_mode'] as const;
export type TellingReason = (typeof tellingReasons)[number];

/** Whose deliveries are checked. */
type RefusingProvider = keyof typeof providerNames;

/** Deliveries of one endpoint that were refused for one reason. */
export interface RefusedDeliveries {
	readonly provider: RefusingProvider;
	readonly reason: string;
	/** The address that the deliveries came to. */
	readonly endpoint: string;
}

/**
 * A stranger's request now and then is no fault of the shop. The provider delivers several events for each payment, and
 * each again and again; a small shop has few payments, so a day counts too.
 */
const limits: readonly Limit[] = [
	{ reports: 5, withinSeconds: 600 },
	{ reports: 10, withinSeconds: 86_400 },
];

/** Before the first delivery of all the set-up itself is in doubt, and the first order waits. */
const beforeTheFirst: readonly Limit[] = [{ reports: 1, withinSeconds: 86_400 }];

/** Each live payment that a credential of the test mode lets pass by is lost for the shop. */
const atOnce: readonly Limit[] = [{ reports: 1, withinSeconds: 86_400 }];

const count = openTally();

/**
 * Notes a refused delivery; nobody waits for it. Staff are told once when such refusals are frequent, with the endpoint and
 * the likely cause. A flood of forged deliveries takes one connection.
 *
 * @param database tells the databases of one process apart, such as by the ID of their credential.
 * @param failed gets the error when the note cannot be written; it is lost then.
 */
export function noteRefusal(
	{ store, database }: { readonly store: Store; readonly database: string },
	refused: RefusedDeliveries,
	failed: (error: unknown) => void,
): void {
	const reason = tellingReasons.find((one) => one === refused.reason);
	if (reason === undefined) return;
	const write = async (times: number) =>
		await store.asStaff(async (transaction) => await reportRefusals(transaction, { ...refused, reason }, times));
	count([database, refused.provider, reason, refused.endpoint], write, failed);
}

const providerNames = { stripe: 'Stripe', paypal: 'PayPal', invoiceninja: 'Invoice Ninja' } as const;

/** The likely cause and what to do about it. */
const words: Readonly<
	Record<TellingReason, Readonly<Record<RefusingProvider, readonly [title: string, remedy: string]>>>
> = {
	signature: {
		stripe: [
			'the signature does not match',
			'Most likely the signing secret in the MSP Stripe credential is not the one of this endpoint: it was rolled, or it belongs to another endpoint, or to the test mode. Copy it anew from Stripe → Developers → Webhooks → this endpoint → Signing secret. If nothing of the kind was changed and your payments arrive, somebody else is sending: the refusals protect you.',
		],
		paypal: [
			'the signature does not match',
			'Most likely the webhook ID in the MSP PayPal credential is not the one of this endpoint, or it belongs to the sandbox and the deliveries to live, or the other way round. Copy it anew from the PayPal dashboard → your app → Webhooks. If nothing of the kind was changed and your payments arrive, somebody else is sending: the refusals protect you.',
		],
		invoiceninja: [
			'the secret header is missing or wrong',
			'If you added the webhooks yourself, copy the header anew from the Invoice Ninja Trigger into each of them. If the node registered them, unpublish the workflow and publish it again. If your events arrive, somebody else is sending: the refusals protect you.',
		],
	},
	not_configured: {
		stripe: [
			'there is no signing secret to check them with',
			'Put the signing secret of this endpoint into the MSP Stripe credential: Stripe → Developers → Webhooks → this endpoint → Signing secret.',
		],
		paypal: [
			'there is no webhook ID to check them with',
			'Put the webhook ID of this endpoint into the MSP PayPal credential: PayPal dashboard → your app → Webhooks.',
		],
		invoiceninja: [
			'the address is not registered',
			'Unpublish the workflow of the Invoice Ninja Trigger and publish it again, so that it registers its address anew.',
		],
	},
	other_mode: {
		stripe: [
			'they are of the live mode',
			'Choose Live in the MSP Stripe credential, and give it the live key and the signing secret of the live endpoint. Then send the events again from Stripe → Developers → Webhooks → this endpoint. If the shop is to stay in the test mode, remove the endpoint from the live mode.',
		],
		paypal: ['they are of the other environment', 'Choose the environment of the app in the MSP PayPal credential.'],
		invoiceninja: ['they are of another company', 'Check the company of the MSP Invoice Ninja credential.'],
	},
	unknown_certificate: {
		stripe: ['the certificate is not known', 'Look at the log of n8n: it says which certificate was named.'],
		invoiceninja: ['the certificate is not known', 'Look at the log of n8n: it says which certificate was named.'],
		paypal: [
			'the certificate that signs them cannot be trusted',
			"Most likely n8n cannot read PayPal's certificate: a firewall or a proxy stands between, or the clock of the machine is wrong, or the credential names the sandbox and the deliveries come from live. The log of n8n says which certificate was named.",
		],
	},
};

async function reportRefusals(
	transaction: Transaction,
	{ provider, reason, endpoint }: RefusedDeliveries & { readonly reason: TellingReason },
	count: number,
): Promise<void> {
	const [why, remedy] = words[reason][provider];
	const name = providerNames[provider];
	const ignored = reason === 'other_mode';
	await reportIn(transaction, {
		cause: `deliveries-refused:${provider}:${reason}:${endpoint}`,
		kind: 'deliveries_refused',
		severity: 'error',
		title: `Deliveries of ${name} are ${ignored ? 'ignored' : 'refused'}: ${why}`,
		message: messageOf(provider, endpoint, ignored),
		remedy,
		facts: { provider },
		// No payment tells that the events of Invoice Ninja are accepted again.
		settles: provider === 'invoiceninja' ? 'quiet' : 'payments_accepted',
		count,
		limits: await limitsFor(transaction, provider, ignored),
	});
}

async function limitsFor(
	transaction: Transaction,
	provider: RefusingProvider,
	ignored: boolean,
): Promise<readonly Limit[]> {
	if (ignored) return atOnce;
	// Events of Invoice Ninja are not kept among those of payments.
	if (provider === 'invoiceninja') return limits;
	const any = z.object({ accepted: z.boolean() });
	const known = await transaction.row(
		any,
		'select exists (select from msp.payment_event where provider = $1) as accepted',
		[provider],
	);
	return known?.accepted === false ? beforeTheFirst : limits;
}

function messageOf(provider: RefusingProvider, endpoint: string, ignored: boolean): string {
	const name = providerNames[provider];
	if (provider === 'invoiceninja') {
		return `The endpoint ${endpoint} refuses what comes in the name of Invoice Ninja. Invoice Ninja delivers nothing twice: what is refused is told by the next catch-up of the workflow, if it has one.`;
	}
	if (ignored) {
		return `The endpoint ${endpoint} gets live payments of ${name}, and its credential is of the test mode. They are stored as ignored and start nothing: MSP Billing → Event: List shows them.`;
	}
	return `The endpoint ${endpoint} refuses what comes in the name of ${name}. No payment of ${name} is booked there as long as this lasts. ${name} delivers again for up to three days, so that nothing is lost if it is put right by then.`;
}
