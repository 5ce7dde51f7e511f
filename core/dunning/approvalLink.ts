import { z } from 'zod';
import type { BackOffice } from '../db';
import { systemClock, type Clock } from '../kernel/clock';
import { language, type Language } from '../kernel/languages';
import { linkTo, openTicket, sealTicket } from '../pages';

const owner = 'dunning:approval';

const ticket = z.object({ runId: z.uuid(), language, until: z.iso.datetime() });
export type ApprovalTicket = Readonly<z.infer<typeof ticket>>;

export interface ApprovalLink {
	/** Whoever has the address can approve: it belongs in the mail to the operator, and nowhere else. */
	readonly approvalUrl: string;
	readonly approvalUntil: Date;
}

/**
 * Makes the address at which a person approves what a run must not do alone. Nothing of it is stored.
 *
 * @param page the address of the approval page.
 * @throws InputError when that is not an http or https address.
 */
export function makeApprovalLink(
	{ vault }: Pick<BackOffice, 'vault'>,
	page: string,
	{ runId, language: chosen, hours }: { readonly runId: string; readonly language: Language; readonly hours: number },
	clock: Clock = systemClock,
): ApprovalLink {
	const until = new Date(clock.now().getTime() + hours * 3_600_000);
	const sealed = sealTicket(vault, owner, { runId, language: chosen, until: until.toISOString() });
	const approvalUrl = linkTo(page, sealed, {
		field: 'approvalPage',
		example: 'https://n8n.example.com/webhook/msp/dunning',
	});
	return { approvalUrl, approvalUntil: until };
}

/** Opens a ticket; undefined when this back office did not seal it, or it has expired. */
export function openApprovalTicket(
	{ vault }: Pick<BackOffice, 'vault'>,
	sealed: string,
	clock: Clock = systemClock,
): ApprovalTicket | undefined {
	const held = openTicket(vault, owner, ticket, sealed);
	return held && new Date(held.until) > clock.now() ? held : undefined;
}
