import { z } from 'zod';
import { moneyOfStripe } from '../amount';

/*
 * How objects of Stripe are shown: in the pack's words, amounts in ISO minor units with their currency, times as ISO text,
 * references as IDs. Only what is listed is shown, so that no secret of a client gets into an item. An unexpected value
 * counts as absent, and absent is null.
 */

const orNull = <S extends z.ZodType>(schema: S) =>
	z
		.preprocess((value) => value ?? null, schema.nullable())
		.catch(null)
		.default(null);

export const text = orNull(z.string());
export const whole = orNull(z.number().int());
export const flag = z.boolean().catch(false).default(false);
/** Another object: its ID, also when it was expanded. */
export const reference = orNull(z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]));
/** Seconds, as ISO text. */
export const when = orNull(z.number().min(0).max(253_402_300_799).transform(isoOf));
export const metadata = z.record(z.string(), z.string()).catch({}).default({});

export function isoOf(seconds: number): string {
	return new Date(seconds * 1000).toISOString();
}

/** An amount in ISO minor units; null when Stripe tells none, or no currency. */
export function minorOf(amount: number | null, currency: string | null): number | null {
	return amount === null || currency === null ? null : moneyOfStripe(amount, currency).amountMinor;
}

export const isoCurrency = (currency: string | null): string | null => currency?.toUpperCase() ?? null;

/** What the pack itself keeps in the metadata of an object. */
export const packMetadata = (held: Readonly<Record<string, string>>) => ({
	customerCode: held.customer_code ?? null,
	planCode: held.plan_code ?? null,
	domain: held.domain ?? null,
	order: held.order ?? null,
	invoice: held.invoice ?? null,
});
