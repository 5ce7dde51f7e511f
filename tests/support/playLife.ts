import { lookUpPayment } from '../../core/stripe';
import type { TaskOffice } from '../../core/tasks';
import type { Standin } from '../../stack/standins/shared';
import { startStripe, tellStripe, type StripeState } from '../../stack/standins/stripe';
import { booksOf, deliver, forget, reconcile, seedCompany, type Booked } from './paymentBooks';
import type { MoneyTruth, PaymentLife, ProviderEvent } from './paymentLives';
import { backOfficeOn } from './provisioningScene';
import { createTestDatabase, type TestDatabase } from './testDatabase';

/** A database and a Stripe for lives to be played on. */
export interface LifeScene {
	readonly database: TestDatabase;
	readonly office: TaskOffice;
	readonly stripe: Standin<StripeState>;
	close(): Promise<void>;
}

export async function openLifeScene(): Promise<LifeScene> {
	const [database, stripe] = await Promise.all([createTestDatabase(), startStripe({ port: 0 })]);
	return {
		database,
		stripe,
		office: backOfficeOn(database.store),
		close: async () => {
			await stripe.close();
			await database.drop();
		},
	};
}

/** Plays a life: its events in some order, some of them twice. */
export async function play(
	{ database, office, stripe }: LifeScene,
	life: PaymentLife,
	events: readonly ProviderEvent[],
	{ opened, asked }: Played,
) {
	await forget(database);
	await seedCompany(office, life, opened || life.namedIn !== 'metadata');
	const account = { secretKey: 'rk_test_lookups', apiBaseUrl: stripe.url };
	if (asked) tellStripe(stripe.state(), life.lookups);
	const ask = asked ? { stripe: async (names: readonly string[]) => await lookUpPayment(account, names) } : undefined;
	for (const event of events) await deliver(office, life, event, ask);
	await reconcile(office, database, ask);
	return await booksOf(database);
}

export interface Played {
	/** The shop opened the order before it was paid. */
	readonly opened: boolean;
	/** There is a key to ask the provider with. */
	readonly asked: boolean;
}

export const bookOf = ({ settled, moneyMinor, refundedMinor, lostMinor, disputeOpen }: MoneyTruth): Booked => ({
	settled,
	moneyMinor,
	refundedMinor,
	lostMinor,
	disputeOpen,
});
export const nothing: Booked = { settled: false, moneyMinor: 0, refundedMinor: 0, lostMinor: 0, disputeOpen: false };

/**
 * The books of a life in a form in which they can be compared. PayPal pays the buyer of a lost dispute by a refund, so
 * that its events do not tell the two apart; and its sales do not say which of them is the first, nor whether one that is
 * less than the price is a paid trial. What went back in full is not owed, whether it was enough or not.
 */
export function comparable(life: PaymentLife, { first, renewals }: { first: Booked; renewals: readonly Booked[] }) {
	if (life.provider === 'stripe') return { first, renewals: sorted(renewals) };
	const agreement = life.kind === 'agreement';
	const plain = ({ refundedMinor, lostMinor, settled, ...book }: Booked) => {
		const goneMinor = refundedMinor + lostMinor;
		const allGone = book.moneyMinor > 0 && goneMinor >= book.moneyMinor;
		return { ...book, goneMinor, settled: settled || allGone || (agreement && book.moneyMinor > 0) };
	};
	if (!agreement) return { first: plain(first), renewals: renewals.map(plain) };
	return sorted([first, ...renewals].filter(({ moneyMinor }) => moneyMinor > 0).map(plain));
}

const sorted = (books: readonly object[]) => books.map((book) => JSON.stringify(book)).sort();
