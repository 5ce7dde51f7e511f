import { findCustomer, findMergedInto, type Customer } from '../../customers';
import type { BackOffice, Store } from '../../db';
import type { Clock } from '../../kernel/clock';
import type { Language } from '../../kernel/languages';
import { writerOf, type Writer } from '../../messages';
import { asPage, markup, type Markup, type Page, type PageAnswer } from '../../pages';
import { openPaymentTicket, type PaymentTicket } from '../link';

export interface OpenedLink {
	/** Of the customer who is meant by now. */
	readonly ticket: PaymentTicket;
	readonly customer: Customer;
}

/**
 * Opens the ticket of a link. The page says so when it is not valid, or too old; and then how one gets another one.
 */
export async function openLink(
	{ store, vault }: Pick<BackOffice, 'store' | 'vault'>,
	sealed: string,
	clock: Clock,
): Promise<OpenedLink | { readonly refused: PageAnswer }> {
	const held = openPaymentTicket(vault, sealed);
	const ticket = held && (await ofCustomerNow(store, held));
	const customer =
		ticket &&
		(await store.asCustomer(
			ticket.customerId,
			async (transaction) => await findCustomer(transaction, ticket.customerId),
		));
	if (!ticket || !customer) {
		const { payPage: w } = writerOf('en').words;
		return { refused: payPage(403, 'en', { title: w.titleRefused, body: paragraph(w.refused) }) };
	}
	const until = new Date(ticket.until);
	if (until > clock.now()) return { ticket, customer };
	const writer = writerOf(ticket.language);
	const { payPage: w } = writer.words;
	const told = writer.say(w.expired, { moment: writer.moment(until, customer.timeZone) });
	const body = [paragraph(told), questions(writer, customer)];
	return { refused: payPage(410, ticket.language, { title: w.titleRefused, body }) };
}

/** A link outlives its customer, who may have been merged into another one. */
async function ofCustomerNow(store: Store, ticket: PaymentTicket): Promise<PaymentTicket> {
	const { customerId } = ticket;
	const mergedInto = await store.asCustomer(
		customerId,
		async (transaction) => await findMergedInto(transaction, customerId),
	);
	return { ...ticket, customerId: mergedInto ?? customerId };
}

export const paragraph = (told: string): Markup => markup`<p>${told}</p>
`;

/** Whom to ask. */
export function questions({ words: { payPage: w }, say }: Writer, { branding: { supportEmail } }: Customer): Markup {
	const told = supportEmail === undefined ? w.reply : say(w.write, { email: supportEmail });
	return markup`<p class="soft">${told}</p>
`;
}

export function payPage(
	statusCode: number,
	language: Language,
	{ title, body, reloadSeconds }: Pick<Page, 'title' | 'body' | 'reloadSeconds'>,
): PageAnswer {
	return { statusCode, html: asPage({ title, language, body, ...(reloadSeconds !== undefined && { reloadSeconds }) }) };
}
