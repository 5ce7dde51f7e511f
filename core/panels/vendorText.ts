import { redact } from '../kernel/redaction';

/**
 * What a panel said, as plain text of at most 500 characters: without markup, and without secrets in any form in which
 * a panel may echo them.
 */
export function readable(said: string, secrets: readonly string[]): string {
	const text = redact(plain(redact(said, secrets)), secrets);
	// Markup may have cut a secret into pieces, or a secret may look like markup: then no word of it is told.
	const bare = (words: string) => plain(words).replace(/\s/g, '');
	const toldAll = bare(text);
	return secrets.some((secret) => bare(secret) !== '' && toldAll.includes(bare(secret)))
		? 'The panel refused, in words that hold a secret'
		: text.slice(0, 500);
}

/** Without markup; entities are read, those that lack their semicolon too. */
function plain(said: string): string {
	return said
		.replace(/<[^>]*>/g, ' ')
		.replace(/&#0?(\d{2,3});?/g, (_, code: string) => String.fromCharCode(Number(code)))
		.replace(/&(lt|gt|amp|quot|apos|nbsp);/g, (entity) => entities[entity] ?? ' ')
		.replace(/\s+/g, ' ')
		.trim();
}
const entities: Readonly<Record<string, string>> = {
	'&lt;': '<',
	'&gt;': '>',
	'&amp;': '&',
	'&quot;': '"',
	'&apos;': "'",
};
