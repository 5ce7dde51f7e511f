import type { SheetField } from './fields';
import type { SheetCorrection, SheetUnderstanding } from './understanding';

/**
 * What is worth remembering for the layout of a tab, as a correction: its role, the field of each column, and how its dates
 * and amounts are read, if all of its columns agree. The next file of the layout is read the same, where its own cells do
 * not say otherwise.
 */
export function correctionOf({ role, columns, currency }: SheetUnderstanding): SheetCorrection {
	const fields: Record<number, SheetField | null> = {};
	for (const { column, header, field } of columns) if (header !== '' || field !== null) fields[column] = field;
	const dateOrder = only(columns.map(({ reading }) => reading.dateOrder));
	const decimalSign = only(columns.map(({ reading }) => reading.decimalSign));
	return {
		role,
		...(role === 'other' ? {} : { fields }),
		...(dateOrder && { dateOrder }),
		...(decimalSign && { decimalSign }),
		...(currency !== null && { currency }),
	};
}

function only<Choice>(choices: ReadonlyArray<Choice | null>): Choice | undefined {
	const different = new Set(choices.filter((choice) => choice !== null));
	const [first] = different;
	return different.size === 1 ? first : undefined;
}
