import { markup, type Markup } from './markup';

/** A heading with what is below it; nothing when that is empty. */
export function section(title: string, parts: readonly Markup[]): Markup {
	return parts.length === 0
		? markup``
		: markup`<h2>${title}</h2>
${parts}`;
}

export function list(items: readonly string[]): Markup {
	return markup`<ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>
`;
}

/** Terms with their values; one without a value is left out. */
export function terms(rows: ReadonlyArray<readonly [term: string, value: string | Markup | undefined]>): Markup {
	const told = rows.flatMap(([term, value]) =>
		value === undefined || value === '' ? [] : [markup`<dt>${term}</dt><dd>${value}</dd>`],
	);
	return markup`<dl>${told}</dl>
`;
}

/** What can be folded: it opens without a script. */
export function folded(title: string, body: Markup, open = false): Markup {
	return open
		? markup`<details open><summary>${title}</summary>${body}</details>
`
		: markup`<details><summary>${title}</summary>${body}</details>
`;
}

export const pre = (text: string): Markup => markup`<pre>${text}</pre>
`;

/** What the lines were and are: the ones that stay at both ends are shown up to two lines. */
export function differences(before: string | null, after: string | null): Markup {
	const [was, is] = [linesOf(before), linesOf(after)];
	let start = 0;
	while (start < Math.min(was.length, is.length) && was[start] === is[start]) start++;
	let end = 0;
	while (end < Math.min(was.length, is.length) - start && was[was.length - 1 - end] === is[is.length - 1 - end]) end++;
	const removed = was.slice(start, was.length - end);
	const added = is.slice(start, is.length - end);
	const same = (lines: readonly string[]) => lines.map((line) => markup`<span> ${line}</span>`);
	return markup`<pre class="diff">${[
		...same(was.slice(Math.max(0, start - context), start)),
		...removed.map((line) => markup`<del>-${line}</del>`),
		...added.map((line) => markup`<ins>+${line}</ins>`),
		...same(was.slice(was.length - end, was.length - end + context)),
	]}</pre>
`;
}

const context = 2;

const linesOf = (text: string | null) => (text === null || text === '' ? [] : text.replace(/\n$/, '').split('\n'));
