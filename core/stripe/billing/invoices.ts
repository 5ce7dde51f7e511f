import type Stripe from 'stripe';
import type { Money } from '../../kernel/money';
import { stripeAmountOf } from '../amount';
import type { StripeAccount } from '../client';
import { creationEffect, madeSince } from './creation';
import { orderMetadata, type OrderReferences } from './lines';
import { getOne, largestPage, listAtMost } from './lists';
import { toRead, toWrite } from './rights';
import { shownInvoice, shownInvoiceItem, type ShownInvoice } from './shownBilling';

export interface InvoiceInput {
	readonly customerId: string;
	readonly currency: string;
	/** Null charges the customer's payment method; a number sends the invoice, to be paid within so many days. */
	readonly daysUntilDue: number | null;
	readonly description?: string;
	readonly footer?: string;
	/** Whether Stripe finalizes it by itself, and charges or sends it. */
	readonly autoAdvance: boolean;
	/** Whether it takes the items that wait for the customer's next invoice. */
	readonly takesPendingItems: boolean;
	readonly references: OrderReferences;
	readonly metadata?: Readonly<Record<string, string>>;
}

const show = (object: unknown): ShownInvoice => shownInvoice.parse(object);

/** Undo removes the draft, or voids what was finalized. What is paid stays: money goes back by a refund only. */
export const invoiceCreation = (account: StripeAccount) =>
	creationEffect<InvoiceInput, ShownInvoice>(account, {
		name: 'stripe.invoice.create',
		right: toWrite('invoice', 'Invoice: Create'),
		make: async (stripe, input, mark, options) =>
			show(await stripe.invoices.create(invoiceParams(input, mark), options)),
		candidates: (stripe, { customerId }, since) =>
			stripe.invoices.list({ customer: customerId, ...largestPage, ...madeSince(since) }),
		show,
		undo: async (stripe, { invoiceId }) => {
			const { status } = await stripe.invoices.retrieve(invoiceId);
			if (status === 'draft') await stripe.invoices.del(invoiceId);
			else if (status !== 'void') await stripe.invoices.voidInvoice(invoiceId);
		},
	});

function invoiceParams(input: InvoiceInput, mark: Stripe.MetadataParam): Stripe.InvoiceCreateParams {
	const { customerId, currency, daysUntilDue, description, footer, autoAdvance, takesPendingItems } = input;
	return {
		customer: customerId,
		currency: currency.toLowerCase(),
		auto_advance: autoAdvance,
		pending_invoice_items_behavior: takesPendingItems ? 'include' : 'exclude',
		...(daysUntilDue === null
			? { collection_method: 'charge_automatically' }
			: { collection_method: 'send_invoice', days_until_due: daysUntilDue }),
		...(description !== undefined && { description }),
		...(footer !== undefined && { footer }),
		metadata: { ...orderMetadata(input.references, input.metadata), ...mark },
	};
}

export interface InvoiceItemInput {
	readonly customerId: string;
	/** Absent for the next invoice of the customer. */
	readonly invoiceId?: string;
	/** Below zero for what is taken off. */
	readonly amount: Money;
	readonly description: string;
	readonly metadata?: Readonly<Record<string, string>>;
}

type Item = ReturnType<typeof shownInvoiceItem.parse>;

export const invoiceItemCreation = (account: StripeAccount) =>
	creationEffect<InvoiceItemInput, Item>(account, {
		name: 'stripe.invoiceItem.create',
		right: toWrite('invoiceItem', 'Invoice Item: Create'),
		make: async (stripe, { customerId, invoiceId, amount, description, metadata }, mark, options) =>
			shownInvoiceItem.parse(
				await stripe.invoiceItems.create(
					{
						customer: customerId,
						...(invoiceId !== undefined && { invoice: invoiceId }),
						amount: stripeAmountOf(amount),
						currency: amount.currency.toLowerCase(),
						description,
						metadata: { ...metadata, ...mark },
					},
					options,
				),
			),
		candidates: (stripe, { customerId, invoiceId }, since) =>
			stripe.invoiceItems.list({
				customer: customerId,
				...(invoiceId !== undefined && { invoice: invoiceId }),
				...largestPage,
				...madeSince(since),
			}),
		show: (object) => shownInvoiceItem.parse(object),
		undo: async (stripe, { invoiceItemId }) => {
			await stripe.invoiceItems.del(invoiceItemId);
		},
	});

export const listInvoiceItems = async (
	account: StripeAccount,
	{ customerId, invoiceId }: { readonly customerId?: string; readonly invoiceId?: string },
	limit: number | null,
): Promise<Item[]> =>
	await listAtMost(account, toRead('invoiceItem', 'Invoice Item: List'), limit, {
		list: (stripe, page) =>
			stripe.invoiceItems.list({
				...page,
				...(customerId !== undefined && { customer: customerId }),
				...(invoiceId !== undefined && { invoice: invoiceId }),
			}),
		show: (object) => shownInvoiceItem.parse(object),
	});

export const getInvoice = async (account: StripeAccount, invoiceId: string): Promise<ShownInvoice> =>
	await getOne(
		account,
		toRead('invoice', 'Invoice: Get'),
		async (stripe) => await stripe.invoices.retrieve(invoiceId, { expand: ['payments'] }),
		show,
	);

export const invoiceStatuses = ['draft', 'open', 'paid', 'uncollectible', 'void'] as const;

export interface InvoiceFilter {
	readonly customerId?: string;
	readonly status?: (typeof invoiceStatuses)[number];
	readonly createdSince?: Date;
}

export const listInvoices = async (
	account: StripeAccount,
	{ customerId, status, createdSince }: InvoiceFilter,
	limit: number | null,
): Promise<ShownInvoice[]> =>
	await listAtMost(account, toRead('invoice', 'Invoice: List'), limit, {
		list: (stripe, page) =>
			stripe.invoices.list({
				...page,
				...(customerId !== undefined && { customer: customerId }),
				...(status !== undefined && { status }),
				...(createdSince && madeSince(Math.floor(createdSince.getTime() / 1000))),
			}),
		show,
	});
