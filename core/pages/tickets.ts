import { z } from 'zod';
import type { Vault } from '../kernel/encryption';
import { InputError } from '../kernel/errors';

/**
 * Seals what a link or a form carries, so that only this back office can have made it. Nothing of it is stored.
 *
 * @param owner what the ticket is for, such as `drift:approval`. A ticket for one thing never opens another.
 */
export function sealTicket(vault: Vault, owner: string, held: object): string {
	return vault.seal(owner, JSON.stringify(held));
}

/** Opens a ticket; undefined when this back office did not seal it for this. Whether it has expired is for the caller. */
export function openTicket<Held>(
	vault: Vault,
	owner: string,
	schema: z.ZodType<Held>,
	sealed: string,
): Held | undefined {
	try {
		return schema.parse(JSON.parse(vault.open(owner, sealed)));
	} catch (error) {
		if (error instanceof InputError || error instanceof z.ZodError || error instanceof SyntaxError) return undefined;
		throw error;
	}
}

/**
 * The address of a page with its ticket. Whoever has the address can do what the page offers.
 *
 * @param field the parameter that the address came in, and `example` one that is right; both for the error.
 * @throws InputError when the page is no http or https address.
 */
export function linkTo(
	page: string,
	sealed: string,
	{ field, example }: { readonly field: string; readonly example: string },
): string {
	const url = URL.canParse(page) ? new URL(page) : undefined;
	if (!url || !/^https?:$/.test(url.protocol)) {
		throw new InputError(
			field,
			'is not an http or https address',
			`Give the address at which the workflow answers, such as ${example}.`,
		);
	}
	url.searchParams.set('ticket', sealed);
	return url.href;
}
