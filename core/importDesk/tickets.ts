import { z } from 'zod';
import { systemClock, type Clock } from '../kernel/clock';
import type { Vault } from '../kernel/encryption';
import { language, type Language } from '../kernel/languages';
import { InputError } from '../kernel/errors';
import { openTicket, sealTicket } from '../pages';
import { ticketDays } from './bounds';

export { ticketDays };

const owner = 'import:batch';

const ticket = z.object({ batchId: z.uuid(), language, until: z.iso.datetime() });
export type BatchTicket = Readonly<z.infer<typeof ticket>>;

/** What lets its holder see one import, correct and confirm it. It works for `ticketDays`. */
export function sealBatchTicket(
	vault: Vault,
	{ batchId, language: chosen }: { readonly batchId: string; readonly language: Language },
	clock: Clock = systemClock,
): string {
	const until = new Date(clock.now().getTime() + ticketDays * 86_400_000).toISOString();
	return sealTicket(vault, owner, { batchId, language: chosen, until });
}

/** Opens a ticket; undefined when this back office did not seal it, or it has expired. */
export function openBatchTicket(vault: Vault, sealed: string, clock: Clock = systemClock): BatchTicket | undefined {
	const held = openTicket(vault, owner, ticket, sealed);
	return held && new Date(held.until) > clock.now() ? held : undefined;
}

const doorOwner = 'import:door';

const door = z.object({
	/** For whom the link was made, such as `office`: it stands in the audit log. */
	name: z.string(),
	companyCode: z.string(),
	/** Null for a link that works until the key of the back office changes. */
	until: z.iso.datetime().nullable(),
});
export type Door = Readonly<z.infer<typeof door>>;

/** What lets its holder open the upload page and import for a company. */
export const sealDoor = (vault: Vault, held: Door): string => sealTicket(vault, doorOwner, held);

/** Opens a door; undefined when this back office did not seal it, or it has expired. */
export function openDoor(vault: Vault, sealed: string, clock: Clock = systemClock): Door | undefined {
	const held = openTicket(vault, doorOwner, door, sealed);
	return held && (held.until === null || new Date(held.until) > clock.now()) ? held : undefined;
}

/** What an address of the import's pages carries. */
export interface PageQuery {
	readonly door: string;
	readonly ticket?: string;
	readonly lang?: Language;
	readonly file?: 'template' | 'rejected';
	/** `changed`: what was confirmed was not what had been shown. */
	readonly notice?: 'changed';
}

/** An address below the page's own, whatever that is. */
export function hrefOf(query: PageQuery): string {
	const given = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) if (value) given.set(name, String(value));
	return `?${given.toString()}`;
}

/**
 * The whole address of a page.
 *
 * @throws InputError when `page` is no http or https address.
 */
export function addressOf(page: string, query: PageQuery): string {
	const url = URL.canParse(page) ? new URL(page) : undefined;
	if (!url || !/^https?:$/.test(url.protocol)) {
		throw new InputError(
			'page',
			'is not an http or https address',
			'Give the address at which the workflow answers, such as https://n8n.example.com/webhook/msp/import.',
		);
	}
	url.search = hrefOf(query);
	return url.href;
}
