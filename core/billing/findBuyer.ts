import {
	addCustomer,
	findCustomerByCode,
	findCustomerOfProvider,
	findCustomersByEmail,
	linkToProvider,
	type Customer,
} from '../customers';
import type { Transaction } from '../db';
import { ExternalError } from '../kernel/errors';
import { buyerOf, codeOf, emailOf, providerIdOf, type Buyer, type BuyerFacts, type Likely } from './buyer';

/** Looks for the customers who may be the buyer of a payment. */
export async function likelyBuyers(transaction: Transaction, facts: BuyerFacts): Promise<Likely> {
	const { provider, references } = facts;
	const { customer: code, providerCustomer } = references;
	const email = emailOf(facts);
	return {
		byCode: code ? await findCustomerByCode(transaction, code) : undefined,
		byProvider:
			providerCustomer && provider !== 'invoiceninja'
				? await findCustomerOfProvider(transaction, provider, providerCustomer)
				: undefined,
		byEmail: email ? await findCustomersByEmail(transaction, email) : [],
		ofNewCode: email ? await findCustomerByCode(transaction, code ?? codeOf(email)) : undefined,
	};
}

/** Says who the buyer of a payment is. The caller holds the lock of all payments. */
export async function findBuyer(transaction: Transaction, facts: BuyerFacts): Promise<Buyer> {
	return buyerOf(facts, await likelyBuyers(transaction, facts));
}

/**
 * The customer that a buyer is, made now when it is a new one. The provider's ID of the buyer is kept with the customer, so
 * that the next payment is known by it.
 */
export async function makeBuyer(
	transaction: Transaction,
	facts: BuyerFacts,
	buyer: Exclude<Buyer, { state: 'unclear' }>,
): Promise<Customer> {
	if (buyer.state === 'known') return await linkBuyer(transaction, facts, buyer.customer);
	const made = await addCustomer(transaction, buyer.customer);
	if (made) return made;
	throw new ExternalError(
		'busy',
		`Somebody has just taken the code ${buyer.customer.customerCode} for a customer`,
		'You need not do anything: the payment is looked at again in some minutes.',
	);
}

/** Keeps the provider's ID of the buyer with a customer who has none there, unless it is somebody else's. */
export async function linkBuyer(
	transaction: Transaction,
	{ provider, references: { providerCustomer } }: BuyerFacts,
	customer: Customer,
): Promise<Customer> {
	if (!providerCustomer || provider === 'invoiceninja' || providerIdOf(customer, provider) !== null) return customer;
	if (await findCustomerOfProvider(transaction, provider, providerCustomer)) return customer;
	return await linkToProvider(transaction, customer, provider, providerCustomer);
}
