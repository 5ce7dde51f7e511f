import { z } from 'zod';
import { systemClock, type Clock } from '../kernel/clock';
import type { Vault } from '../kernel/encryption';
import { language, type Language } from '../kernel/languages';
import { linkTo, openTicket, sealTicket } from '../pages';

const owner = 'drift:approval';

const ticket = z.object({ runId: z.uuid(), language, until: z.iso.datetime() });
export type ApprovalTicket = Readonly<z.infer<typeof ticket>>;

export interface ApprovalLink {
	/** Whoever has the address can approve: it belongs in the mail to the operator, and nowhere else. */
	readonly url: string;
	readonly until: Date;
}

/**
 * Makes the address at which the safe fixes of a run can be approved. Nothing of it is stored: it holds a ticket that only
 * this back office can have sealed, and that expires.
 *
 * @param page the address of the approval page.
 * @throws InputError when that is not an http or https address.
 */
export function makeApprovalLink(
	{ vault }: { readonly vault: Vault },
	page: string,
	{ runId, language: chosen, hours }: { readonly runId: string; readonly language: Language; readonly hours: number },
	clock: Clock = systemClock,
): ApprovalLink {
	const until = new Date(clock.now().getTime() + hours * 3_600_000);
	const sealed = sealTicket(vault, owner, { runId, language: chosen, until: until.toISOString() });
	const url = linkTo(page, sealed, {
		field: 'approvalPage',
		example: 'https://n8n.example.com/webhook/msp/drift',
	});
	return { url, until };
}

/** Opens a ticket; undefined when this back office did not seal it, or it has expired. */
export function openApprovalTicket(
	{ vault }: { readonly vault: Vault },
	sealed: string,
	clock: Clock = systemClock,
): ApprovalTicket | undefined {
	const held = openTicket(vault, owner, ticket, sealed);
	return held && new Date(held.until) > clock.now() ? held : undefined;
}
