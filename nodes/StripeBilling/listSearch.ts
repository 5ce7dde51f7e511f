import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { z } from 'zod';
import { formatMoney } from '../../core/kernel/money';
import {
	listCustomers,
	listMeters,
	listPaymentMethods,
	listPrices,
	searchCustomers as searchAtStripe,
	type StripeAccount,
} from '../../core/stripe';
import { shownAtMost } from '../shared/listSearch';
import { stripeCredential } from '../shared/stripeCredential';

const accountOf = async (node: ILoadOptionsFunctions): Promise<StripeAccount> =>
	stripeCredential(await node.getCredentials('mspStripeApi'));

/** By an address, exactly; by a part of a name, with Stripe's search, which does not know the customers of the last minute. */
export async function searchCustomers(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const account = await accountOf(this);
	const wanted = filter.trim();
	const found =
		wanted === '' || wanted.includes('@')
			? await listCustomers(account, wanted === '' ? {} : { email: wanted }, shownAtMost)
			: await searchAtStripe(account, { name: wanted }, shownAtMost);
	return {
		results: found.map(({ customerId, name, email }) => ({
			name: `${name ?? email ?? 'no name'} (${[name === null ? null : email, customerId].filter(Boolean).join(', ')})`,
			value: customerId,
		})),
	};
}

export async function searchPrices(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const prices = await listPrices(await accountOf(this), shownAtMost);
	const results = prices.map(({ priceId, name, amountMinor, currency, interval, productId }) => {
		const amount =
			amountMinor === null || currency === null ? 'by tiers' : formatMoney({ amountMinor, currency }, 'en');
		return { name: `${name ?? productId ?? priceId} (${amount}${interval ? ` a ${interval}` : ''})`, value: priceId };
	});
	return { results: matching(results, filter) };
}

export async function searchMeters(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const meters = await listMeters(await accountOf(this), { status: 'active' }, shownAtMost);
	const results = meters.map(({ meterId, name, eventName }) => ({
		name: `${name ?? meterId} (${eventName ?? ''})`,
		value: meterId,
	}));
	return { results: matching(results, filter) };
}

const located = z.union([z.string(), z.object({ value: z.string() }).transform(({ value }) => value)]).catch('');

/** The payment methods of the customer that is chosen in the node. */
export async function searchPaymentMethods(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const customerId = located.parse(this.getCurrentNodeParameter('customerId'));
	if (customerId === '') return { results: [] };
	const methods = await listPaymentMethods(await accountOf(this), customerId, shownAtMost);
	const results = methods.map(({ paymentMethodId, type, brand, last4, isDefault }) => ({
		name: `${brand ?? type ?? 'payment method'} ${last4 === null ? '' : `ending with ${last4}`}${isDefault ? ' (default)' : ''}`,
		value: paymentMethodId,
	}));
	return { results: matching(results, filter) };
}

function matching<Item extends { readonly name: string }>(items: readonly Item[], filter: string): Item[] {
	const part = filter.trim().toLowerCase();
	return items.filter(({ name }) => name.toLowerCase().includes(part));
}
