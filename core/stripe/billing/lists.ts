import type Stripe from 'stripe';
import { ExternalError } from '../../kernel/errors';
import { withStripe, type StripeAccount } from '../client';

/** Stripe's largest page. */
const pageSize = 100;
export const largestPage = { limit: pageSize } as const;

/**
 * Reads a list page by page until there are enough, or to its end.
 *
 * @param limit null for all.
 */
export async function listAtMost<Object, Shown>(
	account: StripeAccount,
	right: string,
	limit: number | null,
	{
		list,
		show,
	}: {
		readonly list: (stripe: Stripe, page: { readonly limit: number }) => AsyncIterable<Object>;
		readonly show: (object: Object) => Shown;
	},
): Promise<Shown[]> {
	return await withStripe(
		account,
		async (stripe) => {
			const shown: Shown[] = [];
			for await (const object of list(stripe, { limit: Math.min(limit ?? pageSize, pageSize) })) {
				shown.push(show(object));
				if (limit !== null && shown.length >= limit) break;
			}
			return shown;
		},
		right,
	);
}

/** Reads one object. */
export async function getOne<Object, Shown>(
	account: StripeAccount,
	right: string,
	get: (stripe: Stripe) => Promise<Object>,
	show: (object: Object) => Shown,
): Promise<Shown> {
	return show(await withStripe(account, get, right));
}

/** A part of a search's query: Stripe wants quotes and backslashes escaped. */
export const clause = (field: string, value: string) =>
	`${field}:'${value.replace(/[\\']/g, (found) => `\\${found}`)}'`;
export const ofMetadata = (key: string, value: string) => clause(`metadata['${key}']`, value);

/** What a search finds, or nothing where the account may not search, as in India. What it finds lags behind by a minute. */
export async function* searched<Object>(found: AsyncIterable<Object>): AsyncIterable<Object> {
	try {
		yield* found;
	} catch (error) {
		if (!isSearchRefused(error)) throw error;
	}
}

function isSearchRefused(error: unknown): boolean {
	return (
		typeof error === 'object' &&
		error !== null &&
		'type' in error &&
		error.type === 'StripeInvalidRequestError' &&
		'statusCode' in error &&
		error.statusCode === 400
	);
}

export const notOurs = (what: string, why: string): ExternalError =>
	new ExternalError('exists', `${what} ${why}`, 'Look at it in the dashboard of Stripe, and decide by hand.');
