import { z } from 'zod';
import type { BackOffice } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { language, type Language } from '../kernel/languages';
import { linkTo, openTicket, sealTicket } from '../pages';

const owner = 'payment:request';

/** So long a link in a mail works: longer than any dunning goes on. */
export const linkDays = 90;

const ticket = z.object({
	customerId: z.uuid(),
	currency: z.string().regex(/^[A-Z]{3}$/),
	language,
	until: z.iso.datetime(),
});
export type PaymentTicket = Readonly<z.infer<typeof ticket>>;

export interface PaymentLink {
	readonly customerId: string;
	/** ISO 4217: what is open in other currencies has links of its own. */
	readonly currency: string;
	/** The address of the page: the GET webhook of workflow 29. */
	readonly page: string;
	readonly language: Language;
	/** By default 90. */
	readonly days?: number;
	readonly clock?: Clock;
}

/**
 * Makes the address of the page on which a customer sees and pays what is open in one currency, for a mail. The page always
 * shows what is open when somebody looks at it, so the address stays right while invoices are paid, changed, voided and
 * added. It stores nothing, asks nobody and is quick: a mail to each of thousands of customers may have one.
 *
 * Without Stripe it makes the same address. Whether there is a button that pays is for the page: when its node has no Stripe
 * credential, the page shows what is open, leads to the invoices that Invoice Ninja shows, and says to pay as the invoices
 * say. So a caller needs no case for it.
 *
 * Whoever has the address sees what this customer has open in this currency, and nothing else. It cannot be read or guessed.
 *
 * @throws InputError when the page is no http or https address.
 */
export function paymentLinkFor(
	{ vault }: Pick<BackOffice, 'vault'>,
	{ page, days = linkDays, clock = systemClock, customerId, currency, language: spoken }: PaymentLink,
): string {
	const until = new Date(clock.now().getTime() + days * 86_400_000).toISOString();
	const held: PaymentTicket = { customerId, currency, language: spoken, until };
	return linkTo(page, sealTicket(vault, owner, held), {
		field: 'page',
		example: 'https://n8n.example.com/webhook/msp/pay',
	});
}

/** Opens a ticket; undefined when this back office did not seal it for this. Whether it is too old is for the caller. */
export function openPaymentTicket(vault: BackOffice['vault'], sealed: string): PaymentTicket | undefined {
	return openTicket(vault, owner, ticket, sealed);
}
