import fc from 'fast-check';
import { defaultPayPalEvents, defaultStripeEvents } from '../../nodes/PaymentTrigger/events';
import { payPalLife, stripeLife, type PaymentLife, type ProviderEvent } from '../support/paymentLives';
import { bookOf, comparable, nothing, openLifeScene, play, type LifeScene } from '../support/playLife';
import { tries } from '../support/tries';

let scene: LifeScene;
beforeAll(async () => {
	scene = await openLifeScene();
});
afterAll(async () => await scene.close());

/**
 * At PayPal a refund of just what a lost dispute took, and after it, cannot be told from the refund that pays the buyer of
 * the dispute. The books take it for that, and a person is told of the dispute.
 */
const isTold = ({ provider, truth: { first, renewals } }: PaymentLife) =>
	provider === 'stripe' ||
	[first, ...renewals].every(({ lostMinor, refundedMinor }) => lostMinor === 0 || lostMinor !== refundedMinor);

const anyLife = fc.oneof(stripeLife(), payPalLife()).filter(isTold);
const chosenByDefault = new Set([...defaultStripeEvents, ...defaultPayPalEvents]);
const typeOf = (event: ProviderEvent) => String(event.type ?? event.event_type);
const byDefault = (events: readonly ProviderEvent[]) => events.filter((event) => chosenByDefault.has(typeOf(event)));

/** A life with an order of its events in which they arrive, some of them twice. */
const delivered = (choose: (events: readonly ProviderEvent[]) => readonly ProviderEvent[]) =>
	// A shop that makes intents of its own chooses their events; without them nothing arrives.
	anyLife
		.filter(({ kind, events }) => kind !== 'intent' || choose(events).length === events.length)
		.chain((life) => {
			const events = choose(life.events);
			const twice = fc.subarray([...events], { maxLength: Math.min(3, events.length) });
			return twice.chain((again) => {
				const all = [...events, ...again];
				return fc.record({
					life: fc.constant(life),
					arriving: fc.oneof(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
					opened: fc.boolean(),
				});
			});
		});

describe.each([
	['all events that there are', (events: readonly ProviderEvent[]) => events],
	['the events that are chosen by default', byDefault],
])('%s', (_, choose) => {
	test("in any order, and repeated, end in the provider's own books", async () => {
		await fc.assert(
			fc.asyncProperty(delivered(choose), async ({ life, arriving, opened }) => {
				const books = await play(scene, life, arriving, { opened, asked: true });
				expect(books.unplaced.filter(({ attention, outcome }) => !attention && outcome !== 'failed')).toEqual([]);
				if (!life.placeable) return;
				expect(comparable(life, { first: books.first[0] ?? nothing, renewals: books.renewals })).toEqual(
					comparable(life, { first: bookOf(life.truth.first), renewals: life.truth.renewals.map(bookOf) }),
				);
				expect(books.unplaced.filter(({ outcome }) => outcome !== 'failed')).toEqual([]);
			}),
			{ numRuns: Number(process.env.MSP_LIVES ?? tries(10, 50)) },
		);
	}, 300_000);
});

test('any part of the events, without a key to ask with: no money is unplaced and unseen', async () => {
	const parts = anyLife.chain((life) =>
		fc.record({
			life: fc.constant(life),
			arriving: fc.shuffledSubarray([...life.events]),
			opened: fc.boolean(),
		}),
	);
	await fc.assert(
		fc.asyncProperty(parts, async ({ life, arriving, opened }) => {
			const books = await play(scene, life, arriving, { opened, asked: false });
			expect(books.unplaced.filter(({ attention, outcome }) => !attention && outcome !== 'failed')).toEqual([]);
			for (const { outcome, attention } of books.placed) {
				if (['disputed', 'underpaid', 'overpaid', 'duplicate'].includes(outcome)) expect(attention).toBe(true);
			}
		}),
		{ numRuns: Number(process.env.MSP_LIVES ?? tries(10, 50)) },
	);
}, 300_000);
