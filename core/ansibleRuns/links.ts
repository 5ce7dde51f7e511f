import { z } from 'zod';
import type { Vault } from '../kernel/encryption';
import { InputError } from '../kernel/errors';
import { language, type Language } from '../kernel/languages';

const owners = { approval: 'ansible:approval', page: 'ansible:page' } as const;
type LinkKind = keyof typeof owners;

const ticket = z.object({ id: z.string(), language, until: z.iso.datetime().nullable() });
export type Ticket = Readonly<z.infer<typeof ticket>>;

/** What only this back office can have sealed. A ticket that shows a page cannot decide. */
export function sealTicket(
	vault: Vault,
	kind: LinkKind,
	{ id, language: chosen, until }: { readonly id: string; readonly language: Language; readonly until: Date | null },
): string {
	return vault.seal(owners[kind], JSON.stringify({ id, language: chosen, until: until?.toISOString() ?? null }));
}

/** Opens a ticket; undefined when this back office did not seal it for this. */
export function openTicket(vault: Vault, kind: LinkKind, sealed: string): Ticket | undefined {
	try {
		return ticket.parse(JSON.parse(vault.open(owners[kind], sealed)));
	} catch (error) {
		if (error instanceof InputError || error instanceof z.ZodError || error instanceof SyntaxError) return undefined;
		throw error;
	}
}

/**
 * The address of a page with its ticket.
 *
 * @throws InputError when the page is no http or https address.
 */
export function linkTo(field: string, page: string, sealed: string): string {
	const url = URL.canParse(page) ? new URL(page) : undefined;
	if (!url || !/^https?:$/.test(url.protocol)) {
		throw new InputError(
			field,
			'is not an http or https address',
			'Give the address at which the workflow answers, such as https://n8n.example.com/webhook/msp/ansible.',
		);
	}
	url.searchParams.set('ticket', sealed);
	return url.href;
}
