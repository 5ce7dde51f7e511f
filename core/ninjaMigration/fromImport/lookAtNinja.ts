import type { Ninja } from '../../invoiceNinja';
import { decimalText, equal, readDecimal, zero } from '../../sprout';
import { textOf } from '../conflicts';
import type { Difference } from '../difference';
import { amountOf } from '../makers';
import { keyAtNinja, type PlannedRow, type PlanOptions } from '../planned';

/** What is at Invoice Ninja already of what is to be sent: invoices of the same numbers with other totals. */
export async function lookAtNinja(
	ninja: Ninja,
	rows: readonly PlannedRow[],
	keyField: PlanOptions['keyField'],
): Promise<Difference[]> {
	const found: Difference[] = [];
	const numbers = new Map(rows.filter(({ kind }) => kind === 'invoice').map((row) => [row.label, row]));
	if (numbers.size === 0) return found;
	for await (const page of ninja.pages('invoice', { states: ['active', 'archived'], include: [] })) {
		for (const invoice of page) {
			const row = numbers.get(textOf(invoice, 'number'));
			if (!row) continue;
			const has = amountOf(invoice.amount) ?? zero;
			const isSame = equal(has, readDecimal(row.plan.expectedTotal ?? '') ?? zero);
			const isOurs = textOf(invoice, `custom_value${keyField}`) === keyAtNinja('import', row.sourceKey);
			if (isSame) continue;
			found.push({
				...{ kind: 'invoice', key: row.label, field: 'total', sprout: row.plan.sproutTotal ?? null },
				...{ ninja: decimalText(has, 2), leftOut: !isOurs },
				why: isOurs
					? 'an earlier import made it with another total: it is changed unless it has payments'
					: 'an invoice of the number is at Invoice Ninja already, with another total: it is not changed, and this one fails',
				remedy: isOurs
					? 'Nothing to do, unless it has payments.'
					: 'Correct one of the two, and run the failed rows again.',
			});
		}
	}
	return found;
}
