import { InputError } from '../../../core/kernel/errors';
import type { Body } from './body';
import { decimal } from './values';

/** Names of a line whose value is a number. Invoice Ninja reads "1,5" as 1 and a word as 0, and says nothing. */
const numbers = new Set(['quantity', 'cost', 'product_cost', 'discount', 'tax_rate1', 'tax_rate2', 'tax_rate3']);

/**
 * A line of JSON with its values checked: numbers may come as texts, and what is null or empty is not given.
 *
 * @param field where the line is, such as `lineItemsJson.0.`.
 * @throws InputError that names the value.
 */
export function checkedLine(field: string, line: Readonly<Body>): Body {
	const checked: Body = {};
	for (const [name, value] of Object.entries(line)) {
		if (numbers.has(name)) {
			const read = value === null || value === '' ? undefined : numberOf(`${field}${name}`, value);
			if (read !== undefined) checked[name] = read;
		} else if (name === 'is_amount_discount') {
			checked[name] = switchOf(`${field}${name}`, value);
		} else if (typeof value === 'object' && value !== null) {
			throw new InputError(`${field}${name}`, 'must be a text', 'Give a text, not a list or an object.');
		} else checked[name] = value;
	}
	return checked;
}

function numberOf(field: string, value: unknown): number | undefined {
	const read = decimal.safeParse(value);
	if (read.success) return read.data;
	const [issue] = read.error.issues;
	throw new InputError(field, issue?.message ?? 'must be a decimal number', 'Write it with a point, such as 12.50.');
}

/** Invoice Ninja takes any text, also "false", for yes. */
function switchOf(field: string, value: unknown): boolean {
	if (typeof value === 'boolean') return value;
	if (value === null || value === '' || value === 0) return false;
	if (value === 1) return true;
	throw new InputError(field, 'must be true or false', 'Give true or false, without quotes.');
}
