import { markup, type Markup } from './markup';

type Content = string | Markup;

export interface TableColumn {
	readonly label: string;
	/** Amounts and counts stand at the right. */
	readonly numeric?: boolean;
}

/**
 * A table. On a narrow screen each row becomes a block, and each cell has the name of its column in front, so that nobody has
 * to scroll sideways.
 */
export function table(columns: readonly TableColumn[], rows: ReadonlyArray<readonly Content[]>, caption = ''): Markup {
	const head = columns.map(({ label, numeric }) => markup`<th scope="col"${classOf(numeric)}>${label}</th>`);
	const body = rows.map(
		(cells) =>
			markup`<tr>${cells.map((cell, index) => markup`<td data-label="${columns[index]?.label ?? ''}"${classOf(columns[index]?.numeric)}>${cell}</td>`)}</tr>
`,
	);
	const told = caption === '' ? markup`` : markup`<caption>${caption}</caption>`;
	return markup`<table class="stacked">${told}<thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table>
`;
}

const classOf = (numeric: boolean | undefined) => (numeric === true ? markup` class="number"` : markup``);

/** How far something is, from 0 to 1. */
export function progressBar(label: string, share: number): Markup {
	const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
	return markup`<label class="name">${label}<progress max="100" value="${percent}">${percent} %</progress></label>
`;
}

/** A few numbers that count, side by side. */
export function figures(told: ReadonlyArray<{ readonly label: string; readonly value: string }>): Markup {
	return markup`<ul class="figures">${told.map(({ label, value }) => markup`<li><strong>${value}</strong><span class="soft">${label}</span></li>`)}</ul>
`;
}
