import { invalidParameter, missingParameter, newId, wrongState } from '../errors';
import type { FormObject, FormValue } from '../form';
import { checked, textOf } from '../parameters';
import type { StripeState } from '../state';
import { find, wholeOf } from './held';
import { meterShape, now } from './shapes';

const objectOf = (value: FormValue | undefined): FormObject =>
	typeof value === 'object' && !Array.isArray(value) ? value : {};

export const meters = {
	create(state: StripeState, form: FormObject) {
		const given = checked(
			form,
			['display_name', 'event_name', 'default_aggregation', 'customer_mapping', 'value_settings', 'event_time_window'],
			['display_name', 'event_name', 'default_aggregation'],
		);
		const eventName = textOf(given.event_name, 'event_name') ?? '';
		const taken = state.billing.meters.find((meter) => meter.event_name === eventName && meter.status === 'active');
		if (taken) {
			throw invalidParameter('event_name', `There is already an active meter with the event name ${eventName}.`);
		}
		const meter = meterShape(textOf(given.display_name, 'display_name') ?? '', eventName);
		const { formula } = objectOf(given.default_aggregation);
		meter.default_aggregation = { formula: textOf(formula, 'default_aggregation[formula]') ?? 'sum' };
		const key = textOf(objectOf(given.value_settings).event_payload_key, 'value_settings[event_payload_key]');
		if (key !== undefined) meter.value_settings = { event_payload_key: key };
		state.billing.meters.unshift(meter);
		return meter;
	},

	switch(state: StripeState, id: string, on: boolean) {
		const meter = find(state.billing.meters, 'billing.meter', id);
		if (meter.status === (on ? 'active' : 'inactive')) {
			throw wrongState('billing_meter_status', `The meter is already ${meter.status}.`);
		}
		meter.status = on ? 'active' : 'inactive';
		meter.status_transitions.deactivated_at = on ? null : now();
		return meter;
	},
};

/**
 * Meter events. Stripe looks at them after it has answered: what it cannot count is told by an event of its v2 API, and
 * never by the answer.
 */
export const meterEvents = {
	create(state: StripeState, form: FormObject) {
		const given = checked(form, ['event_name', 'payload', 'identifier', 'timestamp'], ['event_name', 'payload']);
		const { meterEvents: all, meters: held, customers } = state.billing;
		const identifier = textOf(given.identifier, 'identifier') ?? newId('evt').slice(4);
		if (identifier.length > 100) throw invalidParameter('identifier', 'Invalid string: at most 100 characters');
		// The identifier is unique "within a rolling window of at least 24 hours" (docs, billing.meter_event.identifier).
		if (all.some((one) => one.identifier === identifier && one.created > now() - 86_400)) {
			throw wrongState('duplicate_meter_event', `An event already exists with identifier ${identifier}.`);
		}
		const timestamp = wholeOf(given.timestamp, 'timestamp') ?? now();
		if (timestamp < now() - 35 * 86_400 || timestamp > now() + 300)
			throw wrongState(
				'timestamp_too_far_in_past',
				'The timestamp must be within the past 35 days or 5 minutes ahead.',
			);
		const payload = Object.fromEntries(
			Object.entries(objectOf(given.payload)).map(([name, value]) => [name, textOf(value, `payload[${name}]`) ?? '']),
		);
		const eventName = textOf(given.event_name, 'event_name') ?? '';
		const event = { identifier, event_name: eventName, payload, timestamp, created: now(), cancelled: false };
		all.unshift(event);
		const meter = held.find((one) => one.event_name === eventName && one.status === 'active');
		if (!meter) tellThin(state, 'v1.billing.meter.no_meter_found', undefined);
		else if (!customers.some(({ id }) => id === payload[meter.customer_mapping.event_payload_key]))
			tellThin(state, 'v1.billing.meter.error_report_triggered', meter.id);
		const { cancelled: _cancelled, ...shown } = event;
		return { object: 'billing.meter_event', livemode: false, ...shown };
	},

	adjust(state: StripeState, form: FormObject) {
		const given = checked(form, ['event_name', 'type', 'cancel'], ['event_name', 'type']);
		const identifier = textOf(objectOf(given.cancel).identifier, 'cancel[identifier]');
		if (identifier === undefined) throw missingParameter('cancel[identifier]');
		const found = state.billing.meterEvents.find((one) => one.identifier === identifier);
		if (!found || found.cancelled || found.created <= now() - 86_400) {
			throw wrongState('invalid_cancellation', `No event of the past 24 hours has the identifier ${identifier}.`);
		}
		found.cancelled = true;
		return {
			object: 'billing.meter_event_adjustment',
			cancel: { identifier },
			event_name: found.event_name,
			livemode: false,
			status: 'pending',
			type: 'cancel',
		};
	},
};

/** Events of Stripe's v2 API go to endpoints of their own, which the stand-in has not: a test reads them here. */
function tellThin(state: StripeState, type: string, meter: string | undefined): void {
	state.thinEvents ??= [];
	state.thinEvents.unshift({
		id: newId('evt'),
		object: 'v2.core.event',
		type,
		created: new Date().toISOString(),
		livemode: false,
		...(meter && { related_object: { id: meter, type: 'billing.meter', url: `/v1/billing/meters/${meter}` } }),
	});
}
