import { inOurWords, type NinjaEntity, type NinjaRow } from '../../../core/invoiceNinja';
import type { RawEvent } from '../rawMoney';

/** What comes to the back office, in the order in which it happened. */
export type News =
	| { readonly of: 'ninja'; readonly change: Readonly<Record<string, unknown>> }
	| { readonly of: 'gateway'; readonly event: RawEvent };

const decimals: Readonly<Record<string, number>> = { EUR: 2, JPY: 0, KWD: 3 };

/** The clock, the IDs and the news of one company in Invoice Ninja with its gateways. */
export class NinjaWorld {
	readonly news: News[] = [];
	private count = 0;
	private reads = 0;
	private now = Date.UTC(2026, 0, 5, 9, 30) / 1000;

	constructor(
		/** Letters and digits: part of every ID, so that two lives share none. */
		readonly tag: string,
		readonly companyCode: string,
		readonly currency: string,
		/** Seconds between two things that happen: with 0 they share one `updated_at`. */
		private readonly pace: number,
	) {}

	id(kind: string): string {
		this.count += 1;
		return `${kind}${this.tag}${this.count}`;
	}

	/** As PayPal has it: 17 capital letters and digits. */
	captureId(): string {
		this.count += 1;
		return (
			`${this.tag.toUpperCase()}${String(this.count).padStart(17, '0')}`.slice(0, 12) +
			String(this.count).padStart(5, '0')
		);
	}

	tick(): number {
		this.now += this.pace;
		return this.now;
	}

	get seconds(): number {
		return this.now;
	}

	/** The float that Invoice Ninja sends. */
	float(minor: number): number {
		return minor / 10 ** (decimals[this.currency] ?? 2);
	}

	/** Text of a decimal, as PayPal sends it. */
	text(minor: number): string {
		return this.float(minor).toFixed(decimals[this.currency] ?? 2);
	}

	/** Gives out a row as the trigger does: read again, and translated. */
	tell(entity: NinjaEntity, event: string, row: NinjaRow): void {
		this.reads += 1;
		const occurredAt = new Date(Date.UTC(2026, 1, 1) + this.reads * 10).toISOString();
		const data = inOurWords(entity, structuredClone(row), this.currency);
		const { companyCode } = this;
		this.news.push({
			of: 'ninja',
			change: { companyCode, event, entity, id: row.id, changeId: `${this.reads}`, occurredAt, data },
		});
	}

	stripe(type: string, object: Readonly<Record<string, unknown>>): void {
		const id = this.id('evt_');
		this.news.push({
			of: 'gateway',
			event: {
				id,
				object: 'event',
				type,
				created: this.now,
				livemode: false,
				data: { object: structuredClone(object) },
			},
		});
	}

	payPal(event_type: string, resource: Readonly<Record<string, unknown>>): void {
		const create_time = new Date(this.now * 1000).toISOString();
		const event = { id: this.id('WH-'), event_version: '1.0', create_time, event_type, summary: event_type };
		this.news.push({ of: 'gateway', event: { ...event, resource: structuredClone(resource) } });
	}
}
