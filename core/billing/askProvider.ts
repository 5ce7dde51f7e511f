import type { BackOffice } from '../db';
import { ExternalError } from '../kernel/errors';
import { addToEvent, type EventDetail, type EventReferences, type Provider } from '../payments';
import type { PaymentFacts } from './paymentFacts';

/** What a provider tells about a payment: more of its IDs, who paid for what, and whether it renews something. */
export interface Told {
	readonly names: readonly string[];
	readonly references: EventReferences;
	readonly detail: Pick<EventDetail, 'recurring'>;
}

/** How to ask each provider, as far as there is a key for it. */
export type AskProviders = Partial<Record<Provider, (names: readonly string[]) => Promise<Told>>>;

/**
 * Asks the provider about a payment that its events do not place, such as a refund that names another ID than the checkout
 * did, and adds the answer to the event.
 *
 * @returns why nothing was learnt, in words; empty when the provider answered, or there is nobody to ask.
 */
export async function askProvider(
	{ store }: BackOffice,
	paymentEventId: string,
	{ provider, names }: Pick<PaymentFacts, 'provider' | 'names'>,
	ask: AskProviders,
): Promise<string> {
	try {
		const told = await ask[provider]?.(names);
		if (told) {
			const answer = { ...told, paymentEventId, names: [...told.names] };
			await store.asStaff(async (transaction) => await addToEvent(transaction, answer));
		}
		return '';
	} catch (error) {
		if (!(error instanceof ExternalError)) throw error;
		return `${provider} was asked, and answered: ${error.message}. ${error.remedy}`;
	}
}
