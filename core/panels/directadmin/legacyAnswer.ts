import { jsonOf } from '../../kernel/answers';

/** Parses the answer of a legacy command. Returns undefined when it is neither JSON nor url-encoded. */
export function legacyValue(text: string): unknown {
	const trimmed = text.trim();
	// A list with nothing in it is an empty answer.
	if (trimmed === '') return {};
	if (/^[[{]/.test(trimmed)) return jsonOf(trimmed);
	if (trimmed.startsWith('<') || !trimmed.includes('=')) return undefined;
	return urlEncoded(trimmed);
}

/** `list[]=a&list[]=b` becomes `{ list: ['a', 'b'] }`. */
function urlEncoded(text: string): Record<string, string | string[]> {
	const lists: Record<string, string[]> = {};
	const values: Record<string, string> = {};
	for (const [name, value] of new URLSearchParams(withoutEntities(text))) {
		if (name.endsWith('[]')) (lists[name.slice(0, -2)] ??= []).push(value);
		else values[name] = value;
	}
	return { ...values, ...lists };
}

/**
 * DirectAdmin writes some characters as HTML entities instead of url-encoding them. Numeric entities often lack their
 * semicolon, so a digit may follow. Only codes of printable ASCII count as an entity.
 */
function withoutEntities(text: string): string {
	return text
		.replace(/&#(1[0-2]\d|[3-9]\d);?/g, (_, code: string) => encodeURIComponent(String.fromCharCode(Number(code))))
		.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => encodeURIComponent(named[name] ?? ''));
}
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
