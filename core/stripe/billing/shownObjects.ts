import { z } from 'zod';
import { flag, isoCurrency, metadata, minorOf, packMetadata, reference, text, when, whole } from './shown';

const part = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);
const id = z.string();

export const shownCustomer = z
	.object({
		id,
		email: text,
		name: text,
		phone: text,
		description: text,
		balance: whole,
		currency: text,
		delinquent: flag,
		deleted: flag,
		livemode: flag,
		metadata,
		created: when,
		preferred_locales: z.array(z.string()).catch([]).default([]),
		invoice_settings: part(z.object({ default_payment_method: reference })),
	})
	.transform((held) => ({
		customerId: held.id,
		customerCode: held.metadata.customer_code ?? null,
		email: held.email,
		name: held.name,
		phone: held.phone,
		description: held.description,
		language: held.preferred_locales[0] ?? null,
		balanceMinor: minorOf(held.balance, held.currency),
		currency: isoCurrency(held.currency),
		defaultPaymentMethodId: held.invoice_settings?.default_payment_method ?? null,
		delinquent: held.delinquent,
		deleted: held.deleted,
		live: held.livemode,
		metadata: held.metadata,
		createdAt: held.created,
	}));

export const shownPaymentMethod = z
	.object({
		id,
		type: text,
		customer: reference,
		livemode: flag,
		created: when,
		billing_details: part(z.object({ name: text, email: text })),
		card: part(z.object({ brand: text, last4: text, exp_month: whole, exp_year: whole, country: text })),
		sepa_debit: part(z.object({ last4: text, country: text })),
	})
	.transform((held) => ({
		paymentMethodId: held.id,
		type: held.type,
		customerId: held.customer,
		brand: held.card?.brand ?? null,
		last4: held.card?.last4 ?? held.sepa_debit?.last4 ?? null,
		expiryMonth: held.card?.exp_month ?? null,
		expiryYear: held.card?.exp_year ?? null,
		country: held.card?.country ?? held.sepa_debit?.country ?? null,
		name: held.billing_details?.name ?? null,
		email: held.billing_details?.email ?? null,
		live: held.livemode,
		createdAt: held.created,
	}));

export const shownSession = z
	.object({
		id,
		url: text,
		mode: text,
		status: text,
		payment_status: text,
		client_reference_id: text,
		customer: reference,
		amount_total: whole,
		currency: text,
		payment_intent: reference,
		subscription: reference,
		invoice: reference,
		setup_intent: reference,
		livemode: flag,
		metadata,
		expires_at: when,
		created: when,
	})
	.transform((held) => ({
		sessionId: held.id,
		/** Null when it is paid or expired. */
		url: held.url,
		mode: held.mode,
		status: held.status,
		paymentStatus: held.payment_status,
		...packMetadata(held.metadata),
		order: held.client_reference_id ?? held.metadata.order ?? null,
		customerId: held.customer,
		amountMinor: minorOf(held.amount_total, held.currency),
		currency: isoCurrency(held.currency),
		paymentIntentId: held.payment_intent,
		subscriptionId: held.subscription,
		invoiceId: held.invoice,
		setupIntentId: held.setup_intent,
		live: held.livemode,
		metadata: held.metadata,
		expiresAt: held.expires_at,
		createdAt: held.created,
	}));

export const shownPaymentLink = z
	.object({ id, url: text, active: flag, currency: text, livemode: flag, metadata })
	.transform((held) => ({
		paymentLinkId: held.id,
		url: held.url,
		active: held.active,
		...packMetadata(held.metadata),
		currency: isoCurrency(held.currency),
		live: held.livemode,
		metadata: held.metadata,
	}));

export const shownRefund = z
	.object({
		id,
		amount: whole,
		currency: text,
		status: text,
		reason: text,
		failure_reason: text,
		payment_intent: reference,
		charge: reference,
		metadata,
		created: when,
	})
	.transform((held) => ({
		refundId: held.id,
		status: held.status,
		amountMinor: minorOf(held.amount, held.currency),
		currency: isoCurrency(held.currency),
		reason: held.reason,
		failureReason: held.failure_reason,
		paymentIntentId: held.payment_intent,
		chargeId: held.charge,
		metadata: held.metadata,
		createdAt: held.created,
	}));

export const shownPortal = z
	.object({ id, url: text, customer: reference, return_url: text, livemode: flag, created: when })
	.transform((held) => ({
		portalSessionId: held.id,
		url: held.url,
		customerId: held.customer,
		returnUrl: held.return_url,
		live: held.livemode,
		createdAt: held.created,
	}));

export const shownPrice = z
	.object({
		id,
		nickname: text,
		unit_amount: whole,
		currency: text,
		product: reference,
		recurring: part(z.object({ interval: text }).nullable()),
	})
	.transform((held) => ({
		priceId: held.id,
		name: held.nickname,
		amountMinor: minorOf(held.unit_amount, held.currency),
		currency: isoCurrency(held.currency),
		productId: held.product,
		interval: held.recurring?.interval ?? null,
	}));

export type ShownCustomer = z.output<typeof shownCustomer>;
export type ShownSession = z.output<typeof shownSession>;
