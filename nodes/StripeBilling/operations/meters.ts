import { z } from 'zod';
import { text } from '../../shared/field';

/** Stripe's limits of the fields of meters: 100 characters each. */
const word = z.string().trim().min(1, 'must have a name').max(100);

export const eventName = text('Event Name', word, {
	required: true,
	placeholder: 'e.g. traffic_gb',
	description: 'What the events of the meter are called',
});
export const valueKey = text('Value Key', word, {
	default: 'value',
	description: 'Where in the event the meter finds the value',
});
export const identifier = text('Identifier', word, {
	description: 'Stripe counts an identifier once within a day. Leave it out to make one of what the event is for.',
});

/** A number without an exponent, and without decimals that nobody wrote. */
export function decimalDigits(value: number): string {
	const text = String(value);
	return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
}
