import { z } from 'zod';
import type { Vault } from '../kernel/encryption';
import { language, type Language } from '../kernel/languages';
import { linkTo, openTicket, sealTicket } from '../pages';

const owners = { approval: 'ansible:approval', page: 'ansible:page' } as const;
type LinkKind = keyof typeof owners;

const ticket = z.object({ id: z.string(), language, until: z.iso.datetime().nullable() });
export type RunTicket = Readonly<z.infer<typeof ticket>>;

/** What only this back office can have sealed. A ticket that shows a page cannot decide. */
export function sealRunTicket(
	vault: Vault,
	kind: LinkKind,
	{ id, language: chosen, until }: { readonly id: string; readonly language: Language; readonly until: Date | null },
): string {
	return sealTicket(vault, owners[kind], { id, language: chosen, until: until?.toISOString() ?? null });
}

/** Opens a ticket; undefined when this back office did not seal it for this. */
export function openRunTicket(vault: Vault, kind: LinkKind, sealed: string): RunTicket | undefined {
	return openTicket(vault, owners[kind], ticket, sealed);
}

/**
 * The address of a page with its ticket.
 *
 * @throws InputError when the page is no http or https address.
 */
export function linkToRun(page: string, sealed: string): string {
	return linkTo(page, sealed, { field: 'page', example: 'https://n8n.example.com/webhook/msp/ansible' });
}
