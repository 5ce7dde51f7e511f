import type { BackOffice } from '../../db';
import { systemClock, type Clock } from '../../kernel/clock';
import { InputError } from '../../kernel/errors';
import type { StripeAccount } from '../../stripe';
import { openCheckout, type StartedCheckout } from '../checkout';
import { openLink } from './open';

/** The form of the page, as it is posted. */
export interface PostedPayment {
	readonly ticket: string;
	/** What the customer saw, as the form has it. */
	readonly seen: string;
	/** The address of the page: the GET webhook of workflow 29. */
	readonly page: string;
	/** Whether the customer's card is kept, to charge it later. */
	readonly keepPaymentMethod?: boolean;
}

export interface StartedPayment {
	/** `refused`: the link is not valid, or too old; `without`: there is no Stripe. */
	readonly state: StartedCheckout['state'] | 'refused' | 'without';
	/** Where the customer goes now: to Stripe, or back to the page, which says why. */
	readonly location: string;
	readonly statusCode: 303;
	readonly requestId: string | null;
	readonly customerCode: string | null;
	readonly totalMinor: number | null;
	readonly currency: string | null;
}

/**
 * Begins to pay what a link is for: answers where the customer goes. However often the button is pressed, and in however many
 * windows, there is one page of Stripe that can be paid.
 *
 * @throws InputError when the page is no http or https address; ExternalError in Stripe's words, and then nothing was begun.
 */
export async function startPayment(
	office: Pick<BackOffice, 'store' | 'vault'>,
	stripe: StripeAccount | undefined,
	{ ticket: sealed, seen, page, keepPaymentMethod = false }: PostedPayment,
	clock: Clock = systemClock,
): Promise<StartedPayment> {
	const back = (from?: string) => backTo(page, sealed, from);
	const opened = await openLink(office, sealed, clock);
	if ('refused' in opened) return answer({ state: 'refused', location: back() });
	const { customer, ticket } = opened;
	if (!stripe) return answer({ state: 'without', location: back() });
	const started = await openCheckout(office, stripe, {
		customer,
		currency: ticket.currency,
		language: ticket.language,
		...{ successUrl: back('stripe'), cancelUrl: back('cancelled'), keepPaymentMethod },
		...(seen !== '' && { seen }),
	});
	const { customerCode } = customer;
	if (started.state !== 'ready') {
		const location = back(started.state === 'changed' ? 'changed' : undefined);
		return answer({ state: started.state, location, customerCode, currency: ticket.currency });
	}
	const { requestId, totalMinor, currency } = started.request;
	return answer({ state: 'ready', location: started.url, customerCode, requestId, totalMinor, currency });
}

const answer = (told: Pick<StartedPayment, 'state' | 'location'> & Partial<StartedPayment>): StartedPayment => ({
	...{ statusCode: 303, requestId: null, customerCode: null, totalMinor: null, currency: null },
	...told,
});

function backTo(page: string, ticket: string, from: string | undefined): string {
	const url = URL.canParse(page) ? new URL(page) : undefined;
	if (!url || !/^https?:$/.test(url.protocol)) {
		throw new InputError(
			'page',
			'is not an http or https address',
			'Give the address at which workflow 29 answers, such as https://n8n.example.com/webhook/msp/pay.',
		);
	}
	url.searchParams.set('ticket', ticket);
	if (from !== undefined) url.searchParams.set('from', from);
	return url.href;
}
