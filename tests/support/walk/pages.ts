import { textOf } from '../repository';

/** One step of a page: its heading, its words, and its blocks of commands, in order. */
export interface Step {
	readonly title: string;
	readonly words: string;
	readonly blocks: readonly string[];
}

/**
 * The steps of a page, such as `### Step 1: the nodes`, from a heading of the second level to the next.
 *
 * @throws Error when the page has no such heading.
 */
export function stepsOf(page: string, heading: string): Step[] {
	const text = textOf(page);
	const begin = text.indexOf(`\n## ${heading}\n`);
	if (begin === -1) throw new Error(`${page} has no heading '${heading}'`);
	const section = text.slice(begin + 1).split(/\n(?=## )/)[0] ?? '';
	return section
		.split(/\n(?=### )/)
		.filter((part) => part.startsWith('### Step '))
		.map((part) => ({
			title: part.slice('### '.length, part.indexOf('\n')),
			words: part,
			blocks: [...part.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block),
		}));
}
