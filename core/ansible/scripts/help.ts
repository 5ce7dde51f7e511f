import type { Script } from '../runner';

const longestSummary = 200;

/** The scripts that `list.sh` found, each with its help. */
export function scriptsIn(lines: readonly string[]): Script[] {
	const found: Array<{ script: string; help: string[] }> = [];
	for (const line of lines) {
		if (line.startsWith('s ')) found.push({ script: line.slice(2).replace(/^(\.\/)+/, ''), help: [] });
		else if (line.startsWith('h ')) found.at(-1)?.help.push(line.slice(2).trimEnd());
	}
	return found.map(({ script, help }) => {
		const text = help.join('\n').trim();
		return { script, summary: summaryOf(text), help: text };
	});
}

/** How a line of usage begins, in the languages of the pack and in some others. */
const usage = /^\s*(usages?|utilisation|gebruik|syntaxe?|syntaxis|verwendung|aufruf|uso)\b/i;

/** The first sentence of a help text that says what the script does. */
export function summaryOf(help: string): string {
	const paragraphs = help.split(/\n\s*\n/).map((paragraph) => {
		const lines = paragraph.split('\n');
		// What is indented below the usage belongs to it.
		while (lines.length > 0 && usage.test(lines[0] ?? '')) {
			lines.shift();
			while (/^\s/.test(lines[0] ?? '')) lines.shift();
		}
		return lines
			.map((line) => line.trim())
			.join(' ')
			.trim();
	});
	const telling = paragraphs.find((paragraph) => paragraph !== '') ?? '';
	const [sentence = ''] = /^.*?[.!?…](?=\s|$)/u.exec(telling) ?? [telling];
	return sentence.length <= longestSummary ? sentence : `${sentence.slice(0, longestSummary - 1)}…`;
}
