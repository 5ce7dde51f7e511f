import { z } from 'zod';
import { systemClock, type Clock } from '../kernel/clock';
import type { Vault } from '../kernel/encryption';
import { language, type Language } from '../kernel/languages';
import { linkTo, openTicket, sealTicket } from '../pages';

const owner = 'reconciliation:page';

const ticket = z.object({ runId: z.uuid(), language, until: z.iso.datetime() });
export type ReconciliationTicket = Readonly<z.infer<typeof ticket>>;

export interface ReconciliationLink {
	/** Whoever has the address sees what the company was paid: it belongs in the mail to staff. */
	readonly url: string;
	readonly until: Date;
}

/**
 * Makes the address at which what a run found can be read. Nothing of it is stored: it holds a ticket that only this back
 * office can have sealed, and that expires.
 *
 * @param page the address of the page.
 * @throws InputError when that is not an http or https address.
 */
export function makeReconciliationLink(
	{ vault }: { readonly vault: Vault },
	page: string,
	{ runId, language: chosen, days }: { readonly runId: string; readonly language: Language; readonly days: number },
	clock: Clock = systemClock,
): ReconciliationLink {
	const until = new Date(clock.now().getTime() + days * 86_400_000);
	const sealed = sealTicket(vault, owner, { runId, language: chosen, until: until.toISOString() });
	const example = 'https://n8n.example.com/webhook/msp/reconciliation';
	return { url: linkTo(page, sealed, { field: 'page', example }), until };
}

/** Opens a ticket; undefined when this back office did not seal it, or it has expired. */
export function openReconciliationTicket(
	{ vault }: { readonly vault: Vault },
	sealed: string,
	clock: Clock = systemClock,
): ReconciliationTicket | undefined {
	const held = openTicket(vault, owner, ticket, sealed);
	return held && new Date(held.until) > clock.now() ? held : undefined;
}
