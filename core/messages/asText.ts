import type { Language } from '../kernel/languages';
import type { Brand } from './brand';
import type { Block, Letter } from './letter';
import { writerOf } from './writer';

/** Writes a letter as plain text, complete without the HTML. */
export function asText({ heading, greeting, body, to }: Letter, language: Language, brand: Brand): string {
	const { labelled, closing } = writerOf(language);

	const writeBlock = (block: Block): string => {
		switch (block.kind) {
			case 'paragraph':
				return block.text;
			case 'facts':
				return block.facts
					.flatMap(({ label, values }) => values.map((value) => `- ${labelled(label, value)}`))
					.join('\n');
			case 'quote':
				return `${labelled(block.label, '').trimEnd()}\n${block.text.replaceAll(/^/gm, '> ')}`;
			case 'button':
				return `${labelled(block.label, '').trimEnd()}\n${block.url}`;
			case 'heading':
				return `== ${block.text} ==`;
			case 'table':
				return alignColumns([block.columns, ...block.rows]);
			case 'entry': {
				const about = block.facts.flatMap(({ label, values }) =>
					values.map((value) => `  ${labelled(label, value.replaceAll('\n', '\n    '))}`),
				);
				return [`* ${block.title}`, `  ${block.subtitle}`, ...about].join('\n');
			}
		}
	};

	const parts = [heading, greeting, ...body.map(writeBlock)];
	if (to === 'customer') {
		const { questions, signOff, team } = closing(brand);
		parts.push(questions, `${signOff}\n${team}`);
	}
	const footer = [brand.brandName, brand.website].filter(Boolean).join(' · ');
	if (footer) parts.push(`-- \n${footer}`);
	return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** The first column is aligned to the left; the numbers in the others to the right. */
function alignColumns(rows: ReadonlyArray<readonly string[]>): string {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
	return rows
		.map((row) =>
			row
				.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}
