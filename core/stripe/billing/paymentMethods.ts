import { ExternalError } from '../../kernel/errors';
import type { StripeAccount } from '../client';
import { changeEffect } from './change';
import { listAtMost } from './lists';
import { toRead, toWrite } from './rights';
import { shownCustomer, shownPaymentMethod } from './shownObjects';

type Shown = ReturnType<typeof shownPaymentMethod.parse>;
const show = (object: unknown): Shown => shownPaymentMethod.parse(object);

export const listPaymentMethods = async (
	account: StripeAccount,
	customerId: string,
	limit: number | null,
): Promise<Array<Shown & { readonly isDefault: boolean }>> => {
	const right = toRead('paymentMethod', 'Payment Method: List');
	const list = await listAtMost(account, right, limit, {
		list: (stripe, page) => stripe.paymentMethods.list({ ...page, customer: customerId }),
		show,
	});
	const [customer] = await listAtMost(account, toRead('customer', 'Payment Method: List'), 1, {
		async *list(stripe) {
			yield await stripe.customers.retrieve(customerId);
		},
		show: (object) => shownCustomer.parse(object),
	});
	return list.map((one) => ({ ...one, isDefault: one.paymentMethodId === customer?.defaultPaymentMethodId }));
};

export interface MethodOfCustomer {
	readonly customerId: string;
	readonly paymentMethodId: string;
}

export const paymentMethodAttachment = (account: StripeAccount) =>
	changeEffect<MethodOfCustomer, unknown, Shown>(account, {
		name: 'stripe.paymentMethod.attach',
		right: toWrite('paymentMethod', 'Payment Method: Attach'),
		look: async (stripe, { paymentMethodId }) => await stripe.paymentMethods.retrieve(paymentMethodId),
		make: async (stripe, { paymentMethodId, customerId }, options) =>
			await stripe.paymentMethods.attach(paymentMethodId, { customer: customerId }, options),
		done: (object, { customerId }) => show(object).customerId === customerId,
		show,
		undo: async (stripe, { paymentMethodId }) => await stripe.paymentMethods.detach(paymentMethodId),
	});

export const defaultMethodChange = (account: StripeAccount) =>
	changeEffect<MethodOfCustomer, unknown, ReturnType<typeof shownCustomer.parse>>(account, {
		name: 'stripe.paymentMethod.setDefault',
		right: toWrite('customer', 'Payment Method: Set Default'),
		look: async (stripe, { customerId }) => await stripe.customers.retrieve(customerId),
		make: async (stripe, { customerId, paymentMethodId }, options) =>
			await stripe.customers.update(
				customerId,
				{ invoice_settings: { default_payment_method: paymentMethodId } },
				options,
			),
		done: (object, { paymentMethodId }) => shownCustomer.parse(object).defaultPaymentMethodId === paymentMethodId,
		show: (object) => shownCustomer.parse(object),
	});

/** Types that can be charged while the customer is away. */
const chargeable: ReadonlySet<string> = new Set([
	...['acss_debit', 'amazon_pay', 'au_becs_debit', 'bacs_debit', 'card', 'cashapp', 'link', 'nz_bank_account'],
	...['paypal', 'revolut_pay', 'sepa_debit', 'us_bank_account'],
]);

/**
 * The saved method by which a customer is charged: their default, else the newest that can be charged while they are away.
 * Undefined when there is none, or the customer is gone at Stripe.
 *
 * @param except methods that are not charged, such as those that a bank has refused for good.
 */
export async function savedMethod(
	account: StripeAccount,
	customerId: string,
	except: readonly string[] = [],
): Promise<(Shown & { readonly isDefault: boolean }) | undefined> {
	const all = await listPaymentMethods(account, customerId, mostMethods).catch((error: unknown) => {
		if (error instanceof ExternalError && error.errorClass === 'not_found') return [];
		throw error;
	});
	const usable = all.filter(
		({ paymentMethodId, type }) => type !== null && chargeable.has(type) && !except.includes(paymentMethodId),
	);
	const newest = usable.toSorted((one, other) => (String(one.createdAt) < String(other.createdAt) ? 1 : -1));
	return usable.find(({ isDefault }) => isDefault) ?? newest[0];
}

/** More than anybody saves. */
const mostMethods = 100;
