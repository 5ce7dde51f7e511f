import { columnLetters } from '../cell';
import { cutText, escapeText } from './cellText';

/** A rule with its texts in itself holds no more (Excel, "Data validation": 255 characters). */
const mostCharacters = 255;

/** How far below the header a list is offered. */
const lastRow = 10_000;

/** The lists of choices that are too long for their rule: they stand on a tab of their own, a column each. */
export interface ChoiceLists {
	readonly name: string;
	readonly columns: ReadonlyArray<readonly string[]>;
	/** The source of a list, as a rule names it. Keeps what does not fit. */
	readonly sourceOf: (choices: readonly string[]) => string;
}

export function choiceLists(name: string): ChoiceLists {
	const columns: Array<readonly string[]> = [];
	return {
		name,
		columns,
		sourceOf: (choices) => {
			const inRule = choices.join(',');
			const fits = inRule.length <= mostCharacters && !choices.some((choice) => /[,"]|^\s|\s$/.test(choice));
			if (fits) return `"${inRule}"`;
			const letters = columnLetters(columns.push(choices.map((choice) => escapeText(cutText(choice)))) - 1);
			return `'${name.replaceAll("'", "''")}'!$${letters}$1:$${letters}$${choices.length}`;
		},
	};
}

/** Where a list is offered in a column, and what happens with another text. */
export function choiceRule(column: number, source: string): readonly [range: string, rule: object] {
	const letters = columnLetters(column);
	const rule = { type: 'list', allowBlank: true, showErrorMessage: true, errorStyle: 'stop', formulae: [source] };
	return [`${letters}2:${letters}${lastRow}`, rule];
}
