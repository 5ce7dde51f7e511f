import fc from 'fast-check';
import { tag } from '../paymentLives/stripe/plan';
import { NinjaBooks, type Gateway, type Where } from './books';
import { NinjaWorld, type News } from './world';

export { moneyOf, truthOf, type InvoiceTruth } from './truth';
export type { News } from './world';

type Step =
	| {
			readonly step: 'pay';
			readonly via: Gateway;
			readonly which: readonly number[];
			readonly share: number;
			readonly credit: number;
			readonly extraMinor: number;
			readonly pending: boolean;
	  }
	| { readonly step: 'refund'; readonly index: number; readonly where: Where; readonly share: number }
	| { readonly step: 'remove' | 'archive'; readonly index: number };

export interface NinjaLife {
	readonly clientId: string;
	readonly books: NinjaBooks;
	readonly news: readonly News[];
}

const share = () => fc.oneof(fc.constant(1000), fc.integer({ min: 1, max: 999 }));

const steps: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.record({
			step: fc.constant('pay' as const),
			via: fc.constantFrom<Gateway>('stripe', 'stripe', 'paypal', 'manual'),
			which: fc.subarray([0, 1, 2], { minLength: 1 }),
			share: share(),
			credit: fc.constantFrom(0, 0, 0, 333, 1000),
			extraMinor: fc.constantFrom(0, 0, 0, 0, 750),
			pending: fc.constantFrom(false, false, true),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			step: fc.constant('refund' as const),
			index: fc.nat(3),
			where: fc.constantFrom<Where>('ninja', 'gateway', 'both'),
			share: share(),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ step: fc.constantFrom('remove' as const, 'archive' as const), index: fc.nat(3) }),
	},
);

/** Lives of payments in Invoice Ninja: by its gateways and by hand, of one to three invoices of one client. */
export function ninjaLife(companyCode: string): fc.Arbitrary<NinjaLife> {
	return fc
		.record({
			tag: tag(),
			currency: fc.constantFrom('EUR', 'EUR', 'JPY', 'KWD'),
			pace: fc.constantFrom(0, 1, 60),
			totals: fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 3 }),
			steps: fc.array(steps, { minLength: 1, maxLength: 7 }),
		})
		.map(({ tag: name, currency, pace, totals, steps: all }) => {
			const world = new NinjaWorld(name, companyCode, currency, pace);
			const clientId = world.id('k');
			const books = new NinjaBooks(world, clientId, totals);
			for (const invoice of books.invoices) books.tellInvoice(invoice, 'create_invoice');
			for (const one of all) {
				if (one.step === 'pay') books.pay(one.via, one.which, one);
				else if (one.step === 'refund') books.refund(one.index, one.where, one.share);
				else if (one.step === 'remove') books.remove(one.index);
				else books.archive(one.index);
			}
			const told = JSON.stringify({ name, currency, pace, totals, all });
			return { clientId, books, news: world.news, [fc.toStringMethod]: () => told };
		});
}
