import { z } from 'zod';
import { systemClock, type Clock } from '../../kernel/clock';
import type { Vault } from '../../kernel/encryption';
import { language, type Language } from '../../kernel/languages';
import { linkTo, openTicket, sealTicket } from '../../pages';

const owner = 'payment:placement';

const ticket = z.object({
	paymentEventId: z.uuid(),
	/** Whether the page may make a new customer of the buyer. */
	mayCreate: z.boolean(),
	language,
	until: z.iso.datetime(),
});
export type PlacementTicket = Readonly<z.infer<typeof ticket>>;

export interface PlacementLink {
	/** The address of the page. */
	readonly page: string;
	readonly paymentEventId: string;
	readonly mayCreate: boolean;
	readonly language: Language;
	readonly hours: number;
}

/**
 * Makes the address at which a payment can be placed. Nothing of it is stored: it holds a ticket that only this back office
 * can have sealed, and that expires. Whoever has it can place the payment: it belongs in the mail to staff.
 *
 * @throws InputError when the page is no http or https address.
 */
export function makePlacementLink(
	vault: Vault,
	{ page, hours, ...held }: PlacementLink,
	clock: Clock = systemClock,
): string {
	const until = new Date(clock.now().getTime() + hours * 3_600_000);
	const sealed = sealTicket(vault, owner, { ...held, until: until.toISOString() });
	return linkTo(page, sealed, {
		field: 'placementPage',
		example: 'https://n8n.example.com/webhook/msp/payment-placement',
	});
}

/** Opens a ticket; undefined when this back office did not seal it for this. */
export function openPlacementTicket(vault: Vault, sealed: string): PlacementTicket | undefined {
	return openTicket(vault, owner, ticket, sealed);
}
