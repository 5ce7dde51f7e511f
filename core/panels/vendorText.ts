import { redact } from '../kernel/redaction';

/**
 * Returns a panel's words as plain text of at most 500 characters. It removes markup, and secrets in any form in which
 * a panel may echo them.
 */
export function readable(said: string, secrets: readonly string[]): string {
	const text = redact(plain(redact(said, secrets)), secrets);
	// Markup may cut a secret into pieces, or a secret may look like markup. Then this returns none of the panel's
	// words.
	const bare = (words: string) => plain(words).replace(/\s/g, '');
	const toldAll = bare(text);
	return secrets.some((secret) => bare(secret) !== '' && toldAll.includes(bare(secret)))
		? 'The panel refused, in words that hold a secret'
		: [...text].slice(0, 500).join('');
}

/**
 * Removes markup, and characters that a database does not accept in text. It decodes entities, also numeric ones that
 * lack their semicolon.
 */
function plain(said: string): string {
	return said
		.replace(/<[^<>]*>/g, ' ')
		.replace(
			/&#(?:x([\da-f]{2,6});|(\d{2,7});|0?(1[0-2]\d|[3-9]\d))/gi,
			(entity: string, hex?: string, decimal?: string, unended?: string) =>
				characterOf(hex ? Number.parseInt(hex, 16) : Number(decimal ?? unended)) ?? entity,
		)
		.replace(/&(lt|gt|amp|quot|apos|nbsp);/g, (entity) => entities[entity] ?? ' ')
		.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
		.trim();
}
const entities: Readonly<Record<string, string>> = {
	'&lt;': '<',
	'&gt;': '>',
	'&amp;': '&',
	'&quot;': '"',
	'&apos;': "'",
};

function characterOf(code: number): string | undefined {
	return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
