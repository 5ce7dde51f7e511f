import type Stripe from 'stripe';
import type { StripeAccount } from '../client';
import { declinedIntent, shownPayment } from './charges';
import { changeEffect } from './change';
import { chargeVerdict, type Verdict } from './outcome';
import { toWrite } from './rights';
import { shownInvoice, type ShownInvoice } from './shownBilling';

export interface InvoiceRef {
	readonly invoiceId: string;
}

const show = (object: unknown): ShownInvoice => shownInvoice.parse(object);
const look = async (stripe: Stripe, { invoiceId }: InvoiceRef): Promise<unknown> =>
	await stripe.invoices.retrieve(invoiceId, { expand: ['payments'] });

interface Step {
	readonly operation: string;
	readonly verb: string;
	readonly make: (stripe: Stripe, invoiceId: string, options: Stripe.RequestOptions) => Promise<unknown>;
	readonly done: (status: string | null) => boolean;
}

const changeOf =
	({ operation, verb, make, done }: Step) =>
	(account: StripeAccount) =>
		changeEffect<InvoiceRef, unknown, ShownInvoice>(account, {
			name: `stripe.invoice.${verb}`,
			right: toWrite('invoice', `Invoice: ${operation}`),
			look,
			make: async (stripe, { invoiceId }, options) => await make(stripe, invoiceId, options),
			done: (object) => done(show(object).status),
			show,
		});

/** None of them can be undone: a finalized invoice has its number. To take one back, it is voided. */
export const invoiceFinalization = changeOf({
	operation: 'Finalize',
	verb: 'finalize',
	make: async (stripe, invoiceId, options) => await stripe.invoices.finalizeInvoice(invoiceId, {}, options),
	done: (status) => status !== 'draft' && status !== null,
});

export const invoiceVoiding = changeOf({
	operation: 'Void',
	verb: 'void',
	make: async (stripe, invoiceId, options) => await stripe.invoices.voidInvoice(invoiceId, {}, options),
	done: (status) => status === 'void',
});

export const invoiceWriteOff = changeOf({
	operation: 'Mark Uncollectible',
	verb: 'markUncollectible',
	make: async (stripe, invoiceId, options) => await stripe.invoices.markUncollectible(invoiceId, {}, options),
	done: (status) => status === 'uncollectible',
});

export const invoiceOutsidePayment = changeOf({
	operation: 'Pay Out of Band',
	verb: 'payOutOfBand',
	make: async (stripe, invoiceId, options) => await stripe.invoices.pay(invoiceId, { paid_out_of_band: true }, options),
	done: (status) => status === 'paid',
});

/** Whether an invoice was sent cannot be seen at Stripe. The key keeps it from being sent twice for a day. */
export const invoiceSending = changeOf({
	operation: 'Send',
	verb: 'send',
	make: async (stripe, invoiceId, options) => await stripe.invoices.sendInvoice(invoiceId, {}, options),
	done: () => false,
});

export interface InvoicePayment extends InvoiceRef {
	/** Absent for the customer's default. */
	readonly paymentMethodId?: string;
}

interface PayResult {
	readonly invoice: unknown;
	readonly verdict: Verdict;
}

/** Charges an invoice now. A declined card is a result, with its outcome, as it is for a charge. */
export const invoiceCollection = (account: StripeAccount) =>
	changeEffect<InvoicePayment, PayResult, ShownInvoice & Verdict>(account, {
		name: 'stripe.invoice.pay',
		right: toWrite('invoice', 'Invoice: Pay'),
		look: async (stripe, ref) => paidOrNot(await look(stripe, ref)),
		make: async (stripe, { invoiceId, paymentMethodId }, options) => {
			try {
				const params = { ...(paymentMethodId !== undefined && { payment_method: paymentMethodId }), off_session: true };
				return paidOrNot(await stripe.invoices.pay(invoiceId, params, options));
			} catch (error) {
				const declined = declinedIntent(error);
				if (declined === undefined) throw error;
				const { outcome, declineCode, reason, retry, whatToDo } = shownPayment.parse(declined);
				return {
					invoice: await look(stripe, { invoiceId }),
					verdict: { outcome, declineCode, reason, retry, whatToDo },
				};
			}
		},
		done: ({ verdict }) => verdict.outcome === 'succeeded',
		show: ({ invoice, verdict }) => ({ ...show(invoice), ...verdict }),
	});

function paidOrNot(invoice: unknown): PayResult {
	return { invoice, verdict: chargeVerdict(show(invoice).status === 'paid' ? 'succeeded' : 'processing', undefined) };
}
