import Stripe from 'stripe';
import type { SideEffect } from '../../tasks';
import { withStripe, type StripeAccount } from '../client';
import { changeEffect } from './change';
import { isKeyTaken, recorded, sinceOf, type Asked, type Intent } from './creation';
import { largestPage, listAtMost } from './lists';
import { toRead, toWrite } from './rights';
import { shownMeter } from './shownBilling';
import { keyed, markOf } from './work';

type Meter = ReturnType<typeof shownMeter.parse>;
const show = (object: unknown): Meter => shownMeter.parse(object);

export interface MeterInput {
	readonly name: string;
	/** What its events are called: Stripe has one active meter for each. */
	readonly eventName: string;
	readonly aggregation: 'sum' | 'count' | 'last';
	/** Where in the payload of an event its value is. */
	readonly valueKey: string;
}

export const meterCreation = (account: StripeAccount) =>
	changeEffect<MeterInput, unknown, Meter>(account, {
		name: 'stripe.meter.create',
		right: toWrite('meter', 'Meter: Create'),
		look: async (stripe, { eventName }) => await activeMeter(stripe, eventName),
		make: async (stripe, { name, eventName, aggregation, valueKey }, options) =>
			await stripe.billing.meters.create(
				{
					display_name: name,
					event_name: eventName,
					default_aggregation: { formula: aggregation },
					customer_mapping: { event_payload_key: 'stripe_customer_id', type: 'by_id' },
					value_settings: { event_payload_key: valueKey },
				},
				options,
			),
		done: (object, { name, eventName, aggregation, valueKey }) => {
			if (object === null) return false;
			const meter = show(object);
			return (
				meter.status === 'active' &&
				meter.eventName === eventName &&
				meter.name === name &&
				meter.aggregation === aggregation &&
				meter.valueKey === valueKey
			);
		},
		show,
		undo: async (stripe, { eventName }) => {
			const meter = await activeMeter(stripe, eventName);
			if (meter) await stripe.billing.meters.deactivate(meter.id);
		},
	});

async function activeMeter(stripe: Stripe, eventName: string): Promise<Stripe.Billing.Meter | null> {
	for await (const meter of stripe.billing.meters.list({ status: 'active', ...largestPage })) {
		if (meter.event_name === eventName) return meter;
	}
	return null;
}

export const meterDeactivation = (account: StripeAccount) =>
	changeEffect<{ readonly meterId: string }, unknown, Meter>(account, {
		name: 'stripe.meter.deactivate',
		right: toWrite('meter', 'Meter: Deactivate'),
		look: async (stripe, { meterId }) => await stripe.billing.meters.retrieve(meterId),
		make: async (stripe, { meterId }, options) => await stripe.billing.meters.deactivate(meterId, {}, options),
		done: (object) => show(object).status === 'inactive',
		show,
		undo: async (stripe, { meterId }) => await stripe.billing.meters.reactivate(meterId),
	});

export const listMeters = async (
	account: StripeAccount,
	{ status }: { readonly status?: 'active' | 'inactive' },
	limit: number | null,
): Promise<Meter[]> =>
	await listAtMost(account, toRead('meter', 'Meter: List'), limit, {
		list: (stripe, page) => stripe.billing.meters.list({ ...page, ...(status !== undefined && { status }) }),
		show,
	});

export interface MeterEventInput {
	readonly eventName: string;
	readonly customerId: string;
	/** Decimal digits, as Stripe takes them. */
	readonly value: string;
	readonly valueKey: string;
	/** When it was used; absent for now. */
	readonly at?: Date;
	/** Stripe counts an identifier once. Absent makes one of the work. */
	readonly identifier?: string;
}

interface PlannedEvent extends Omit<MeterEventInput, 'at' | 'identifier'> {
	readonly timestamp: number;
	readonly identifier: string;
}

export interface SentEvent {
	readonly eventName: string;
	readonly identifier: string;
	readonly customerId: string;
	readonly value: string;
	readonly usedAt: string;
	/** Stripe looks at it later, and tells of what it cannot count by an event of its v2 API. */
	readonly accepted: 'not_known_yet';
}

const right = toWrite('meterEvent', 'Meter Event: Create');
/** "Within a rolling period of at least 24 hours": an hour less, for the clocks. */
const identifierSeconds = 23 * 3_600;

/**
 * Tells a meter of use. Stripe counts an identifier once within a day, so that a repeat within it does no harm. After it
 * nobody can tell any more whether an interrupted one was counted: then a person decides.
 */
export function meterEventSending(
	account: StripeAccount,
): SideEffect<Asked<MeterEventInput>, Intent<PlannedEvent>, SentEvent> {
	const name = 'stripe.meterEvent.create';
	return {
		name,
		intent: recorded<Intent<PlannedEvent>>(),
		result: recorded<SentEvent>(),
		async plan({ work, params: { at, identifier, ...params } }) {
			const mark = markOf(work, name, { ...params, at, identifier });
			const timestamp = Math.floor((at ?? new Date()).getTime() / 1000);
			return {
				intent: {
					mark,
					params: { ...params, timestamp, identifier: identifier ?? mark.work },
					since: sinceOf({ ...work, kind: 'run' }),
				},
			};
		},
		apply: async ({ mark, params }) =>
			await withStripe(
				account,
				async (stripe) => {
					const { eventName, customerId, value, valueKey, timestamp, identifier } = params;
					try {
						await stripe.billing.meterEvents.create(
							{
								event_name: eventName,
								payload: { stripe_customer_id: customerId, [valueKey]: value },
								identifier,
								timestamp,
							},
							keyed(mark),
						);
					} catch (error) {
						if (!isKnownAlready(error) && !isKeyTaken(error)) throw error;
					}
					return sent(params);
				},
				right,
			),
		async readBack({ params, since }) {
			const age = Math.floor(Date.now() / 1000) - (since ?? 0);
			if (age < identifierSeconds) return { state: 'absent' };
			return {
				state: 'foreign',
				evidence: `Nobody can tell any more whether Stripe has counted the use ${params.identifier}`,
			};
		},
	};
}

function sent({ eventName, identifier, customerId, value, timestamp }: PlannedEvent): SentEvent {
	const usedAt = new Date(timestamp * 1000).toISOString();
	return { eventName, identifier, customerId, value, usedAt, accepted: 'not_known_yet' };
}

/** An event of this identifier was there: ours, since the identifier is. */
function isKnownAlready(error: unknown): boolean {
	return (
		error instanceof Stripe.errors.StripeInvalidRequestError &&
		(error.code === 'duplicate_meter_event' || /already exists with identifier/i.test(error.message))
	);
}

export interface MeterEventRef {
	readonly eventName: string;
	readonly identifier: string;
}

/** Takes an event of the last day back. Whether it was is not told by Stripe. */
export function meterEventCancellation(
	account: StripeAccount,
): SideEffect<Asked<MeterEventRef>, Intent<MeterEventRef>, MeterEventRef & { readonly cancelled: true }> {
	const name = 'stripe.meterEvent.cancel';
	return {
		name,
		intent: recorded<Intent<MeterEventRef>>(),
		result: recorded<MeterEventRef & { readonly cancelled: true }>(),
		plan: async ({ work, params }) => ({ intent: { mark: markOf(work, name, params), params, since: null } }),
		apply: async ({ mark, params }) =>
			await withStripe(
				account,
				async (stripe) => {
					const { eventName, identifier } = params;
					await stripe.billing.meterEventAdjustments.create(
						{ event_name: eventName, type: 'cancel', cancel: { identifier } },
						keyed(mark),
					);
					return { ...params, cancelled: true as const };
				},
				toWrite('meterEvent', 'Meter Event: Cancel'),
			),
		// A repeat cancels the same one.
		readBack: async () => ({ state: 'absent' }),
	};
}
