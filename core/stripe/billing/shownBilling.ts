import { z } from 'zod';
import { redactKeys } from '../../kernel/redaction';
import { flag, isoCurrency, isoOf, metadata, minorOf, packMetadata, reference, text, when, whole } from './shown';

const part = <S extends z.ZodType>(schema: S) => schema.nullish().catch(undefined);
const listOf = <S extends z.ZodType>(schema: S) => part(z.object({ data: z.array(schema) }));
const id = z.string();

const subscriptionDetails = part(z.object({ metadata, subscription: reference }));
const moved = part(z.object({ payment_intent: reference, charge: reference }));

/** Reads the old and the new shape: since 2025-03-31 the subscription is below `parent`, and the payments are a list. */
export const shownInvoice = z
	.object({
		id,
		number: text,
		status: text,
		collection_method: text,
		billing_reason: text,
		customer: reference,
		subscription: reference,
		subscription_details: subscriptionDetails,
		parent: part(z.object({ subscription_details: subscriptionDetails })),
		payment_intent: reference,
		charge: reference,
		payments: listOf(z.object({ payment: moved })),
		currency: text,
		subtotal: whole,
		total: whole,
		tax: whole,
		total_taxes: part(z.array(z.object({ amount: z.number().int() }))),
		total_tax_amounts: part(z.array(z.object({ amount: z.number().int() }))),
		amount_due: whole,
		amount_paid: whole,
		amount_remaining: whole,
		attempt_count: whole,
		next_payment_attempt: when,
		due_date: when,
		hosted_invoice_url: text,
		invoice_pdf: text,
		description: text,
		livemode: flag,
		metadata,
		created: when,
	})
	.transform((held) => {
		const details = held.parent?.subscription_details ?? held.subscription_details;
		const paid = held.payments?.data.map(({ payment }) => payment);
		const minor = (amount: number | null) => minorOf(amount, held.currency);
		const taxes = held.total_taxes ?? held.total_tax_amounts;
		return {
			invoiceId: held.id,
			number: held.number,
			status: held.status,
			collectionMethod: held.collection_method,
			billingReason: held.billing_reason,
			customerId: held.customer,
			subscriptionId: details?.subscription ?? held.subscription,
			paymentIntentId: held.payment_intent ?? paid?.find((one) => one?.payment_intent)?.payment_intent ?? null,
			chargeId: held.charge ?? paid?.find((one) => one?.charge)?.charge ?? null,
			...packMetadata({ ...details?.metadata, ...held.metadata }),
			subtotalMinor: minor(held.subtotal),
			taxMinor: minor(taxes ? taxes.reduce((sum, { amount }) => sum + amount, 0) : held.tax),
			totalMinor: minor(held.total),
			amountDueMinor: minor(held.amount_due),
			amountPaidMinor: minor(held.amount_paid),
			amountRemainingMinor: minor(held.amount_remaining),
			currency: isoCurrency(held.currency),
			attempts: held.attempt_count,
			nextAttemptAt: held.next_payment_attempt,
			dueAt: held.due_date,
			pageUrl: held.hosted_invoice_url,
			pdfUrl: held.invoice_pdf,
			description: held.description,
			live: held.livemode,
			metadata: held.metadata,
			createdAt: held.created,
		};
	});

export const shownInvoiceItem = z
	.object({
		id,
		invoice: reference,
		customer: reference,
		amount: whole,
		currency: text,
		description: text,
		quantity: whole,
		metadata,
		date: when,
	})
	.transform((held) => ({
		invoiceItemId: held.id,
		invoiceId: held.invoice,
		customerId: held.customer,
		amountMinor: minorOf(held.amount, held.currency),
		currency: isoCurrency(held.currency),
		description: held.description,
		quantity: held.quantity,
		metadata: held.metadata,
		createdAt: held.date,
	}));

const subscriptionItem = z.object({
	id,
	quantity: whole,
	current_period_start: when,
	current_period_end: when,
	price: part(z.object({ id, unit_amount: whole, currency: text, recurring: part(z.object({ interval: text })) })),
});

/** Reads the old and the new shape: since 2025-03-31 the period is that of each item. */
export const shownSubscription = z
	.object({
		id,
		status: text,
		customer: reference,
		collection_method: text,
		cancel_at_period_end: flag,
		cancel_at: when,
		canceled_at: when,
		ended_at: when,
		trial_end: when,
		current_period_start: when,
		current_period_end: when,
		latest_invoice: reference,
		default_payment_method: reference,
		items: listOf(subscriptionItem),
		livemode: flag,
		metadata,
		created: when,
	})
	.transform((held) => {
		const items = held.items?.data ?? [];
		return {
			subscriptionId: held.id,
			status: held.status,
			customerId: held.customer,
			/** `charge_automatically`: Stripe charges and retries by itself; `send_invoice`: the customer pays. */
			collectionMethod: held.collection_method,
			...packMetadata(held.metadata),
			currentPeriodStart: held.current_period_start ?? items[0]?.current_period_start ?? null,
			currentPeriodEnd: held.current_period_end ?? items[0]?.current_period_end ?? null,
			cancelAtPeriodEnd: held.cancel_at_period_end,
			cancelAt: held.cancel_at,
			cancelledAt: held.canceled_at,
			endedAt: held.ended_at,
			trialEnd: held.trial_end,
			latestInvoiceId: held.latest_invoice,
			defaultPaymentMethodId: held.default_payment_method,
			items: items.map(({ id: itemId, quantity, price }) => ({
				itemId,
				priceId: price?.id ?? null,
				quantity,
				amountMinor: minorOf(price?.unit_amount ?? null, price?.currency ?? null),
				currency: isoCurrency(price?.currency ?? null),
				interval: price?.recurring?.interval ?? null,
			})),
			live: held.livemode,
			metadata: held.metadata,
			createdAt: held.created,
		};
	});

export const shownMeter = z
	.object({
		id,
		display_name: text,
		event_name: text,
		status: text,
		default_aggregation: part(z.object({ formula: text })),
		value_settings: part(z.object({ event_payload_key: text })),
		livemode: flag,
		created: when,
	})
	.transform((held) => ({
		meterId: held.id,
		name: held.display_name,
		eventName: held.event_name,
		status: held.status,
		aggregation: held.default_aggregation?.formula ?? null,
		valueKey: held.value_settings?.event_payload_key ?? null,
		live: held.livemode,
		createdAt: held.created,
	}));

/** An event as Stripe keeps it. Secrets of clients, which Stripe has in the objects of events, are taken out. */
export const shownEvent = z
	.object({
		id,
		type: z.string(),
		created: z.number().transform(isoOf),
		livemode: flag,
		account: text,
		api_version: text,
		data: z.object({ object: z.record(z.string(), z.unknown()) }),
	})
	.transform((held) => ({
		eventId: held.id,
		type: held.type,
		occurredAt: held.created,
		live: held.livemode,
		account: held.account,
		apiVersion: held.api_version,
		objectType: typeof held.data.object.object === 'string' ? held.data.object.object : null,
		objectId: typeof held.data.object.id === 'string' ? held.data.object.id : null,
		data: redactKeys(held.data.object),
	}));
export type ShownInvoice = z.output<typeof shownInvoice>;
