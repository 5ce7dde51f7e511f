/** HTML that is safe to send: every text in it is escaped. */
export class Markup {
	constructor(readonly source: string) {}
}

type Part = string | number | Markup | readonly Markup[];

/** Writes HTML and escapes every value that is not markup itself. */
export function markup(source: TemplateStringsArray, ...parts: readonly Part[]): Markup {
	return new Markup(source.map((text, index) => text + render(parts[index] ?? '')).join(''));
}

function render(part: Part): string {
	if (part instanceof Markup) return part.source;
	if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
	return part.map(({ source }) => source).join('');
}

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function escapeHtml(text: string): string {
	return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
