import type { StandinAnswer } from '../shared';
import { nothingSold, type BillingState } from './billing/state';
import { knowsNothing, type StripeKnowledge } from './known';

export interface Endpoint {
	id: string;
	url: string;
	enabled_events: string[];
	status: 'enabled' | 'disabled';
	description: string | null;
	api_version: string | null;
	metadata: Record<string, string>;
	created: number;
	secret: string;
}

export interface StripeEvent {
	readonly id: string;
	readonly object: 'event';
	readonly api_version: string;
	readonly created: number;
	readonly livemode: boolean;
	readonly pending_webhooks: number;
	readonly request: { readonly id: null; readonly idempotency_key: null };
	readonly type: string;
	readonly data: { readonly object: Readonly<Record<string, unknown>> };
}

/** The state of this Stripe. */
export interface StripeState {
	endpoints: Endpoint[];
	sessions: Array<Record<string, unknown> & { id: string }>;
	/** Newest first. */
	events: StripeEvent[];
	/** The answers by idempotency key, with their requests. */
	answered: Record<string, { asked: string; answer: StandinAnswer }>;
	/** What look-ups find, besides the sessions. See `tellStripe`. */
	knowledge: StripeKnowledge;
	/** Customers, payments, invoices and what else there is to bill with. */
	billing: BillingState;
	/** The lines of each session, as its page shows them. */
	lines?: Record<string, string[]>;
	/** Events of the v2 API, newest first: they name their object. */
	thinEvents?: object[];
	/** Permissions that restricted keys do not have, such as `rak_charge_read`; `_write` is another one. */
	lacking: string[];
}

export const emptyState = (): StripeState => ({
	endpoints: [],
	sessions: [],
	events: [],
	answered: {},
	knowledge: knowsNothing,
	billing: nothingSold(),
	thinEvents: [],
	lacking: [],
});

export const apiVersion = '2026-10-28.endive';
