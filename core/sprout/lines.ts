import { plainText } from './plainText';
import { bounds, within } from './bounds';
import { isTree, numberOf, textOf, type ReadNumber } from './meta';
import type { PhpMap, PhpValue } from './phpValue';
import type { SproutFee, SproutLine } from './site';
import { fromDouble, zero } from './decimal';

/** Tells that a value is not a plain number, and what Sprout reads in it. */
export type Doubt = (field: string, written: unknown, read: ReadNumber) => void;

interface Position {
	readonly whole: number;
	readonly part: number;
	readonly item: PhpMap;
}

/**
 * The line items of a document, in their order. A line that has others below it (`1` with `1.1`) is a heading.
 *
 * Source: si_line_item_is_parent() and get_subtotal() of Sprout Invoices 19.9.
 */
export function readLines(tree: PhpValue, doubt: Doubt): SproutLine[] {
	if (!isTree(tree)) return [];
	within(tree.size, bounds.lines, 'lineItems', 'line items in one invoice');
	const positions = [...tree].flatMap(([key, item]) => position(key, item)).sort(inOrder);
	const parents = new Set(positions.filter(({ part }) => part > 0).map(({ whole }) => whole));
	return positions.map(({ whole, part, item }) => readLine(item, part === 0 && parents.has(whole), doubt));
}

function position(key: string, item: PhpValue): Position[] {
	const [, whole, part = '0'] = /^(\d{1,6})(?:\.(\d{1,6}))?$/.exec(key) ?? [];
	return whole !== undefined && isTree(item) ? [{ whole: Number(whole), part: Number(part), item }] : [];
}

const inOrder = (one: Position, other: Position) => one.whole - other.whole || one.part - other.part;

export function readLine(item: PhpMap, heading: boolean, doubt: Doubt): SproutLine {
	const number = (field: string) => {
		const written = item.get(field);
		const read = numberOf(written);
		if (!read.plain) doubt(`lineItems.${field}`, written, read);
		return read.value;
	};
	return {
		description: plainText(textOf(item.get('html_desc') ?? item.get('desc'))),
		// Without a rate Sprout does not count the line at all, and without a quantity it counts it once.
		rate: isSet(item.get('rate')) ? number('rate') : zero,
		quantity: isSet(item.get('qty')) ? number('qty') : fromDouble(1),
		discount: number('tax'),
		heading,
	};
}

const isSet = (value: PhpValue | undefined) => value !== undefined && value !== null;

/** The fees that are kept with a document. One that a plugin calculates has no total here. */
export function readFees(tree: PhpValue, doubt: Doubt): SproutFee[] {
	if (!isTree(tree)) return [];
	within(tree.size, bounds.lines, 'fees', 'fees in one invoice');
	return [...tree].flatMap(([key, fee]) => {
		if (!isTree(fee) || !isSet(fee.get('total'))) return [];
		const read = numberOf(fee.get('total'));
		if (!read.plain) doubt('fees.total', fee.get('total'), read);
		return [{ label: plainText(textOf(fee.get('label'))) || key, total: read.value }];
	});
}
