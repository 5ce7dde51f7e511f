import { Clock } from '../clock';
import type { ProviderEvent } from '../types';

export const stripeVersions = ['2024-06-20', '2025-02-24.acacia', '2025-03-31.basil', '2026-10-28.endive'] as const;
export type StripeVersion = (typeof stripeVersions)[number];

/** Whether an endpoint of this version is at or after another version. Versions begin with their date. */
export const isFrom = (version: string, since: string): boolean => version.slice(0, 10) >= since;

/**
 * Events that younger versions alone have.
 * - `refund.*` for refunds of charges: changelog 2024-10-28.acacia, "Adds created, updated, and failed events for all
 *   refund types".
 * - `invoice_payment.paid`: changelog 2025-05-28.basil, "Adds support for partial payments on invoices".
 */
const since: Readonly<Record<string, string>> = {
	'refund.created': '2024-10-28',
	'refund.updated': '2024-10-28',
	'refund.failed': '2024-10-28',
	'invoice_payment.paid': '2025-05-28',
};

/** The clock, the IDs and the events of one account at Stripe. */
export class StripeWorld extends Clock {
	readonly events: ProviderEvent[] = [];
	private count = 0;

	constructor(
		readonly version: StripeVersion,
		/** Lower-case letters and digits: part of every ID, so that two lives share none. */
		readonly tag: string,
		/** Seconds between two events of one cause. With 0 they share a second, as Stripe's often do. */
		readonly pace: number,
		/** Stripe's units in one minor unit of ISO 4217: 100 for ISK and UGX (docs "Special cases"), else 1. */
		private readonly scale = 1,
	) {
		super();
	}

	id(prefix: string): string {
		this.count += 1;
		return `${prefix}_1${this.tag}${String(this.count).padStart(3, '0')}`;
	}

	/** An amount as Stripe writes it. */
	units(minor: number): number {
		return minor * this.scale;
	}

	/** Sends an event with a copy of the object as it is now. Endpoints of an older version lack some events. */
	send(type: string, object: Readonly<Record<string, unknown>>): void {
		if (!isFrom(this.version, since[type] ?? '2000-01-01')) return;
		this.events.push({
			id: this.id('evt'),
			object: 'event',
			api_version: this.version,
			created: this.now,
			data: { object: structuredClone(object) },
			livemode: false,
			pending_webhooks: 1,
			request: { id: null, idempotency_key: null },
			type,
		});
		this.now += this.pace;
	}
}
