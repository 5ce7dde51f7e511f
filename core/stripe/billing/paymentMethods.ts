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
