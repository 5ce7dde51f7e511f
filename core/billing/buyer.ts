import { createHash } from 'node:crypto';
import { customerCode, currencyCode, named, vatNumber, type Customer, type NewCustomer } from '../customers';
import { comparableAddress, mailAddress } from '../kernel/mailAddress';
import type { PaymentFacts } from './paymentFacts';

/**
 * Who makes the customer of a buyer whom nobody has entered: a payment that was paid in full (`on`), a person who places the
 * payment (`approval`), or nobody but staff beforehand (`off`).
 */
export const newCustomerPolicies = ['approval', 'on', 'off'] as const;
export type NewCustomers = (typeof newCustomerPolicies)[number];

/** Of a payment, what says who the buyer is. */
export type BuyerFacts = Pick<PaymentFacts, 'provider' | 'payer' | 'references' | 'currency'>;

/** The customers who may be the buyer. */
export interface Likely {
	/** Who has the code that the shop wrote into the payment. */
	readonly byCode?: Customer;
	/** Whom the provider's ID of the buyer belongs to. */
	readonly byProvider?: Customer;
	/** Everybody who has the buyer's address. */
	readonly byEmail: readonly Customer[];
	/** Who has the code that the buyer would get. */
	readonly ofNewCode?: Customer;
}

export type Buyer =
	| { readonly state: 'known'; readonly customer: Customer }
	| { readonly state: 'new'; readonly customer: NewCustomer }
	/** A person has to say. */
	| { readonly state: 'unclear'; readonly why: string };

/**
 * Says who the buyer of a payment is, and describes the new customer when it is nobody yet. What contradicts itself is for a
 * person. Pure, and the same for every order of the events.
 */
export function buyerOf(facts: BuyerFacts, { byCode, byProvider, byEmail, ofNewCode }: Likely): Buyer {
	const { references, provider } = facts;
	const { customer: code, providerCustomer } = references;
	if (byCode) return { state: 'known', customer: byCode };
	const email = emailOf(facts);
	const told = code ? `the payment names the customer ${code}, whom nobody knows` : '';
	if (byProvider) {
		if (!code) return { state: 'known', customer: byProvider };
		return unclear(`${told}, and ${providerCustomer ?? 'its buyer'} is ${byProvider.customerCode} at the provider`);
	}
	if (email === undefined) return unclear('the provider tells no e-mail address of the buyer');
	const [same, another] = byEmail;
	if (another) return unclear(`several customers have the address ${email}: ${codesOf(byEmail)}`);
	if (same) {
		if (code) return unclear(`${told}, and ${email} is the address of ${same.customerCode}`);
		const linked = providerIdOf(same, provider);
		if (linked === null || !providerCustomer) return { state: 'known', customer: same };
		return unclear(
			`${email} is the address of ${same.customerCode}, who is ${linked} at the provider, and ${providerCustomer} has paid`,
		);
	}
	const made = describeBuyer(facts);
	if (!made) return unclear(`the payment names the customer '${code ?? ''}', which cannot be the code of a customer`);
	if (!ofNewCode) return { state: 'new', customer: made };
	return unclear(`the code ${made.customerCode} is taken by a customer with another address`);
}

/** The new customer that a buyer becomes; undefined without an address of mail, or with a code that cannot be one. */
export function describeBuyer(facts: BuyerFacts): NewCustomer | undefined {
	const { provider, payer, references, currency } = facts;
	const email = emailOf(facts);
	const code = customerCode.safeParse(references.customer ?? codeOf(email ?? ''));
	if (email === undefined || !code.success) return undefined;
	const name = named.safeParse(payer.name);
	const vat = vatNumber.safeParse(payer.taxId);
	const money = currencyCode.safeParse(currency);
	const { providerCustomer } = references;
	return {
		customerCode: code.data,
		name: name.success ? name.data : email,
		email,
		...(vat.success && { vatNumber: vat.data }),
		...(money.success && money.data !== 'XXX' && { currency: money.data }),
		...(payer.address && { address: payer.address }),
		...(providerCustomer && provider === 'stripe' && { stripeCustomerId: providerCustomer }),
		...(providerCustomer && provider === 'paypal' && { paypalPayerId: providerCustomer }),
	};
}

/**
 * What PayPal makes up for a buyer who pays by card without an account: another one for each payment, and nobody reads it.
 * https://github.com/nopSolutions/nopCommerce/issues/7832
 */
const madeUp = /@dcc\.paypal\.com$/;

/** The address of the buyer in its normal form; undefined when the provider tells none that a mail can go to. */
export function emailOf({ payer }: Pick<BuyerFacts, 'payer'>): string | undefined {
	const read = mailAddress.safeParse(payer.email ?? '');
	return read.success && !madeUp.test(read.data) ? read.data : undefined;
}

/**
 * The code of a buyer: the same for one address, whoever sells and however it is written. The form of workflow 15 makes the
 * same one. It shows nothing of the address, since codes stand in logs.
 */
export const codeOf = (email: string) =>
	`web-${createHash('sha256').update(comparableAddress(email.trim())).digest('hex').slice(0, 20)}`;

/** The ID by which the provider knows a customer; null when it is not kept. */
export function providerIdOf(customer: Customer, provider: PaymentFacts['provider']): string | null {
	if (provider === 'stripe') return customer.stripeCustomerId;
	return provider === 'paypal' ? customer.paypalPayerId : null;
}

const codesOf = (customers: readonly Customer[]) => customers.map(({ customerCode: code }) => code).join(', ');
const unclear = (why: string): Buyer => ({ state: 'unclear', why });
