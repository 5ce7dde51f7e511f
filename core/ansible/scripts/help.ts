import type { Script } from '../runner';

const longestSummary = 200;
const noHelp = 'tells no help: --help does not occur in it';

/** The scripts that `list.sh` found, each with its help. */
export function scriptsIn(lines: readonly string[]): Script[] {
	const found: Array<{ script: string; asked: boolean; help: string[] }> = [];
	for (const line of lines) {
		const last = found.at(-1);
		if (line.startsWith('s ')) found.push({ script: line.slice(2).replace(/^(\.\/)+/, ''), asked: true, help: [] });
		else if (line === 'n' && last) last.asked = false;
		else if (line.startsWith('h ')) last?.help.push(line.slice(2).trimEnd());
	}
	return found.map(({ script, asked, help }) => {
		const text = help.join('\n').trim();
		return { script, summary: asked ? summaryOf(text) : noHelp, help: text };
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
