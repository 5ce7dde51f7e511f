import { z } from 'zod';
import { listPlans } from '../../catalog';
import type { BackOffice, Transaction } from '../../db';
import { systemClock, type Clock } from '../../kernel/clock';
import { InputError } from '../../kernel/errors';
import type { Language } from '../../kernel/languages';
import { writerOf } from '../../messages';
import { asPage, markup, type PageAnswer } from '../../pages';
import { findInvoice } from '../../invoices';
import { findService } from '../../services';
import { decisionIn, placeableMoney } from '../placeByHand';
import type { PaymentFacts } from '../paymentFacts';
import { candidatesFor } from './candidates';
import { openPlacementTicket, type PlacementTicket } from './link';
import { placementMarkup, type ShownPayment } from './markup';
import { standing } from './words';

export type OpenedTicket = { readonly opened: PlacementTicket } | { readonly refused: PageAnswer };

/** Opens the ticket of a link; the page says so when it is not valid, or too old. */
export function openLink(vault: BackOffice['vault'], sealed: string, clock: Clock): OpenedTicket {
	const opened = openPlacementTicket(vault, sealed);
	if (!opened) return { refused: said(403, 'en', writerOf('en').words.placementPage.refused) };
	const until = new Date(opened.until);
	if (until > clock.now()) return { opened };
	const { say, moment, words } = writerOf(opened.language);
	const told = say(words.placementPage.expired, { moment: moment(until, 'UTC') });
	return { refused: said(410, opened.language, told) };
}

/**
 * Shows a payment that nobody could place, with the form that places it. Looking changes nothing, because programs that
 * check mail follow every link.
 *
 * @param search what the reader looks for among the customers.
 */
export async function showPlacement(
	{ store, vault }: BackOffice,
	{ ticket, search = '' }: { readonly ticket: string; readonly search?: string },
	clock: Clock = systemClock,
): Promise<PageAnswer> {
	const link = openLink(vault, ticket, clock);
	if ('refused' in link) return link.refused;
	const { language, paymentEventId, mayCreate } = link.opened;
	const writer = writerOf(language);
	try {
		return await store.asStaff(async (transaction) => {
			const { parts, events } = await placeableMoney(transaction, paymentEventId);
			const [facts] = parts;
			const invoice = facts.invoiceId === null ? undefined : await findInvoice(transaction, facts.invoiceId);
			if (invoice) {
				const service = invoice.serviceId ? await findService(transaction, invoice.serviceId) : undefined;
				const { customerCode, invoiceNumber } = invoice;
				const what = { customerCode, order: service?.orderReference ?? invoiceNumber, ...decisionIn(events) };
				return said(200, language, standing(writer, what));
			}
			const shown = { ...(await shownPayment(transaction, facts, search.trim())), mayCreate, ticket };
			return answer(200, language, placementMarkup(writer, shown));
		});
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		return said(404, language, writer.words.placementPage.notPlaceable);
	}
}

async function shownPayment(
	transaction: Transaction,
	facts: PaymentFacts,
	search: string,
): Promise<Omit<ShownPayment, 'mayCreate' | 'ticket'>> {
	const known = await transaction.row(
		z.object({ outcomeDetail: z.string() }),
		`select outcome_detail from msp.payment where provider = $1 and payment_reference = any($2) limit 1`,
		[facts.provider, facts.names],
	);
	return {
		facts,
		why: known?.outcomeDetail ?? '',
		candidates: await candidatesFor(transaction, facts, search),
		plans: await listPlans(transaction, { available: true, limit: null }),
		search,
	};
}

/** A page with one sentence. */
export function said(statusCode: number, language: Language, told: string, title?: string): PageAnswer {
	return answer(statusCode, language, markup`<p>${told}</p>`, title);
}

function answer(statusCode: number, language: Language, body: ReturnType<typeof markup>, title?: string): PageAnswer {
	const { placementPage: w } = writerOf(language).words;
	return { statusCode, html: asPage({ title: title ?? w.title, language, body }) };
}
