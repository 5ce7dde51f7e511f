import type { Ninja, NinjaRow } from '../invoiceNinja';
import type { Difference } from './difference';
import { sproutKey, type PlannedRow, type PlanOptions } from './planned';

/**
 * What is at Invoice Ninja already and stands in the way: invoices with a number that is wanted, and clients of a name that
 * comes again. What an earlier run made is no conflict: it has the key of Sprout.
 */
export async function lookForConflicts(
	ninja: Ninja,
	rows: readonly PlannedRow[],
	keyField: PlanOptions['keyField'],
): Promise<Difference[]> {
	const found: Difference[] = [];
	const numbers = new Map(rows.filter(({ kind }) => kind === 'invoice').map((row) => [row.label.toLowerCase(), row]));
	for await (const page of ninja.pages('invoice', { states: ['active', 'archived'], include: [] })) {
		for (const invoice of page) {
			const row = numbers.get(textOf(invoice, 'number').toLowerCase());
			if (row && textOf(invoice, `custom_value${keyField}`) !== sproutKey(row.sourceKey)) found.push(takenNumber(row));
		}
	}
	const names = new Map(rows.filter(({ kind }) => kind === 'client').map((row) => [row.label.toLowerCase(), row]));
	for await (const page of ninja.pages('client', { states: ['active', 'archived'], include: [] })) {
		for (const client of page) {
			const row = names.get(textOf(client, 'name').toLowerCase());
			if (row && textOf(client, 'id_number') !== sproutKey(row.sourceKey)) found.push(sameName(row));
		}
	}
	return found;
}

export const textOf = (row: NinjaRow, field: string): string => {
	const value = row[field];
	return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
};

const takenNumber = ({ label }: PlannedRow): Difference => ({
	...{ kind: 'invoice', key: label, field: 'number', sprout: label, ninja: label, leftOut: true },
	why: 'another invoice at Invoice Ninja has the number: this one will fail',
	remedy: 'Give that invoice another number, or this one in Sprout Invoices.',
});

const sameName = ({ label, sourceKey }: PlannedRow): Difference => ({
	...{ kind: 'client', key: label, field: 'name', sprout: label, ninja: label, leftOut: false },
	why: 'a client of the name is at Invoice Ninja already: there will be two',
	remedy: `To have that one used, write ${sproutKey(sourceKey)} into its ID Number, and preview again.`,
});
