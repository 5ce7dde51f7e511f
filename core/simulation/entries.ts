import type { Day } from '../kernel/calendar';

/** What may happen on a simulated day, in the order of a night. */
export const simulatedEvents = [
	'charge',
	'invoice',
	'late_fee',
	'reminder',
	'suspension_warning',
	'suspension',
	'reactivation',
	'termination_warning',
	'termination',
	'escalation',
] as const;
export type SimulatedEvent = (typeof simulatedEvents)[number];

/** Who is taken to pay. */
export const assumptions = ['nobody_pays', 'cards_pay'] as const;
export type Assumption = (typeof assumptions)[number];

/** An invoice that an entry is about; `number` is null for one that is not made yet. */
export interface SimulatedInvoice {
	readonly number: string | null;
	readonly dueOn: Day;
}

/** Something that would happen to a customer on a day. */
export interface SimulatedEntry {
	/** The day on which it happens to the customer, by the calendar of their time zone. */
	readonly day: Day;
	/** The night that decides it: a suspension waits for business hours. */
	readonly decidedOn: Day;
	readonly customerCode: string;
	readonly what: SimulatedEvent;
	/** The stage of the campaign; null for what is of no stage. */
	readonly stage: string | null;
	readonly invoices: readonly SimulatedInvoice[];
	/** The services, by their domains. */
	readonly domains: readonly string[];
	/** What is asked for, in minor units, by currency. */
	readonly amounts: Readonly<Record<string, number>>;
	/** In words, for whoever reads the data. */
	readonly why: string;
}

/** What would happen on a day, to all customers together. */
export interface SimulatedDay {
	readonly day: Day;
	readonly counts: Readonly<Record<SimulatedEvent, number>>;
	/** What is invoiced, in minor units, by currency. */
	readonly invoiced: Readonly<Record<string, number>>;
	/** How many suspensions stop the run until a person approves them; null when it goes on. */
	readonly stops: { readonly suspensions: number; readonly most: number } | null;
}
