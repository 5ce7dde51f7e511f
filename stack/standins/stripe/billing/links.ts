import { invalidParameter } from '../errors';
import type { FormObject } from '../form';
import { checked, metadataOf, textOf } from '../parameters';
import type { StripeState } from '../state';
import { currencyOf, find } from './held';
import { paymentLinkShape, portalShape } from './shapes';

export const paymentLinks = {
	create(state: StripeState, form: FormObject) {
		const given = checked(
			form,
			['line_items', 'metadata', 'currency', 'after_completion', 'payment_intent_data', 'subscription_data'],
			['line_items'],
		);
		const [item] = Array.isArray(given.line_items) ? given.line_items : [];
		if (typeof item !== 'object' || Array.isArray(item)) throw invalidParameter('line_items', 'Invalid array');
		const data = item.price_data;
		const named = textOf(typeof item.price === 'string' ? item.price : undefined, 'price');
		const currency =
			typeof data === 'object' && !Array.isArray(data)
				? currencyOf(data.currency)
				: find(state.billing.prices, 'price', named, 'line_items[0][price]').currency;
		const link = paymentLinkShape(currency);
		link.metadata = metadataOf(given.metadata);
		state.billing.paymentLinks.unshift(link);
		return link;
	},

	update(state: StripeState, id: string, form: FormObject) {
		const given = checked(form, ['active', 'metadata']);
		const link = find(state.billing.paymentLinks, 'payment link', id);
		if (given.active !== undefined) link.active = given.active === 'true';
		link.metadata = metadataOf(given.metadata, link.metadata);
		return link;
	},
};

export const portal = {
	create(state: StripeState, form: FormObject) {
		const given = checked(form, ['customer', 'return_url', 'locale'], ['customer']);
		const { id } = find(state.billing.customers, 'customer', textOf(given.customer, 'customer'), 'customer');
		const session = portalShape(id);
		return { ...session, return_url: given.return_url ?? null, locale: given.locale ?? null };
	},
};
