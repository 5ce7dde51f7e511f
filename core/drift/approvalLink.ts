import { z } from 'zod';
import { systemClock, type Clock } from '../kernel/clock';
import type { Vault } from '../kernel/encryption';
import { InputError } from '../kernel/errors';
import { language, type Language } from '../kernel/languages';

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
	const url = URL.canParse(page) ? new URL(page) : undefined;
	if (!url || !/^https?:$/.test(url.protocol)) {
		throw new InputError(
			'approvalPage',
			'is not an http or https address',
			'Give the address at which the workflow answers, such as https://n8n.example.com/webhook/msp/drift.',
		);
	}
	const until = new Date(clock.now().getTime() + hours * 3_600_000);
	const sealed = vault.seal(owner, JSON.stringify({ runId, language: chosen, until: until.toISOString() }));
	url.searchParams.set('ticket', sealed);
	return { url: url.href, until };
}

/** Opens a ticket; undefined when this back office did not seal it, or it has expired. */
export function openTicket(
	{ vault }: { readonly vault: Vault },
	sealed: string,
	clock: Clock = systemClock,
): ApprovalTicket | undefined {
	try {
		const held = ticket.parse(JSON.parse(vault.open(owner, sealed)));
		return new Date(held.until) > clock.now() ? held : undefined;
	} catch (error) {
		if (error instanceof InputError || error instanceof z.ZodError || error instanceof SyntaxError) return undefined;
		throw error;
	}
}
