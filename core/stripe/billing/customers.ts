import type Stripe from 'stripe';
import type { SideEffect } from '../../tasks';
import type { StripeAccount } from '../client';
import { changeEffect } from './change';
import { creationEffect, madeSince, type Asked, type Intent } from './creation';
import { clause, getOne, largestPage, listAtMost, ofMetadata, searched } from './lists';
import { toRead, toWrite } from './rights';
import { shownCustomer, type ShownCustomer } from './shownObjects';
import { markText, workKey } from './work';

/** What is said of a customer. An absent value stays as it is. */
export interface CustomerDetails {
	readonly email?: string;
	readonly name?: string;
	readonly phone?: string;
	readonly description?: string;
	/** The handle of the customer in the back office; it is kept in the metadata. */
	readonly customerCode?: string;
	/** Of mails and pages, such as `nl`. */
	readonly language?: string;
	readonly metadata?: Readonly<Record<string, string>>;
}

export function customerParams(details: CustomerDetails, mark: Stripe.MetadataParam = {}) {
	const { customerCode, language, metadata, email, name, phone, description } = details;
	const kept = { ...metadata, ...(customerCode !== undefined && { customer_code: customerCode }), ...mark };
	return {
		...(email !== undefined && { email }),
		...(name !== undefined && { name }),
		...(phone !== undefined && { phone }),
		...(description !== undefined && { description }),
		...(language !== undefined && { preferred_locales: [language] }),
		...(Object.keys(kept).length > 0 && { metadata: kept }),
	};
}

const show = (object: unknown): ShownCustomer => shownCustomer.parse(object);

export const customerCreation = (
	account: StripeAccount,
): SideEffect<Asked<CustomerDetails>, Intent<CustomerDetails>, ShownCustomer> =>
	creationEffect<CustomerDetails, ShownCustomer>(account, {
		name: 'stripe.customer.create',
		right: toWrite('customer', 'Customer: Create'),
		make: async (stripe, details, mark, options) =>
			show(await stripe.customers.create(customerParams(details, mark), options)),
		async *candidates(stripe, { email }, since, mark) {
			yield* stripe.customers.list({ ...largestPage, ...(email !== undefined && { email }), ...sinceOrRecent(since) });
			if (since === null) {
				const query = ofMetadata(workKey, markText(mark));
				yield* searched(stripe.customers.search({ query, ...largestPage }));
			}
		},
		show,
	});

/** An older one is found by a search, which by then knows it. */
const sinceOrRecent = (since: number | null) => madeSince(since ?? Math.floor(Date.now() / 1000) - 2 * 86_400);

export interface CustomerUpdate {
	readonly customerId: string;
	readonly details: CustomerDetails;
}

export const customerUpdate = (
	account: StripeAccount,
): SideEffect<Asked<CustomerUpdate>, Intent<CustomerUpdate>, ShownCustomer> =>
	changeEffect<CustomerUpdate, unknown, ShownCustomer>(account, {
		name: 'stripe.customer.update',
		right: toWrite('customer', 'Customer: Update'),
		look: async (stripe, { customerId }) => await stripe.customers.retrieve(customerId),
		make: async (stripe, { customerId, details }, options) =>
			await stripe.customers.update(customerId, customerParams(details), options),
		done: (object, { details }) => shows(show(object), details),
		show,
	});

/** Whether a customer is as it is to be. */
export function shows(customer: ShownCustomer, details: CustomerDetails): boolean {
	const { customerCode, language, metadata = {}, ...rest } = details;
	return (
		!customer.deleted &&
		Object.entries<unknown>(rest).every(
			([name, value]) => value === undefined || Reflect.get(customer, name) === value,
		) &&
		(customerCode === undefined || customer.customerCode === customerCode) &&
		(language === undefined || customer.language === language) &&
		Object.entries(metadata).every(([key, value]) => (customer.metadata[key] ?? '') === value)
	);
}

export const getCustomer = async (account: StripeAccount, customerId: string): Promise<ShownCustomer> =>
	await getOne(
		account,
		toRead('customer', 'Customer: Get'),
		async (stripe) => await stripe.customers.retrieve(customerId),
		show,
	);

export interface CustomerFilter {
	/** Exactly this address: Stripe tells capitals apart. */
	readonly email?: string;
	readonly createdSince?: Date;
}

export const listCustomers = async (
	account: StripeAccount,
	{ email, createdSince }: CustomerFilter,
	limit: number | null,
): Promise<ShownCustomer[]> =>
	await listAtMost(account, toRead('customer', 'Customer: List'), limit, {
		list: (stripe, page) =>
			stripe.customers.list({
				...page,
				...(email !== undefined && { email }),
				...(createdSince && madeSince(Math.floor(createdSince.getTime() / 1000))),
			}),
		show,
	});

/** Finds customers by what their address, their name or their code is. What was written a moment ago may be missing. */
export const searchCustomers = async (
	account: StripeAccount,
	by: { readonly email?: string; readonly name?: string; readonly customerCode?: string },
	limit: number | null,
): Promise<ShownCustomer[]> =>
	await listAtMost(account, toRead('customer', 'Customer: Search'), limit, {
		list: (stripe, page) => stripe.customers.search({ ...page, query: queryOf(by) }),
		show,
	});

function queryOf({ email, name, customerCode }: Parameters<typeof searchCustomers>[1]): string {
	return [
		...(email === undefined ? [] : [clause('email', email)]),
		...(name === undefined ? [] : [clause('name', name)]),
		...(customerCode === undefined ? [] : [ofMetadata('customer_code', customerCode)]),
	].join(' AND ');
}
