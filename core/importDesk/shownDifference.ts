import type { InvoiceDifference } from '../imports';
import type { Writer } from '../messages';

/** A change of an invoice, as a person reads it. */
export interface ShownDifference {
	readonly field: string;
	readonly before: string;
	readonly after: string;
}

export function shownDifference({ words, number, money }: Writer, change: InvoiceDifference): ShownDifference {
	const names: Readonly<Record<string, string>> = words.importFields;
	const plain = change.field.replace(/Minor$/, '');
	const shown = (value: unknown): string => {
		if (value === null || value === undefined) return '–';
		if (typeof value === 'number') {
			if (!change.field.endsWith('Minor')) return number(value);
			return money({ amountMinor: value, currency: change.currency });
		}
		return typeof value === 'string' ? value : JSON.stringify(value);
	};
	return { field: names[plain] ?? plain, before: shown(change.before), after: shown(change.after) };
}
