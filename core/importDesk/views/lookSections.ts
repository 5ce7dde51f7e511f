import {
	dateOrders,
	fieldsOfRole,
	sheetRoles,
	type SheetCorrection,
	type SheetUnderstanding,
	type SkippedRows,
} from '../../invoiceSheets';
import type { Writer } from '../../messages';
import { choiceField, folded, markup, table, type Markup } from '../../pages';
import { describeProblem } from '../describe';
import { controlNames, notRead, shownColumns, shownCurrencies } from './lookForm';

/** One tab: what it is for, what is in it, and what each column is read as. All of it can be corrected. */
export function sheetSection(writer: Writer, sheet: SheetUnderstanding, correction: SheetCorrection = {}): Markup {
	const { words, say, number } = writer;
	const { importPage: w } = words;
	const isRead = sheet.role !== 'other';
	return markup`<h2>${sheet.name}</h2>
${choiceField({
	name: controlNames.role(sheet.sheet),
	label: w.roleLabel,
	choices: sheetRoles.map((role) => ({ value: role, label: words.importRoles[role] })),
	chosen: sheet.role,
})}${facts(writer, sheet)}${isRead && sheet.roleDecidedBy === 'memory' ? markup`<p class="soft">${w.remembered}</p>` : markup``}
${sheet.checkSums.map((sum) => {
	const told = {
		field: words.importFields[sum.field],
		row: sum.row,
		expected: number(Number(sum.expected)),
		found: number(Number(sum.found)),
	};
	return markup`<p class="verdict ${sum.agrees ? 'good' : 'bad'}">${say(sum.agrees ? w.sumAgrees : w.sumDiffers, told)}</p>
`;
})}${sheet.problems
		.filter(({ code }) => code !== 'total_row_differs')
		.map(
			(problem) => markup`<p class="verdict">${describeProblem(writer, problem)}</p>
`,
		)}${isRead ? columnTable(writer, sheet) : markup``}${
		isRead
			? folded(
					`${w.dateOrder}, ${w.decimalSign}, ${w.currency}`,
					settings(writer, sheet, correction),
					sheet.questions.some(({ kind }) => kind !== 'required_field'),
				)
			: markup``
	}`;
}

function facts({ words: { importPage: w }, say }: Writer, sheet: SheetUnderstanding): Markup {
	if (sheet.role === 'other') {
		return sheet.visibility === 'visible'
			? markup``
			: markup`<p class="soft">${w.hiddenTab}</p>
`;
	}
	const header = sheet.headerRows;
	const told = [
		header === null
			? w.noHeader
			: header.first === header.last
				? say(w.headerRow, { row: header.first })
				: say(w.headerRows, { first: header.first, last: header.last }),
		say(w.dataRows, { count: sheet.dataRows }),
	].join(' · ');
	const skipped = skippedWords(sheet.skipped, w, say);
	return markup`<p>${told}</p>
${
	skipped.length === 0
		? markup``
		: markup`<p class="soft">${say(w.skipped, { list: skipped.join(', ') })}</p>
`
}${
		sheet.hiddenRows === 0
			? markup``
			: markup`<p class="soft">${say(w.hiddenRows, { count: sheet.hiddenRows })}</p>
`
	}`;
}

function skippedWords(
	{ title, empty, subtotal, total, firstRows }: SkippedRows,
	w: Writer['words']['importPage'],
	say: Writer['say'],
): string[] {
	return [
		...(title > 0 ? [say(w.skippedTitle, { count: title })] : []),
		...(empty > 0 ? [say(w.skippedEmpty, { count: empty })] : []),
		...(subtotal > 0 ? [say(w.skippedSubtotal, { count: subtotal, row: firstRows.subtotal ?? 0 })] : []),
		...(total > 0 ? [say(w.skippedTotal, { count: total, row: firstRows.total ?? 0 })] : []),
	];
}

function columnTable({ words, say }: Writer, sheet: SheetUnderstanding): Markup {
	const { importPage: w } = words;
	if (sheet.role === 'other') return markup``;
	const choices = [
		{ value: notRead, label: w.notRead },
		...fieldsOfRole[sheet.role].map((field) => ({ value: field, label: words.importFields[field] })),
	];
	const rows = shownColumns(sheet).map(({ column, letters, header, field, samples }) => [
		letters,
		header,
		samples.slice(0, 3).join(' · '),
		choiceField({
			name: controlNames.field(sheet.sheet, column),
			label: say(w.readAsOf, { column: letters, header }),
			choices,
			chosen: field ?? notRead,
			compact: true,
		}),
	]);
	return table([{ label: w.column }, { label: w.header }, { label: w.samples }, { label: w.readAs }], rows);
}

function settings(
	{ words: { importPage: w } }: Writer,
	sheet: SheetUnderstanding,
	correction: SheetCorrection,
): Markup {
	// What holds is told, also when it was remembered from an earlier file.
	const found = [sheet.currency ?? '', ...new Set(sheet.columns.flatMap(({ reading }) => reading.dateOrder ?? []))];
	const asFound = { value: '', label: [w.foundOut, ...found.filter(Boolean)].join(' · ') };
	return markup`${choiceField({
		name: controlNames.dateOrder(sheet.sheet),
		label: w.dateOrder,
		choices: [asFound, ...dateOrders.map((order) => ({ value: order, label: w.dateOrders[order] }))],
		chosen: correction.dateOrder ?? '',
	})}${choiceField({
		name: controlNames.decimalSign(sheet.sheet),
		label: w.decimalSign,
		choices: [asFound, { value: ',', label: w.decimalSigns.comma }, { value: '.', label: w.decimalSigns.point }],
		chosen: correction.decimalSign ?? '',
	})}${choiceField({
		name: controlNames.currency(sheet.sheet),
		label: w.currency,
		choices: [asFound, ...shownCurrencies.map((code) => ({ value: code, label: code }))],
		chosen: correction.currency ?? '',
	})}`;
}
