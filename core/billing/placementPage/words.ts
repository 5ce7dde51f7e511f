import type { Writer } from '../../messages';
import type { PlacedPayment } from '../placeByHand';

type Standing = Pick<PlacedPayment, 'placedBy' | 'placedAt'> & {
	readonly customerCode: string;
	readonly order: string;
};

/** How a payment stands that has its order: who decided, and when. */
export function standing(
	{ say, moment, words: { placementPage: w } }: Writer,
	{ customerCode, order, placedBy, placedAt }: Standing,
): string {
	if (placedBy === null || placedAt === null) return say(w.foundByItself, { customerCode, order });
	return say(w.placedBefore, { name: placedBy, moment: moment(placedAt, 'UTC'), customerCode, order });
}
