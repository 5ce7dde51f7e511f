import { plainText } from './plainText';
import { fromDouble, readDecimal, zero, type Decimal } from './decimal';
import { unserialise, type PhpMap, type PhpValue } from './phpValue';

/** A post of WordPress with what is kept beside it. A value is a text of the database, or what JSON made of it. */
export interface WordPressPost {
	readonly id: string;
	readonly type: string;
	readonly status: string;
	readonly title: string;
	readonly date: string;
	readonly meta: ReadonlyMap<string, readonly unknown[]>;
}

/** What is read of the meta of Sprout's posts. The rest of a site's is passed over. */
export const metaKeys: ReadonlySet<string> = new Set([
	...['_address', '_currency', '_phone', '_website', '_associated_users'],
	...['_client_id', '_invoice_id', '_invoice_issue_date', '_due_date', '_doc_line_items', '_doc_discount', '_doc_tax'],
	...['_doc_tax2', '_doc_shipping', '_fees', '_deposit', '_total', '_doc_currency', '_doc_po_number', '_doc_terms'],
	...['_invoice_notes', '_amount', '_payment_invoice', '_payment_method', '_trans_id'],
]);

/** The first value of a key, as WordPress's own get_post_meta(…, true) gives it; empty when there is none. */
export function metaText(post: WordPressPost, key: string): string {
	const [value] = post.meta.get(key) ?? [];
	return textOf(value);
}

export function metaTree(post: WordPressPost, key: string): PhpValue {
	const [value] = post.meta.get(key) ?? [];
	return treeOf(value, `${post.type} ${post.id} ${key}`);
}

export function textOf(value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'bigint') return String(value);
	return '';
}

/** A text for people. WordPress keeps titles with entities. */
export const wordsOf = (value: unknown): string => plainText(textOf(value));

/**
 * A value as a tree: what PHP serialised is read, once more where it was serialised twice (which is what WordPress makes
 * of a value that was serialised before it was given to it).
 */
export function treeOf(value: unknown, field: string): PhpValue {
	if (typeof value === 'string') {
		if (!/^[aO]:\d+:|^s:\d+:"/.test(value)) return value;
		const read = unserialise(value.trim(), field);
		return typeof read === 'string' && /^[aO]:\d+:/.test(read) ? unserialise(read, field) : read;
	}
	if (typeof value === 'number' || typeof value === 'boolean') return value;
	if (typeof value !== 'object' || value === null) return null;
	if (value instanceof Map) return value as PhpMap;
	return new Map(Object.entries(value).map(([key, held]) => [key, treeOf(held, field)]));
}

export const isTree = (value: PhpValue | undefined): value is PhpMap => value instanceof Map;

/** What an amount holds, and whether it was written as one. */
export interface ReadNumber {
	readonly value: Decimal;
	readonly plain: boolean;
}

/**
 * A number as PHP's (float) takes it, which is how Sprout calculates: the digits that a text begins with, and zero where it
 * begins with none. `1,000.00` is 1 there. What is not a plain number is told, so that a person looks at it.
 */
export function numberOf(value: unknown): ReadNumber {
	if (typeof value === 'number') return { value: fromDouble(value), plain: true };
	const text = textOf(value).trim();
	if (text === '') return { value: zero, plain: true };
	const read = readDecimal(text);
	if (read) return { value: read, plain: true };
	const [digits = ''] = /^[+-]?(?:\d+\.?\d*|\.\d+)/.exec(text) ?? [];
	return { value: readDecimal(digits) ?? zero, plain: false };
}
