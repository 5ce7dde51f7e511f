import { InputError } from '../../../core/kernel/errors';

export type Body = Record<string, unknown>;

/** `customValue1` → `custom_value1`. */
export const apiName = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What Invoice Ninja is sent: its own names, without what is not given. */
export function bodyOf(given: Readonly<Record<string, unknown>>): Body {
	return Object.fromEntries(
		Object.entries(given)
			.filter(([, value]) => value !== undefined)
			.map(([name, value]) => [apiName(name), value]),
	);
}

/**
 * Refuses a tax that Invoice Ninja would not charge: it leaves out those whose name has fewer than two characters.
 *
 * @throws InputError that names the tax.
 */
export function checkTaxes(field: string, body: Readonly<Body>): void {
	for (const place of [1, 2, 3]) {
		const [name, rate] = [body[`tax_name${place}`], body[`tax_rate${place}`]];
		if (typeof rate !== 'number' || rate === 0) continue;
		if (typeof name === 'string' && name.trim().length >= 2) continue;
		throw new InputError(
			`${field}taxName${place}`,
			'has fewer than two characters, and Invoice Ninja does not charge such a tax',
			'Name the tax, such as VAT.',
		);
	}
}
