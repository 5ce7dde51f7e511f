import { Clock } from '../clock';
import type { ProviderEvent } from '../types';

/**
 * Minor units of ISO 4217 in one step of an amount. PayPal knows no decimals of HUF, JPY and TWD (docs "Currency
 * codes"), though ISO 4217 gives HUF and TWD two.
 */
export const grainOf = (currency: string): number => (currency === 'HUF' || currency === 'TWD' ? 100 : 1);

const api = 'https://api.paypal.com';

/** The clock, the IDs and the events of one account at PayPal. */
export class PayPalWorld extends Clock {
	readonly events: ProviderEvent[] = [];
	private count = 0;

	constructor(
		/** Twelve lower-case letters and digits: part of every ID, so that two lives share none. */
		readonly tag: string,
		/** In upper case. */
		readonly currency: string,
		/** Seconds between two events of one cause. */
		private readonly pace: number,
	) {
		super();
	}

	/** 17 letters and digits, as PayPal's transactions have. */
	id(): string {
		this.count += 1;
		return `${this.tag.toUpperCase()}${String(this.count).padStart(5, '0')}`;
	}

	/** An amount in PayPal's text. */
	text(minor: number): string {
		if (this.currency === 'JPY') return String(minor);
		return grainOf(this.currency) === 100 ? String(minor / 100) : (minor / 100).toFixed(2);
	}

	/** An amount as v2 writes it. */
	money(minor: number): { currency_code: string; value: string } {
		return { currency_code: this.currency, value: this.text(minor) };
	}

	time(): string {
		return new Date(this.now * 1000).toISOString().replace('.000Z', 'Z');
	}

	link(rel: string, path: string, method = 'GET'): { rel: string; href: string; method: string } {
		return { rel, href: `${api}${path}`, method };
	}

	/** Sends an event with a copy of the resource as it is now. Events of v1 have no resource version. */
	send(event_type: string, resource_type: string, resource: Readonly<Record<string, unknown>>, version?: '2.0'): void {
		const id = `WH-${this.id()}-${this.id()}`;
		this.events.push({
			id,
			event_version: '1.0',
			create_time: new Date(this.now * 1000).toISOString(),
			resource_type,
			...(version && { resource_version: version }),
			event_type,
			summary: event_type,
			resource: structuredClone(resource),
			links: [
				this.link('self', `/v1/notifications/webhooks-events/${id}`),
				this.link('resend', `/v1/notifications/webhooks-events/${id}/resend`, 'POST'),
			],
		});
		this.now += this.pace;
	}
}
