import type { BackOffice } from '../../db';
import { dayIn } from '../../kernel/calendar';
import { systemClock, type Clock } from '../../kernel/clock';
import { ExternalError } from '../../kernel/errors';
import type { PageAnswer } from '../../pages';
import { writerOf } from '../../messages';
import type { StripeAccount } from '../../stripe';
import { lookAtPages } from '../checkout';
import { askedNow } from '../renewRequest';
import { coveredBy, type LookedAt } from '../sessions';
import { openMarkup, underWayMarkup, type Notice } from './markup';
import { openLink, paragraph, payPage, questions } from './open';

export interface ShownLink {
	readonly ticket: string;
	/** Where the reader comes from, as the address says: `cancelled`, `changed` or `later`; anything else says nothing. */
	readonly from?: string;
}

/** So often the page looks whether a payment that came is in the books. */
const reloadSeconds = 10;

/**
 * Shows what a customer has open in the currency of a link, with the button that pays it. It shows what is open now, whatever
 * was open when the link was made. Looking changes nothing: programs that check mail follow every link.
 *
 * @param stripe looks whether the customer has just paid. Without it the page has no button, and says so.
 */
export async function showPayPage(
	office: Pick<BackOffice, 'store' | 'vault'>,
	stripe: StripeAccount | undefined,
	{ ticket: sealed, from }: ShownLink,
	clock: Clock = systemClock,
): Promise<PageAnswer> {
	const opened = await openLink(office, sealed, clock);
	if ('refused' in opened) return opened.refused;
	const { ticket, customer } = opened;
	const { language, currency } = ticket;
	const looks = (stripe && (await lookIfPossible(office, stripe, ticket))) ?? [];
	const { asked, more } = await office.store.asCustomer(
		customer.customerId,
		async (transaction) => await askedNow(transaction, ticket, coveredBy(looks)),
	);
	const writer = writerOf(language);
	const { payPage: w } = writer.words;
	const underWay = looks.filter(({ state }) => state === 'paid' || state === 'pending');
	const today = dayIn(customer.timeZone, clock.now());
	const body = [
		...underWay.map((look) => underWayMarkup(writer, look)),
		...(asked.length > 0
			? [
					openMarkup(writer, {
						customer,
						currency,
						asked,
						more,
						today,
						canPay: stripe !== undefined,
						ticket: sealed,
						notice: noticeOf(from),
					}),
				]
			: underWay.length === 0
				? [paragraph(w.nothing)]
				: []),
		questions(writer, customer),
	];
	const title = asked.length > 0 ? w.title : w.titlePaid;
	const isNews = underWay.some(({ state }) => state === 'paid');
	return payPage(200, language, { title, body, ...(isNews && { reloadSeconds }) });
}

/** The page is also there when Stripe is not: its button asks Stripe again. */
async function lookIfPossible(
	{ store }: Pick<BackOffice, 'store'>,
	stripe: StripeAccount,
	of: { readonly customerId: string; readonly currency: string },
): Promise<LookedAt[]> {
	try {
		return await lookAtPages(store, stripe, of);
	} catch (error) {
		if (error instanceof ExternalError) return [];
		throw error;
	}
}

const notices: readonly string[] = ['cancelled', 'changed', 'later'] satisfies Notice[];
const noticeOf = (from: string | undefined): Notice | undefined =>
	notices.includes(from ?? '') ? (from as Notice) : undefined;
