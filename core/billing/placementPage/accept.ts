import type { BackOffice } from '../../db';
import { systemClock, type Clock } from '../../kernel/clock';
import { InputError } from '../../kernel/errors';
import { writerOf } from '../../messages';
import type { PageAnswer } from '../../pages';
import { placeByHand, type PlacedPayment } from '../placeByHand';
import { longestName, newCustomer } from './markup';
import { openLink, said } from './show';
import { standing } from './words';

/** The form of the page, as it is posted. */
export interface PostedPlacement {
	readonly ticket: string;
	/** The code of the customer who is chosen, or the choice of a new one. */
	readonly customer: string;
	readonly planCode: string;
	readonly domain: string;
	readonly by: string;
}

export interface AcceptedPlacement extends PageAnswer {
	/** True when this post placed the payment: handle its event now. */
	readonly placed: boolean;
	readonly paymentEventId: string | null;
	readonly placement: PlacedPayment | null;
}

/**
 * Places the payment of a link as the form of its page says: once, in time, and under a name. Whoever comes later is told
 * what was decided, and by whom.
 */
export async function acceptPlacement(
	office: BackOffice,
	posted: PostedPlacement,
	clock: Clock = systemClock,
): Promise<AcceptedPlacement> {
	const nothing = { placed: false, paymentEventId: null, placement: null };
	const link = openLink(office.vault, posted.ticket, clock);
	if ('refused' in link) return { ...link.refused, ...nothing };
	const { language, paymentEventId, mayCreate } = link.opened;
	const writer = writerOf(language);
	const { placementPage: w } = writer.words;
	const by = [...posted.by.trim()].slice(0, longestName).join('');
	const isNew = posted.customer === newCustomer;
	const complaint =
		by === '' ? w.nameMissing : posted.customer === '' ? w.customerMissing : isNew && !mayCreate ? w.nobody : undefined;
	if (complaint !== undefined) return { ...said(400, language, complaint), ...nothing };
	try {
		const placement = await placeByHand(office, {
			...{ paymentEventId, by },
			customerCode: isNew ? undefined : posted.customer,
			planCode: posted.planCode.trim() || undefined,
			domain: posted.domain.trim() || undefined,
		});
		const { customerCode, orderReference } = placement;
		const what = { ...placement, order: orderReference ?? '' };
		const placed = placement.state === 'placed';
		const told = placed
			? writer.say(placement.customerCreated ? w.placedNew : w.placedNow, { customerCode, order: what.order })
			: standing(writer, what);
		const page = said(200, language, told, placed ? w.done : undefined);
		return { ...page, placed, paymentEventId, placement };
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		const why = `${error.message} ${error.remedy}`.trim();
		return { ...said(409, language, writer.say(w.notPlaced, { why })), ...nothing };
	}
}
