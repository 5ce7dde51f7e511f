import { equal, plus, type Decimal } from './decimal';
import type { SproutLine } from './site';
import { sproutLineTotal } from './sproutTotal';

/**
 * Which lines are headings, when their keys are lost: those whose own total is what some lines right after them add up to,
 * if the rest then adds up to the subtotal. Undefined when no choice does.
 */
export function headingsBySubtotal(
	lines: readonly SproutLine[],
	totals: readonly Decimal[],
	subtotal: Decimal,
): ReadonlySet<number> | undefined {
	const amounts = lines.map(sproutLineTotal);
	if (equal(plus(...amounts), subtotal)) return new Set();
	const headings = new Set<number>();
	for (let index = 0; index < lines.length; index++) {
		const children = childrenOf(index, amounts, totals[index]);
		if (children === 0) continue;
		headings.add(index);
		index += children;
	}
	const counted = amounts.filter((_, index) => !headings.has(index));
	return equal(plus(...counted), subtotal) ? headings : undefined;
}

/** How many of the lines right after this one add up to its total; zero for none. */
function childrenOf(index: number, amounts: readonly Decimal[], total: Decimal | undefined): number {
	if (!total) return 0;
	let sum: Decimal = { units: 0n, scale: 0 };
	for (let last = index + 1; last < amounts.length; last++) {
		sum = plus(sum, amounts[last] ?? sum);
		if (equal(sum, total)) return last - index;
	}
	return 0;
}
