import { deliver } from '../deliveries';
import { stripeEvent } from '../events';
import type { StripeState } from '../state';

/**
 * Makes the event of something that happened, and delivers it to the endpoints that want it. Nobody waits for that: Stripe
 * delivers before or after it answers the call that was the cause.
 */
export function tell(state: StripeState, type: string, object: object): void {
	const event = stripeEvent(type, structuredClone(object) as Record<string, unknown>);
	state.events.unshift(event);
	setImmediate(() => void deliver(state, event));
}
