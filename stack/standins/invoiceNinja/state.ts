import { createHash } from 'node:crypto';
import type { EntityPath } from './entities';
import { currencyIdOf } from './statics';
import type { Values } from './values';

/** A row as it is kept: the vendor's names, with what belongs to it inside (contacts, invitations, paymentables). */
export interface Row extends Values {
	readonly id: string;
	created_at: number;
	updated_at: number;
	archived_at: number;
	is_deleted: boolean;
}

/** One company, with the one token of its one user. */
export interface HeldCompany {
	readonly id: string;
	readonly token: string;
	readonly key: string;
	readonly userId: string;
	settings: Values;
	/** The company's own switches: `custom_surcharge_taxes1`, `track_inventory` … */
	options: Values;
	counters: Record<string, number>;
	rows: Record<string, Record<string, Row>>;
	/** Entities that the token's user has no right to view. It sees its own rows only. */
	blindFor: EntityPath[];
	/** What documents contain, in base64, by their id. */
	files: Record<string, { readonly type: string; readonly content: string }>;
}

/** How the played server behaves where installations differ. Tests set them in the state. */
export interface Switches {
	version: string;
	/** `sync` delivers inside the call that caused the event; `later` by a worker, after the delays below. */
	queue: 'sync' | 'later';
	/** The delay of a worker's delivery; Invoice Ninja's are 2 s, 20 s for payments. */
	delayMs: number;
	paymentDelayMs: number;
	/** How often it delivers an event: two of the same came with invoiceninja/invoiceninja#6578. */
	copies: number;
	/** How long it waits for the answer to a delivery. */
	deliveryTimeoutMs: number;
	/** How long a new row is not readable through the API (a transaction that is still open). */
	readableAfterMs: number;
	/** The unit of the lock on repeated bulk calls and payments. */
	lockMs: number;
	/** Whether answers show `idempotency_key`: the specification 5.12.55 has it, the code 5.12.28 does not send it. */
	showsIdempotencyKey: boolean;
	/** How often a report's preview answers 409 before it is ready. */
	reportWaits: number;
	/** Reports in a minute, before 429. */
	reportsPerMinute: number;
	/** Whether the token's user may see reports. Without the right, they are empty. */
	mayReport: boolean;
	/** What POST /emails answers; other mails are lost without a word. */
	mailRefusal: string;
	/** Whether a refund through a gateway fails there. */
	gatewayRefuses: boolean;
}

export interface SentMail {
	readonly at: string;
	readonly company: string;
	readonly entity: string;
	readonly entityId: string;
	readonly number: string;
	readonly template: string;
	readonly to: string[];
	readonly cc: string[];
	readonly subject: string;
	readonly body: string;
}

export interface Delivery {
	readonly at: string;
	readonly webhookId: string;
	readonly event: number;
	readonly entityId: string;
	readonly url: string;
	/** The answer's status; 0 when there was none. */
	readonly status: number;
}

export interface PendingDelivery {
	readonly company: string;
	readonly event: number;
	readonly path: EntityPath;
	readonly id: string;
	readonly dueAt: number;
}

export interface Report {
	readonly name: string;
	readonly file: string;
	polls: number;
}

export interface NinjaState {
	sequence: number;
	companies: HeldCompany[];
	switches: Switches;
	mails: SentMail[];
	deliveries: Delivery[];
	pending: PendingDelivery[];
	reports: Record<string, Report>;
	reportTimes: number[];
	/** Until when a repeat of a request is refused, by what makes it the same. */
	locks: Record<string, number>;
	/** When rows were made, while new ones are not readable at once. Unix milliseconds. */
	fresh: Record<string, number>;
}

export interface PlayedCompany {
	readonly token: string;
	readonly companyName: string;
	/** ISO code. */
	readonly currency?: string;
	readonly settings?: Values;
	readonly options?: Values;
}

export const defaultSwitches: Switches = {
	version: '5.12.55',
	queue: 'sync',
	delayMs: 2_000,
	paymentDelayMs: 20_000,
	copies: 1,
	deliveryTimeoutMs: 30_000,
	readableAfterMs: 0,
	lockMs: 1_000,
	showsIdempotencyKey: false,
	reportWaits: 1,
	reportsPerMinute: 20,
	mayReport: true,
	mailRefusal: '',
	gatewayRefuses: false,
};

const alphabet = 'VolejRMgbkXnAzdWpQrKxaGyBYwmLDZN';

/** An id in the form of Invoice Ninja's hashed ones: ten letters, always the same for a number. */
export function hashedId(sequence: number): string {
	const digest = createHash('sha256').update(String(sequence)).digest();
	return Array.from({ length: 10 }, (_, index) => alphabet[(digest[index] ?? 0) % alphabet.length]).join('');
}

export function nextId(state: NinjaState): string {
	state.sequence += 1;
	return hashedId(state.sequence);
}

/** A secret that is the same in every run: keys of invitations, companies, contacts. */
export function keyOf(seed: string): string {
	return createHash('sha256').update(`key ${seed}`).digest('base64url').replace(/[-_]/g, 'x').slice(0, 32);
}

export function initialState(companies: readonly PlayedCompany[]): NinjaState {
	const state: NinjaState = {
		sequence: 0,
		companies: [],
		switches: { ...defaultSwitches },
		mails: [],
		deliveries: [],
		pending: [],
		reports: {},
		reportTimes: [],
		locks: {},
		fresh: {},
	};
	for (const played of companies) state.companies.push(newCompany(state, played));
	return state;
}

function newCompany(state: NinjaState, { token, companyName, currency = 'EUR', ...more }: PlayedCompany): HeldCompany {
	const id = nextId(state);
	return {
		id,
		token,
		key: keyOf(id),
		userId: nextId(state),
		settings: {
			name: companyName,
			currency_id: currencyIdOf(currency),
			language_id: '1',
			country_id: '276',
			payment_terms: '14',
			counter_padding: 4,
			counter_number_applied: 'when_saved',
			quote_number_applied: 'when_saved',
			inclusive_taxes: false,
			lock_invoices: 'off',
			...more.settings,
		},
		options: { ...more.options },
		counters: {},
		rows: {},
		blindFor: [],
		files: {},
	};
}
